/** Programs made to exhaust a machine run only inside limits that the kernel has confirmed. */

import { LabError } from '../../../protocol/lab-error.ts';
import type { Facts, FactValue } from '../../../words/fact-value.ts';

const EXHAUSTING = ['hog', 'forks', 'spin'];

/** What a group may allow at most. */
const SMALL = { 'cgroup.memory.max': 256 * 2 ** 20, 'cgroup.pids.max': 256 };

/** Is it one of ours that eat memory, tasks or processor time: by its own name, or as the first argument of `apps`? */
export function exhausts(argv: readonly string[], apps: string): boolean {
  const [program = '', first = ''] = argv;
  const name = baseName(program);
  return EXHAUSTING.includes(name) || (name === baseName(apps) && EXHAUSTING.includes(first));
}

/** Throws unless the last snapshot shows the process in a group with small limits for memory and tasks. */
export function requireLimits(argv: readonly string[], pid: number, facts: Facts | undefined): void {
  const fail = (what: string): never => {
    throw new LabError('order', `${argv.join(' ')} is not started: ${what}`, {
      hint: 'set-limit memory and pids, then join-cgroup, then start it',
    });
  };
  const members = facts?.['cgroup.procs'];
  if (!Array.isArray(members) || !members.includes(String(pid))) fail('the process is in no group of ours');
  for (const [key, most] of Object.entries(SMALL))
    if (!(amount(facts?.[key]) <= most))
      fail(`its group's ${key.slice('cgroup.'.length)} was not read back as a number up to ${most}`);
}

function amount(value: FactValue | undefined): number {
  return typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : Number.NaN;
}

function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
