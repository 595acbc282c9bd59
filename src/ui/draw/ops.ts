/** What a step is going to do, and the same by hand, as text. */
import type { ByHand, LessonOp } from '../../lesson/lesson.ts';
import type { SessionState } from '../../session/state.ts';
import { shownSubject } from '../model.ts';
import { oneLine } from '../text.ts';

/** `unshare(CLONE_NEWUTS|CLONE_NEWIPC)`, `set-limit(memory=32M)`. */
export function opText(op: LessonOp): string {
  const args = Object.entries(op.args);
  const bare = args.length === 1;
  const text = args.map(([name, value]) => (bare || Array.isArray(value) ? argText(value) : `${name}=${argText(value)}`)).join(', ');
  const refusal = op.expectErrno === undefined ? '' : `  wants ${op.expectErrno}`;
  return oneLine(`${op.op}(${text})${refusal}`);
}

function argText(value: string | number | string[]): string {
  if (!Array.isArray(value)) return String(value);
  return value.every(item => /^[A-Z0-9_]+$/.test(item)) ? value.join('|') : value.join(' ');
}

/** Command lines for another terminal, with the values of the live session where they are known. */
export function byHandLines(lines: readonly ByHand[], state: SessionState): string[] {
  const version = state.session?.cgroup === 'v2' ? 'v2' : 'v1';
  const values = templateValues(state);
  return lines
    .filter(line => line.only === undefined || line.only === version)
    .map(line => oneLine(line.run.replace(/\{([a-z.]+)\}/g, (whole, name: string) => values[name] ?? whole)));
}

function templateValues(state: SessionState): Record<string, string> {
  const subject = shownSubject(state);
  const files = subject?.state.files ?? {};
  const run = state.session?.rootfs.path;
  const values: Record<string, string | undefined> = {
    pid: subject === null ? undefined : String(subject.state.pid),
    rootfs: run,
    layers: run?.replace(/\/rootfs$/, '/layers'),
    cgroup: directory(files['cgroup.procs']),
    'cgroup.memory': directory(files['cgroup.memory.max']),
    'cgroup.pids': directory(files['cgroup.pids.max']),
    'cgroup.cpu': directory(files['cgroup.cpu.max']),
  };
  return Object.fromEntries(Object.entries(values).filter((e): e is [string, string] => e[1] !== undefined));
}

/** Of `a/b` or of the first of `a/b a/c`. */
function directory(file: string | undefined): string | undefined {
  return file?.split(' ')[0]?.replace(/\/[^/]*$/, '');
}
