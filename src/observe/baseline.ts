/** Which of the processes found by `scan` may solve a challenge. Pure. */
import type { ScannedProcess } from '../protocol/wire.ts';

/** The same for one process over its life, different from every other's, even when its PID is used again. */
export function processId({ pid, start }: Pick<ScannedProcess, 'pid' | 'start'>): string {
  return `${pid}.${start}`;
}

/** Where it is: what differs from the monitor's own view, as text that can be compared. */
export function viewOf(process: Pick<ScannedProcess, 'ns' | 'root'>): string {
  const known = VIEWS.get(process);
  if (known !== undefined) return known;
  const { ns, root } = process;
  const links = Object.keys(ns).sort();
  const view = [...links.map(name => `${name}:${ns[name]}`), ...(root === undefined ? [] : [`root:${root}`])].join(' ');
  VIEWS.set(process, view);
  return view;
}

/** Asked for again and again, of what does not change. */
const VIEWS = new WeakMap<object, string>();

/** It is somewhere else than the monitor. */
export function differs({ ns, root }: Pick<ScannedProcess, 'ns' | 'root'>): boolean {
  return root !== undefined || Object.keys(ns).length > 0;
}

/** View by id, of what there was when the challenge began. What is not in it had the monitor's own view, or did not exist. */
export type Baseline = ReadonlyMap<string, string>;

/** What was there before the challenge began. */
export function baselineOf(processes: readonly ScannedProcess[]): Baseline {
  return new Map(processes.map(process => [processId(process), viewOf(process)]));
}

/**
 * Those that are new, or somewhere else than before. Not ours; and not who has merely entered what an old process or one of ours
 * is in: that made nothing. Only what still lives can be entered: the inodes of a dead namespace are used again.
 */
export function newSince(baseline: Baseline, processes: readonly ScannedProcess[]): ScannedProcess[] {
  const unchanged = (process: ScannedProcess) => baseline.get(processId(process)) === viewOf(process);
  const old = new Set(processes.filter(process => process.ours || unchanged(process)).map(viewOf));
  return processes.filter(process => !process.ours && !old.has(viewOf(process)));
}
