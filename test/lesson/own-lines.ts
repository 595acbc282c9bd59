/** The stand-alone command lines of the shipped lessons, for the tests that type them into a shell. */
import { fileURLToPath } from 'node:url';
import type { ByHand } from '../../src/lesson/lesson.ts';
import { loadLessons } from '../../src/lesson/load.ts';
import { needs } from '../helpers/require.ts';

export interface Line extends ByHand {
  /** e.g. `02-unshare/uts 1` */
  name: string;
}

export const CGROUPS = '/sys/fs/cgroup';

const { lessons } = loadLessons(fileURLToPath(new URL('../../lessons', import.meta.url)));

export const ownLines: Line[] = lessons
  .flatMap(lesson => lesson.steps.map(step => ({ step, name: `${lesson.id}/${step.id}` })))
  .flatMap(({ step, name }) =>
    step.type === 'action' ? step.byHand.map((line, i) => ({ ...line, name: `${name} ${i + 1}` })) : [],
  )
  .filter(line => line.where === 'own');

/** Programs that the lines use and a bare Debian lacks, and their packages. */
const EXTRAS = new Map([
  ['ip', 'iproute2'],
  ['ps', 'procps'],
]);

/** Called where tests are declared: true when the machine has what the line uses; what is missing is skipped aloud. */
export function runnable({ name, run }: { name: string; run: string }): boolean {
  const words = new Set(run.split(/[^\w-]+/));
  return [...EXTRAS].every(([tool, from]) => !words.has(tool) || needs(tool, `${name} is typed; package ${from}`));
}
