import { fileURLToPath } from 'node:url';
import { configDefaults, defineConfig } from 'vitest/config';
import { ownView } from './helpers/own-view.ts';
import { slowness } from './helpers/slowness.ts';
import { stateHome } from './helpers/state-home.ts';
import { TestSequencer } from './helpers/test-sequencer.ts';

/**
 * Tests that make containers: one file at a time (helpers/one-at-a-time), each in a view of the machine of its own (helpers/own-view), so that a count of
 * what is left behind is its own, and what it leaves when it dies ends with it.
 */
const KERNEL = ['test/{native,helper,e2e,cli,independent}/**/*.test.{ts,tsx}', 'test/**/*.kernel.test.{ts,tsx}'];
/** Tests that boot a machine of their own, beside those; the machines do not see each other. */
const MACHINES = ['test/vm/**/*.test.ts', 'test/**/*.vm.test.ts'];

/** The package on other machines and with other Nodes: `npm run test:package`, too long for `npm test`. */
const PACKAGE = ['test/package/**/*.test.ts'];
const withPackage = process.env.LAB_PACKAGE !== undefined;

const exclude = [...configDefaults.exclude, 'test/**/fixtures/**'];

export default defineConfig({
  root: fileURLToPath(new URL('..', import.meta.url)),
  test: {
    // A process per file: a helper dies with the thread that started it (PR_SET_PDEATHSIG), and Ink keeps state per process.
    pool: 'forks',
    // Ink draws nothing before the end when CI is set; the pseudo-terminals of the tests are real ones.
    env: { CI: 'false', XDG_STATE_HOME: stateHome, LAB_TEST_RUN: String(process.pid) },
    globalSetup: './test/helpers/state-home.ts',
    testTimeout: 60_000 * slowness,
    hookTimeout: 60_000 * slowness,
    teardownTimeout: 10_000 * slowness,
    reporters: [['default', { summary: false }], './test/helpers/summary-reporter.ts'],
    passWithNoTests: true,
    sequence: { sequencer: TestSequencer },
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['test/**/*.test.{ts,tsx}'],
          exclude: [...exclude, ...KERNEL, ...MACHINES, ...PACKAGE],
          maxWorkers: 2,
          sequence: { groupOrder: 0 },
        },
      },
      {
        extends: true,
        test: {
          name: 'kernel',
          pool: ownView,
          include: KERNEL,
          exclude: [...exclude, ...MACHINES],
          setupFiles: ['test/helpers/one-at-a-time.ts'],
          maxWorkers: 2,
          sequence: { groupOrder: 1 },
        },
      },
      {
        extends: true,
        test: {
          name: 'machines',
          include: MACHINES,
          exclude,
          maxWorkers: 2,
          sequence: { groupOrder: 1 },
          testTimeout: 300_000,
          hookTimeout: 300_000,
        },
      },
      ...(withPackage
        ? [
            {
              extends: true as const,
              test: {
                name: 'package',
                include: PACKAGE,
                maxWorkers: 1,
                testTimeout: 1_200_000,
                hookTimeout: 1_200_000,
              },
            },
          ]
        : []),
    ],
  },
});
