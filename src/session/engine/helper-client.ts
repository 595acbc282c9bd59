import type { Monitor } from '../../helper/monitor.ts';
import type { OpRecord } from '../../observe/attribution.ts';
import { hasEffect } from '../../observe/effects.ts';
import type { Answer } from '../../observe/source.ts';
import { splitList } from '../../protocol/encode.ts';
import { EXIT, LabError } from '../../protocol/lab-error.ts';
import { request } from '../../protocol/request.ts';
import { type Call, DEFAULT_SUBJECT, type Reply, type WireRequest } from '../../protocol/wire.ts';
import type { LabEventBody } from '../events.ts';

/** A system call for which an event was emitted: its number in the session. */
type NumberedCall = OpRecord['calls'][number];

/** What the helper was asked for, and what had been asked before that since the snapshot before. */
interface SnapshotAnswers {
  answers: Answer[];
  ops: OpRecord[];
}

/** Asks the helper, numbers the system calls it made, and tells them. Whatever is asked, by whom: none of it is missing in the next snapshot. */
export class HelperClient {
  readonly #monitor: Monitor;
  readonly #emit: (event: LabEventBody) => void;
  #seq = 0;
  #sinceSnapshot: OpRecord[] = [];
  readonly #refused = new Map<string, Call>();

  constructor(monitor: Monitor, emit: (event: LabEventBody) => void) {
    this.#monitor = monitor;
    this.#emit = emit;
  }

  /** The last call that the kernel refused with this errno, whoever made it. */
  refusedWith(errno: string): Call | null {
    return this.#refused.get(errno) ?? null;
  }

  /** One request whose refusal is an error. `early` sees the reply before any event that follows it on the wire. */
  async ask(request: WireRequest, early: (reply: Reply) => void = () => {}): Promise<Reply> {
    const [reply] = await this.all([request], answered => early(answered));
    return accepted(reply as Reply, request.op);
  }

  /** Several requests in one write; the replies may be refusals. */
  all(requests: WireRequest[], early: (reply: Reply, index: number) => void = () => {}): Promise<Reply[]> {
    return this.#monitor.batch(requests, (reply, index) => {
      const calls = this.#emitCalls(reply);
      const request = requests[index] as WireRequest;
      if (hasEffect(request.op)) this.#sinceSnapshot.push({ ...request, calls });
      early(reply, index);
    });
  }

  /** Items of `look`, split over as many requests as the wire needs. */
  async look(items: string[], early: (reply: Reply, index: number) => void = () => {}): Promise<Answer[]> {
    if (items.length === 0) return [];
    const replies = await this.all(
      splitList(items).map(part => request('look', { items: part })),
      early,
    );
    return replies.flatMap(reply => accepted(reply, 'look').answers ?? []);
  }

  /** Its subject is gone: what was asked of it is no cause of what happens to the next one of that name. */
  forget(subject: string): void {
    this.#sinceSnapshot = this.#sinceSnapshot.filter(({ args }) => (args.subject ?? DEFAULT_SUBJECT) !== subject);
  }

  /** A look that ends what lay between two snapshots. Replies come in the order of the requests: what was answered before lies before it. */
  async takeSnapshot(items: string[]): Promise<SnapshotAnswers> {
    let ops: OpRecord[] = [];
    const answers = await this.look(items, (_reply, index) => {
      if (index > 0) return;
      ops = this.#sinceSnapshot;
      this.#sinceSnapshot = [];
    });
    return { answers, ops };
  }

  #emitCalls(reply: Reply): NumberedCall[] {
    return reply.calls.map(call => {
      const seq = ++this.#seq;
      if (call.errno !== null) this.#refused.set(call.errno, call);
      this.#emit({ type: 'syscall', seq, ...call });
      return { seq, name: call.name, errno: call.errno };
    });
  }
}

/** The reply, or its refusal as an error. */
export function accepted(reply: Reply, op: string): Reply {
  if (reply.ok) return reply;
  const { code, message, errno } = reply.error;
  throw new LabError(code, message.startsWith(op) ? message : `${op}: ${message}`, {
    exit: EXIT.machineCannot,
    errno: errno ?? undefined,
    hint: 'container-lab doctor says what this machine allows',
  });
}
