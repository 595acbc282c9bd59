/** What a row about a fact says, and the ways to read an answer. The rows stand in `facts/`; `facts.ts` joins them. */
import { parseStatus } from '../kernel/status.ts';
import { bytesToText } from '../protocol/bytes.ts';
import type { LookAnswer } from '../protocol/wire.ts';
import type { FactValue } from './fact-value.ts';

/** A query of the helper's look table (native/README.md) about one subject; `at` a mount point of the session in place of a path. */
export type LookQuery =
  | { kind: 'read' | 'link' | 'stat' | 'hostname' | 'rstat' | 'rlist'; path: string }
  | { kind: 'rstat' | 'rlist'; at: 'rootfs' | 'layers' };

/** Headings of the pane of facts, and `more` for the rest. */
export type Group = 'namespaces' | 'root' | 'mounts' | 'process' | 'cgroup';

export interface Fact {
  /** One sentence, for the author's guide and the schema. */
  what: string;
  /** As an item of `expect` or `checks`, for the guide. */
  example: string;
  /** Below which heading it stands, and the how manyeth there. */
  group?: Group;
  place?: number;
  /** What is asked of each subject for it, and what its answer says; undefined: nothing. Without one the session finds it out. */
  query?: LookQuery;
  value?: (answer: LookAnswer) => FactValue | undefined;
  /** Its query may be made of processes that are not of this session, too. */
  foreign?: true;
  /** Only a candidate of a challenge has it; `asks`: what it is made of, beside the queries of other facts. */
  candidate?: true;
  asks?: readonly { kind: 'read' | 'stat' | 'links'; path: string }[];
  /** The kernel moves it by itself: it counts. */
  kernel?: true;
}

/** An answer that is text, as the stream writes it. */
export function text(answer: LookAnswer): string {
  return 'v' in answer ? bytesToText(answer.v) : '';
}

/** Text without the newline at its end. */
export function oneText(answer: LookAnswer): string | null {
  return 'v' in answer ? text(answer).replace(/\n$/, '') : null;
}

/** Of an answer that was cut the last line is not what the kernel wrote. */
export function lines(answer: LookAnswer): string[] | null {
  if (!('v' in answer)) return null;
  const all = text(answer).split('\n');
  if (answer.cut === true || all.at(-1) === '') all.pop();
  return all;
}

/** Names in a directory. */
export function names(answer: LookAnswer): string[] | null {
  return 'list' in answer ? answer.list.map(bytesToText) : null;
}

/** Device and inode. */
export function identity(answer: LookAnswer): string | null {
  return 'id' in answer ? answer.id : null;
}

/** A field of a text of lines `Field: value`; absent where the kernel has it not. */
export function field(name: string): (answer: LookAnswer) => string | undefined {
  return answer => fieldsOf(answer)[name];
}

/** One answer is read for several facts: it is parsed once. */
const parsed = new WeakMap<LookAnswer, Record<string, string>>();

function fieldsOf(answer: LookAnswer): Record<string, string> {
  const fields = parsed.get(answer) ?? parseStatus(text(answer));
  parsed.set(answer, fields);
  return fields;
}
