/** What Stryker runs for each mutant: the tests of the rooms that are mutated, of the project `unit` alone. */
import { defineConfig } from 'vitest/config';
import config from '../vitest.config.ts';

const { root, test } = config;
const unit = test?.projects
  ?.flatMap(project => (typeof project === 'object' && 'test' in project ? [project.test] : []))
  .find(it => it?.name === 'unit');

export default defineConfig({
  root,
  test: {
    ...test,
    projects: undefined,
    reporters: [{}],
    isolate: false,
    include: ['test/{session,observe,kernel}/**/*.test.ts'],
    exclude: unit?.exclude,
  },
});
