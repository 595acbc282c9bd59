/** Every request that a run of the whole course sends to its helper, so that a test can stop anywhere in between. */
import { connect } from '../../src/cli/play/connect.ts';
import { Monitor } from '../../src/helper/monitor.ts';
import type { Args, WireRequest } from '../../src/protocol/wire.ts';
import { places } from '../../src/session/course.ts';

/** Stands for the name of the session that will send them. */
const SESSION = '{session}';

/** Recorded from a real run on this machine; `look` and `wait` change nothing and are left out. */
export async function courseRequests(): Promise<WireRequest[]> {
  const sent: WireRequest[] = [];
  const batch = Monitor.prototype.batch;
  Monitor.prototype.batch = function (requests, onReply) {
    sent.push(...requests);
    return batch.call(this, requests, onReply);
  };
  try {
    const live = await connect({ interactive: false, app: { argv: ['/bin/info'], io: 'pipe' } });
    live.begin();
    const session = live.getState().session?.rootfs.path.split('/').at(-2) ?? '';
    const course = places(live.lessons);
    const [first, last] = [course[0], course.at(-1)];
    if (!first || !last) throw new Error('the course is empty');
    await live.jump(first.lesson.id, first.step.id);
    await live.playTo(last);
    await live.close();
    const changing = sent.filter(({ op }) => !['hello', 'look', 'wait', 'quit'].includes(op));
    return changing.map(({ op, args }) => ({ op, args: replaced(args, session, SESSION) }));
  } finally {
    Monitor.prototype.batch = batch;
  }
}

export function ofSession(request: WireRequest, session: string): WireRequest {
  return { ...request, args: replaced(request.args, SESSION, session) };
}

/** What must be sent so that request number `index` finds what it found in the run: everything but experiments that are over. */
export function prefix(requests: readonly WireRequest[], index: number): WireRequest[] {
  let kept: WireRequest[] = [];
  for (const request of requests.slice(0, index)) {
    kept.push(request);
    if (request.op === 'drop') kept = kept.filter(r => slotOf(r) !== slotOf(request));
  }
  return kept;
}

export function slotOf({ args }: WireRequest): 'stage' | 'aside' | 'none' {
  return args.subject === 'aside' ? 'aside' : args.subject === undefined ? 'none' : 'stage';
}

function replaced(args: Args, from: string, to: string): Args {
  const text = (value: unknown): unknown => (typeof value === 'string' ? value.replaceAll(from, to) : value);
  return Object.fromEntries(
    Object.entries(args).map(([key, value]) => [key, Array.isArray(value) ? value.map(text) : text(value)]),
  ) as Args;
}
