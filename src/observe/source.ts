/** Where facts come from. A source answers the queries of native/README.md's look table, in order. */
import type { LookAnswer } from '../protocol/wire.ts';
import type { SubjectName } from '../words/fact-value.ts';

/** `path` as in the look table: below /proc/<pid>/ (read, link, stat), inside the subject's root (rstat, rlist), absolute (cgroup). */
export type Query =
  | { kind: 'read' | 'link' | 'stat' | 'hostname' | 'rstat' | 'rlist'; subject: SubjectName; path: string }
  /** `path` is `offset/length/absolute path`. */
  | { kind: 'bytes'; subject: SubjectName; path: string }
  | { kind: 'cgroup'; subject: ''; path: string };

/** A refusal is an answer (`{e: 'ENOENT'}`), never an exception. */
export type Answer = LookAnswer;

/** What only a process that is no subject of the session is asked for. */
type ForeignKind = 'links' | 'below' | 'program';

/** What a source says of a process that is no subject of the session: `<pid>.<start>` in place of the subject (native/README.md). */
export function encodeForeign(id: string, { kind, path }: { kind: Query['kind'] | ForeignKind; path: string }): string {
  return `${kind}:${id}:${path}`;
}

/** The path of `below` and `program`: `inside` as after a chroot(2) to `root`; `/` is the process's own root. */
export function rooted(root: string, inside: string): string {
  const directory = root === '/' ? '' : root;
  return `${Buffer.byteLength(directory)}${directory}${inside}`;
}

export interface Source {
  query(items: readonly Query[]): Promise<Answer[]>;
}

/** The item of a `look` request: `kind:subject:path`. */
export function encodeQuery(query: Query): string {
  return `${query.kind}:${query.subject}:${query.path}`;
}
