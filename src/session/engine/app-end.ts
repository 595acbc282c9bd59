/** Ends the learner's program as runtimes do (`docker stop`): SIGTERM, a time of grace, SIGKILL. */

import type { Monitor } from '../../helper/monitor.ts';
import { type Reaction, reactionToSigterm } from '../../kernel/signals.ts';
import { parseStatus } from '../../kernel/status.ts';
import { LabError } from '../../protocol/lab-error.ts';
import { request } from '../../protocol/request.ts';
import type { LabEventBody } from '../events.ts';
import type { HelperClient } from './helper-client.ts';
import type { Named } from './subjects/subject.ts';

/** So long (ms) a program that handles SIGTERM may take to end. */
export const GRACE_MS = 3000;
/** So long its end is waited for after SIGKILL; what hangs in the kernel longer is left to the teardown. */
const KILLED_MS = 1000;
/** And so long each answer of the helper, which is at once; one that is stopped or hangs is left to the teardown, which says so. */
const ANSWER_MS = 2000;

interface Leaving {
  monitor: Pick<Monitor, 'onEvent'>;
  client: Pick<HelperClient, 'ask' | 'look'>;
  emit(event: LabEventBody): void;
}

/**
 * Resolves when the program of this subject, which has not ended yet, has ended, and its exit event has come; or when that is
 * not to be waited for any longer. `hurry`: it is killed at once.
 */
export async function endApp(
  { of, name, pid }: Named,
  { monitor, client, emit }: Leaving,
  hurry: AbortSignal,
): Promise<void> {
  let stop = (): void => {};
  const ended = new Promise<true>(resolve => {
    stop = monitor.onEvent(event => {
      if (event.event === 'exit' && event.pid === pid) resolve(true);
    });
  });
  try {
    const reaction = await answered(reactionOf(client, name));
    emit({ type: 'note', text: sentence(pid, reaction) });
    if (reaction !== 'ignores') {
      await answered(client.ask(request('signal', { subject: of, sig: 'SIGTERM' })));
      if (await within(ended, GRACE_MS, hurry)) return;
    }
    await answered(client.ask(request('kill', { subject: of })));
    await within(ended, KILLED_MS);
  } catch (error) {
    // it has ended in the meantime, or the helper has, or does not answer: what is left the teardown kills
    if (!(error instanceof LabError)) throw error;
  } finally {
    stop();
  }
}

async function reactionOf(client: Leaving['client'], name: string): Promise<Reaction> {
  const [answer] = await client.look([`read:${name}:status`]);
  return reactionToSigterm(answer && 'v' in answer ? parseStatus(answer.v) : {});
}

function sentence(pid: number, reaction: Reaction): string {
  if (reaction === 'ignores')
    return `the app (PID ${pid}) has no handler for SIGTERM, so that the signal would not reach it: it is killed`;
  return `the app (PID ${pid}) is asked to end: SIGTERM; it is killed after ${GRACE_MS / 1000} seconds, or at once at a second Ctrl-C`;
}

/** Throws a LabError when the helper does not answer. */
async function answered<T>(answer: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new LabError('helper', 'the helper does not answer')), ANSWER_MS);
  });
  return Promise.race([answer, late]).finally(() => clearTimeout(timer));
}

/** Has it come in time, and before anybody lost patience? */
async function within(what: Promise<true>, ms: number, hurry?: AbortSignal): Promise<boolean> {
  if (hurry?.aborted) return false;
  let late = (): void => {};
  const over = new Promise<false>(resolve => {
    late = () => resolve(false);
  });
  const timer = setTimeout(late, ms);
  hurry?.addEventListener('abort', late);
  const came = await Promise.race([what, over]);
  clearTimeout(timer);
  hurry?.removeEventListener('abort', late);
  return came;
}
