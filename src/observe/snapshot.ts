/** A snapshot of the subjects: one plain value. The keys are those of facts.ts. */
import type { Group, RealFile } from '../kernel/cgroup/index.ts';
import { parseNetDevices } from '../kernel/netdev.ts';
import { parseStat } from '../kernel/processes.ts';
import { parseStatus } from '../kernel/status.ts';
import { bytesToText } from '../protocol/bytes.ts';
import { type FactKey, type Facts, type FactValue, NAMESPACE_LINKS, type SubjectName } from './facts.ts';
import type { Answer, Query } from './source.ts';

export interface SubjectFacts {
  facts: Facts;
  /** Real file of each logical cgroup key. */
  files: Record<FactKey, RealFile>;
  /** It was ending when it was looked at: of its facts some may be of its life, and some of what is left. */
  ending?: true;
}

/** A subject that is gone is absent. */
export type Snapshot = Record<SubjectName, SubjectFacts>;

/** What a snapshot is taken of. `rootfs` and `layers` are the session's mount points (hello); without them their facts are left out. */
export interface Frame {
  subjects: readonly SubjectName[];
  rootfs?: string;
  layers?: string;
  /** The subjects whose container has a group. */
  cgroups?: readonly { subject: SubjectName; group: Pick<Group, 'readings' | 'facts'> }[];
}

/** The questions, in one list, so that the wire can carry them in one request. */
export function queriesFor(frame: Frame): Query[] {
  const rowsOf = rowsFor(frame);
  return [
    ...frame.subjects.flatMap(subject => rowsOf(subject).map(({ kind, path }): Query => ({ kind, subject, path }))),
    ...groupsOf(frame).flatMap(({ group }) => group.readings().map(cgroupQuery)),
  ];
}

/** The answers (same order as `queriesFor(frame)`) as facts. */
export function factsFrom(frame: Frame, answers: readonly Answer[]): Snapshot {
  const rowsOf = rowsFor(frame);
  const snapshot: Snapshot = {};
  let at = 0;
  for (const subject of frame.subjects) {
    const rows = rowsOf(subject);
    const own = answers.slice(at, at + rows.length);
    at += rows.length;
    if (own.length === 0 || own.every(isGone)) continue;
    const facts: Facts = {};
    rows.forEach((row, index) => {
      const answer = own[index];
      if (answer !== undefined) Object.assign(facts, row.facts(answer));
    });
    snapshot[subject] = {
      facts,
      files: {},
      ...(rows.at(-1) === LIFE && isEnding(own[rows.length - 1]) ? { ending: true } : {}),
    };
  }
  for (const { subject, group } of groupsOf(frame)) {
    const count = group.readings().length;
    const { facts, files } = group.facts(answers.slice(at, at + count));
    at += count;
    const found = snapshot[subject];
    if (found === undefined) continue;
    Object.assign(found.facts, facts);
    Object.assign(found.files, files);
  }
  return snapshot;
}

/** One question about a subject, and the facts its answer gives. */
interface Row {
  kind: Exclude<Query['kind'], 'cgroup' | 'bytes'>;
  path: string;
  facts(answer: Answer): Facts;
}

const STATUS_FIELDS = new Set(['Name', 'PPid', 'NSpid', 'CapEff', 'CapBnd', 'NoNewPrivs', 'Seccomp']);

/** What the helper tells of foreign processes too: the closed list of native/src/look/foreign.gen.h has each of these. */
const PROCESS_ROWS: Row[] = [
  ...NAMESPACE_LINKS.map(name => row('link', `ns/${name}`, `ns.${name}`, oneText)),
  ...['root', 'cwd', 'exe'].map(name => row('link', name, `link.${name}`, oneText)),
  row('stat', 'root', 'rootId', answer => ('id' in answer ? answer.id : null)),
  row('read', 'mountinfo', 'mounts', lines),
  { kind: 'read', path: 'status', facts: statusFacts },
  row('read', 'uid_map', 'uid_map', lines),
  row('read', 'gid_map', 'gid_map', lines),
  row('hostname', '', 'hostname', oneText),
  row('read', 'net/dev', 'net.devices', answer => parseNetDevices(text(answer))),
  row('read', 'cgroup', 'cgroup.path', lines),
];

/** What is told of the session's own subjects alone. */
const OWN_ROWS: Row[] = [row('rlist', '/', 'root.entries', names)];

/** No fact. Read last: a process that lives then has lived while everything above was read. */
const LIFE: Row = { kind: 'read', path: 'stat', facts: () => ({}) };

/** Of a foreign process the helper tells no names in its directories, and our mount points mean nothing to it; whether it lives its seeker asks. */
function rowsFor({ rootfs, layers }: Frame): (subject: SubjectName) => Row[] {
  const own = [
    ...PROCESS_ROWS,
    ...OWN_ROWS,
    ...(rootfs === undefined
      ? []
      : [
          row('rstat', rootfs, 'rootfs.id', answer => ('id' in answer ? answer.id : null)),
          row('rlist', rootfs, 'rootfs.entries', names),
        ]),
    ...(layers === undefined ? [] : [row('rlist', layers, 'layers.entries', names)]),
    LIFE,
  ];
  return subject => (subject === 'candidate' ? PROCESS_ROWS : own);
}

/** A row whose answer is one fact; a refusal is the fact then. */
function row(kind: Row['kind'], path: string, key: FactKey, value: (answer: Answer) => FactValue): Row {
  return { kind, path, facts: answer => ({ [key]: 'e' in answer ? { error: answer.e } : value(answer) }) };
}

function statusFacts(answer: Answer): Facts {
  const fields = 'v' in answer ? parseStatus(text(answer), STATUS_FIELDS) : {};
  const facts: Facts = {};
  for (const name of STATUS_FIELDS) {
    const value = 'e' in answer ? { error: answer.e } : fields[name];
    if (value !== undefined) facts[`status.${name}`] = value;
  }
  return facts;
}

function text(answer: Answer): string {
  return 'v' in answer ? bytesToText(answer.v) : '';
}

function oneText(answer: Answer): string | null {
  return 'v' in answer ? text(answer).replace(/\n$/, '') : null;
}

/** Of an answer that was cut the last line is not what the kernel wrote. */
function lines(answer: Answer): string[] | null {
  if (!('v' in answer)) return null;
  const all = text(answer).split('\n');
  if (answer.cut === true || all.at(-1) === '') all.pop();
  return all;
}

function names(answer: Answer): string[] | null {
  return 'list' in answer ? answer.list.map(bytesToText) : null;
}

function isGone(answer: Answer): boolean {
  return 'e' in answer && answer.e === 'ESRCH';
}

/** proc(5): a file of a process that has just been buried is not found, or there is no such process. */
function isEnding(stat: Answer | undefined): boolean {
  if (stat === undefined) return false;
  if ('e' in stat) return stat.e === 'ESRCH' || stat.e === 'ENOENT';
  return 'v' in stat && parseStat(stat.v)?.ending === true;
}

function groupsOf({ cgroups }: Frame) {
  return cgroups ?? [];
}

/** `readings` gives whole items, `cgroup::<path>`. */
function cgroupQuery(item: string): Query {
  return { kind: 'cgroup', subject: '', path: item.slice('cgroup::'.length) };
}
