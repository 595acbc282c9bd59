/** The ops that a lesson may name, and what may stand in its texts and arguments. */
import type { Argument, LessonWords } from '../words/op.ts';
import { LESSON_OPS } from '../words/ops.ts';

export type { Argument } from '../words/op.ts';

export const OPS: Readonly<Record<string, LessonWords<Readonly<Record<string, Argument>>>>> =
  Object.fromEntries(LESSON_OPS);

/** What may stand in braces in an op's arguments. */
export const ARGUMENT_TEMPLATES = ['rootfs', 'layers', 'lower', 'cgroup', 'hostname', 'apps', 'size'] as const;

/** What may stand in braces in a `byHand` line. On v2 the four cgroup names are one directory. */
export const BY_HAND_TEMPLATES = [
  'pid',
  'rootfs',
  'layers',
  'cgroup',
  'cgroup.memory',
  'cgroup.pids',
  'cgroup.cpu',
  'hostname',
] as const;

/**
 * What may stand in braces in a line of a solution: how this learner becomes root (`{sudo}`, ending in a blank; nothing for root), how
 * they call unshare(1), and where the hierarchies of three controllers are mounted (one place on v2).
 */
export const SOLUTION_TEMPLATES = ['sudo', 'unshare', 'memory', 'pids', 'cpu', 'name'] as const;

const UNITS: Readonly<Record<string, number>> = { K: 2 ** 10, M: 2 ** 20, G: 2 ** 30 };

/** "64M" to 67108864; null when it is not a size. */
export function parseSize(value: string | number): number | null {
  if (typeof value === 'number') return Number.isSafeInteger(value) && value >= 0 ? value : null;
  const match = /^(\d+)([KMG])?$/.exec(value);
  if (match === null) return null;
  return Number(match[1]) * (match[2] === undefined ? 1 : (UNITS[match[2]] ?? 1));
}
