import type { Answer } from '../../observe/source.ts';
import { splitList } from '../../protocol/encode.ts';
import { EXIT, LabError } from '../../protocol/lab-error.ts';
import type { Call, Reply, WireRequest } from '../../protocol/wire.ts';
import type { Monitor } from '../../stage/monitor.ts';
import type { LabEventBody } from '../events.ts';

/** A system call that was told: its number in the session. */
export interface ToldCall {
  seq: number;
  errno: string | null;
}

/** Asks the helper, numbers the system calls it made, and tells them. */
export class Caller {
  readonly #monitor: Monitor;
  readonly #emit: (event: LabEventBody) => void;
  #seq = 0;
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
  all(
    requests: WireRequest[],
    early: (reply: Reply, index: number, calls: ToldCall[]) => void = () => {},
  ): Promise<Reply[]> {
    return this.#monitor.batch(requests, (reply, index) => early(reply, index, this.#tell(reply)));
  }

  /** Items of `look`, split over as many requests as the wire needs. */
  async look(items: string[]): Promise<Answer[]> {
    if (items.length === 0) return [];
    const replies = await this.all(splitList(items).map(part => ({ op: 'look', args: { items: part } })));
    return replies.flatMap(reply => accepted(reply, 'look').answers ?? []);
  }

  #tell(reply: Reply): ToldCall[] {
    return reply.calls.map(call => {
      const seq = ++this.#seq;
      if (call.errno !== null) this.#refused.set(call.errno, call);
      this.#emit({ type: 'syscall', seq, ...call });
      return { seq, errno: call.errno };
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
