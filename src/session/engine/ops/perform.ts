/** Carries out one op of a lesson: its requests, what they do to the subject, the snapshot after them, and a refusal's meaning. */
import type { LessonOp } from '../../../lesson/lesson.ts';
import { LabError } from '../../../protocol/lab-error.ts';
import { request } from '../../../protocol/request.ts';
import type { Reply, WireRequest } from '../../../protocol/wire.ts';
import type { Parts } from '../parts.ts';
import { GONE_HINT } from '../subjects/subject.ts';
import type { OpHandler, Site } from './handler.ts';
import { handlerOf } from './table.ts';

const TRUST_HINT = 'read the whole lesson; if you trust it as you would a script, add --trust-lessons';

/** The subject that carries out an op, and how. */
export interface Order {
  /** Name of the subject. */
  of: string;
  /** Nothing is seen in snapshots but a program at its first instruction. */
  quiet: boolean;
  /** See `Site`. */
  protections: readonly LessonOp[];
}

/** The errno of an op that was meant to be refused, else null. Throws a LabError when the kernel refuses what it should not. */
export async function perform(op: LessonOp, order: Order, parts: Parts): Promise<string | null> {
  const subject = parts.subjects[order.of];
  if (!subject) throw new LabError('gone', `the ${order.of} process has ended`, { hint: GONE_HINT });
  const again = (other: LessonOp): Promise<string | null> => perform(other, order, parts);
  const site: Site = { subject, parts, protections: order.protections, first: again };
  const handler = handlerOf(op.op);
  if ('wait' in handler) {
    await handler.wait(op, site);
    return null;
  }
  await handler.prepare?.(op, site);
  const replies = await send(await handler.plan(op, site), handler, site);
  await see(replies, order.quiet, site);
  const refused = replies.find(reply => !reply.ok);
  return !refused || refused.ok ? null : refusal(op, refused.error, { handler, site, again });
}

async function send(requests: WireRequest[], handler: OpHandler, site: Site): Promise<Reply[]> {
  const { subject, parts } = site;
  const replies = await parts.client.all(requests, (reply, i) => {
    if (reply.ok) handler.follow?.(requests[i] as WireRequest, reply, site);
  });
  const granted = replies.every(reply => reply.ok);
  handler.done?.(granted, site);
  if (!subject.as.scratch && requests.some(({ args }) => args.target === parts.monitor.hello.rootfs))
    subject.rootfs = await parts.gatekeeper.mounted(subject);
  return replies;
}

/** A snapshot; a program that is held at its first instruction is let go after it. */
async function see(replies: readonly Reply[], quiet: boolean, { subject, parts }: Site): Promise<void> {
  const held = replies.some(reply => reply.held === true);
  if (held || !quiet) await parts.snapshotter.take();
  if (!held) return;
  // a refusal is no error: somebody killed it while it was held, and its exit event tells
  await parts.client.all([request('release', { subject: subject.as.name })], reply => {
    subject.executes ||= reply.ok;
  });
}

interface Refused {
  handler: OpHandler;
  site: Site;
  /** Carries out another op at the same place. */
  again(op: LessonOp): Promise<string | null>;
}

/** An op was refused: by intention, with something else to do instead, or as a failure. */
async function refusal(
  { otherwise, expectErrno }: LessonOp,
  error: (Reply & { ok: false })['error'],
  { handler, site, again }: Refused,
): Promise<string | null> {
  const { code, message, errno } = error;
  if (errno !== null && otherwise && (otherwise.errno === 'any' || otherwise.errno.includes(errno))) {
    site.parts.emit({ type: 'note', text: otherwise.say });
    let last: string | null = null;
    for (const other of otherwise.do) last = await again(other);
    return last;
  }
  if (expectErrno !== undefined && expectErrno === errno) return errno;
  throw (
    (await handler.explain?.(error, site)) ??
    new LabError(code, message, {
      errno: errno ?? undefined,
      hint: code === 'died' || code === 'gone' ? GONE_HINT : code === 'untrusted' ? TRUST_HINT : undefined,
    })
  );
}
