/** The order of the test files: the longest machines begin, so that none of them is left to run alone at the end. */
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Each takes more than a minute, in this order. */
const LONGEST = [
  'test/kill/v2.vm.test.ts',
  'test/e2e/sudo.vm.test.ts',
  'test/native/v2.vm.test.ts',
  'test/e2e/covered.vm.test.ts',
  'test/vm/systemd.test.ts',
  'test/e2e/limits.vm.test.ts',
  'test/e2e/rootless.vm.test.ts',
];

export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const place = ({ moduleId }: TestSpecification) => {
      const at = LONGEST.findIndex(path => moduleId.endsWith(path));
      return at < 0 ? LONGEST.length : at;
    };
    return (await super.sort(files)).sort((a, b) => place(a) - place(b));
  }
}
