/** The order of the test files: those on this kernel, one after the other, and those on machines of their own beside them; of each the longest first. */
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Seconds of files that take long, roughly: they decide nothing but the order. */
const LONG: Readonly<Record<string, number>> = {
  ...{ 'test/e2e/sudo.vm.test.ts': 160, 'test/kill/v2.vm.test.ts': 135, 'test/native/v2.vm.test.ts': 102 },
  ...{ 'test/e2e/covered.vm.test.ts': 72, 'test/vm/systemd.test.ts': 70, 'test/e2e/limits.vm.test.ts': 61 },
  ...{
    'test/e2e/rootless.vm.test.ts': 50,
    'test/e2e/place.vm.test.ts': 45,
    'test/observe/group-seeker.vm.test.ts': 40,
  },
  ...{ 'test/e2e/run.test.ts': 105, 'test/e2e/refusals.test.ts': 78, 'test/e2e/package.test.ts': 63 },
  ...{ 'test/independent/held-session.test.ts': 41, 'test/e2e/own-rootfs.test.ts': 40, 'test/e2e/place.test.ts': 34 },
  ...{ 'test/lessons/claims.kernel.test.ts': 39, 'test/e2e/own-commands.test.ts': 28 },
};
/** Of the others, by project. */
const USUAL: Readonly<Record<string, number>> = { kernel: 7, machines: 25 };

export class TestSequencer extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const lane = (name: string) => sorted.filter(({ project }) => project.name === name);
    const beside = [...begins(lane('kernel')), ...begins(lane('machines'))].sort((a, b) => a.at - b.at);
    const others = sorted.filter(({ project }) => !(project.name in USUAL));
    return [...others, ...beside.map(({ file }) => file)];
  }
}

/** When each begins, in seconds, if each waits for the one before. */
function begins(files: TestSpecification[]): { file: TestSpecification; at: number }[] {
  let at = 0;
  return files
    .map(file => ({ file, seconds: seconds(file) }))
    .sort((a, b) => b.seconds - a.seconds)
    .map(({ file, seconds }) => {
      const begin = { file, at };
      at += seconds;
      return begin;
    });
}

function seconds({ moduleId, project }: TestSpecification): number {
  const known = Object.entries(LONG).find(([path]) => moduleId.endsWith(path));
  return known?.[1] ?? USUAL[project.name] ?? 1;
}
