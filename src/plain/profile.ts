/** Where the time of a run went, system call by system call: what `run --profile` prints at the end. */
import { printable } from '../protocol/printable.ts';
import type { LabEvent } from '../session/events.ts';
import { CONTAINER, isExperiment } from '../words/cast.ts';

/** The part of a `syscall` event that is counted. `ns`: nanoseconds, as the helper measured them around the call. */
type TimedCall = Pick<Extract<LabEvent, { type: 'syscall' }>, 'name' | 'args' | 'ns'>;

interface Row {
  title: string;
  calls: number;
  ns: number;
}

const ROWS = 20;
const EXPLAINED = 3;

export class Profile {
  readonly #own: TimedCall[] = [];
  readonly #rest: TimedCall[] = [];
  #experiment = false;

  add(event: LabEvent): void {
    if (event.type === 'step.start') this.#experiment = isExperiment(event.scope);
    if (event.type !== 'syscall') return;
    const own = !this.#experiment && ['monitor', CONTAINER.name].includes(event.by);
    (own ? this.#own : this.#rest).push(event);
  }

  lines(): string[] {
    return profileLines(this.#own, this.#rest);
  }
}

/** `own`: calls that make the container. What experiments and shells did is told in one line. */
export function profileLines(own: readonly TimedCall[], rest: readonly TimedCall[] = []): string[] {
  const rows = rowsOf(own);
  const all = sum(own);
  const shown = rows.slice(0, ROWS);
  const others = rows.slice(ROWS);
  return [
    '',
    `Where the time went: ${own.length} system calls, ${milliseconds(all)}`,
    '',
    '      µs  share  calls',
    ...shown.map(row => rowText(row, all)),
    ...(others.length > 0
      ? [rowText({ title: 'all others', calls: sumOf(others, 'calls'), ns: sumOf(others, 'ns') }, all)]
      : []),
    ...(rest.length > 0
      ? ['', `Not counted: ${rest.length} calls of experiments and shells, ${milliseconds(sum(rest))}.`]
      : []),
    '',
    ...rows
      .filter((row, i) => i < EXPLAINED || row.title.includes('CLONE_NEWNET'))
      .flatMap(({ title }) => reasonOf(title)),
  ];
}

function rowsOf(calls: readonly TimedCall[]): Row[] {
  const rows = new Map<string, Row>();
  for (const call of calls) {
    const title = titleOf(call);
    const row = rows.get(title) ?? { title, calls: 0, ns: 0 };
    rows.set(title, { title, calls: row.calls + 1, ns: row.ns + call.ns });
  }
  return [...rows.values()].sort((a, b) => b.ns - a.ns);
}

/** The call, and of its arguments what decides how long it takes. */
function titleOf({ name, args }: TimedCall): string {
  const file = /^-?\d+<.*\/([^/>]+)>/.exec(args)?.[1];
  if (name === 'unshare' || name === 'setns') return `${name} ${args.replace(/^\d+.*?, /, '')}`;
  if (name === 'mount') return `mount ${mountKind(args)}`;
  if (name === 'write' && file !== undefined) return `write ${printable(file)}`;
  return name;
}

/** The type of a new file system; of other mounts the flags. */
function mountKind(args: string): string {
  const type = /^(?:"(?:[^"\\]|\\.)*"|NULL), "(?:[^"\\]|\\.)*", "([a-z0-9]+)"/.exec(args)?.[1];
  return type ?? /\b(MS_[A-Z_|]+)/.exec(args)?.[1] ?? '';
}

const REASONS: [RegExp, string][] = [
  [
    /^unshare .*CLONE_NEWNET/,
    'A network namespace is a network of its own. To make one, the kernel lets every part of its network code build its share, one after the other: the device lo, routing tables, firewall tables, /proc/net, /proc/sys/net. The other kinds of namespaces copy little more than a table.',
  ],
  [
    /^write .*\.procs$/,
    'The first move of a process into a group after a quiet while waits until every CPU has passed through the scheduler (an RCU grace period). The next one is cheap. On cgroup v2 a process can be born in its group instead: clone3(CLONE_INTO_CGROUP).',
  ],
  [
    /^execve/,
    'execve throws the old program away and maps the new one. It reports no end of its own: the time lasts until the monitor sees the old descriptors close.',
  ],
  [
    /^sendfile|^write [^.]*$/,
    'Copying files into the image is not part of making a container: a runtime finds the image there.',
  ],
  [/^wait4/, 'wait4 does nothing but wait for a child.'],
  [/^(clone|fork)/, 'clone copies the page tables of its caller: the smaller the process, the cheaper.'],
  [
    /^umount2/,
    'Before a mount may go, every CPU must have passed through the scheduler (an RCU grace period), so that nobody still looks at it.',
  ],
  [/^mount overlay/, 'An overlay looks at its layers and makes a working directory before it can be used.'],
];

function reasonOf(title: string): string[] {
  const reason = REASONS.find(([pattern]) => pattern.test(title))?.[1];
  return reason === undefined ? [] : [`${title}: ${reason}`];
}

function rowText({ title, calls, ns }: Row, all: number): string {
  const share = `${all === 0 ? 0 : Math.round((ns / all) * 100)} %`;
  return `${(ns / 1000).toFixed(0).padStart(8)}  ${share.padStart(5)}  ${String(calls).padStart(5)}  ${title}`;
}

function milliseconds(ns: number): string {
  return `${(ns / 1e6).toFixed(1)} ms`;
}

function sum(calls: readonly TimedCall[]): number {
  return calls.reduce((total, { ns }) => total + ns, 0);
}

function sumOf(rows: readonly Row[], key: 'calls' | 'ns'): number {
  return rows.reduce((total, row) => total + row[key], 0);
}
