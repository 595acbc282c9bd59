/** What Stryker runs for each mutant: the tests of the rooms that are mutated, of the project `unit` alone, in one process. */
import { defineConfig } from 'vitest/config';
import config from '../vitest.config.ts';

const { projects = [], ...common } = config.test ?? {};
const unit = projects
  .flatMap(project => (typeof project === 'object' && 'test' in project ? [project.test] : []))
  .find(test => test?.name === 'unit');

export default defineConfig({
  ...config,
  test: {
    ...common,
    include: ['test/{session,observe,kernel}/**/*.test.ts'],
    exclude: unit?.exclude ?? [],
    reporters: [{}],
    isolate: false,
  },
});
