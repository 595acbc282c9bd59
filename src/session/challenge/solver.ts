/** Solves a challenge with the lines of its lesson, in a shell on the host, and lets the session be the judge. */
import type { Stars } from '../../lesson/stars.ts';
import { LabError } from '../../protocol/lab-error.ts';
import type { Place } from '../course.ts';
import type { LiveSession } from '../live-session.ts';
import type { Terminal } from '../session.ts';
import type { ChallengeState } from '../state.ts';
import { allHold } from './candidates.ts';
import { pollUntil } from './poll-until.ts';
import type { Solution } from './solution.ts';
import { Typing } from './typing.ts';

/** How often the kernel is looked at meanwhile, milliseconds. */
const LOOK_EVERY = 100;

/**
 * Everything is typed: the lines, and once all checks hold the clean-up. The session must be at the challenge.
 * Throws a LabError `unsolved` when something does not hold once the time (milliseconds) is over: with what is missing,
 * and the end of what the terminal showed. The terminal is closed in any case.
 */
export async function solve(
  live: LiveSession,
  place: Place,
  attempt: Solution,
  { terminal, time, onLine = () => {} }: { terminal: Terminal; time: number; onLine?: (line: string) => void },
): Promise<Stars> {
  const key = `${place.lesson.id}/${place.step.id}`;
  const state = (): ChallengeState | undefined => live.getState().challenges[key];
  const typing = new Typing(terminal);
  const signal = AbortSignal.timeout(time);
  const changes = (listener: () => void) => live.subscribe(listener);
  const ticker = setInterval(() => void live.refresh().catch(() => {}), LOOK_EVERY);
  try {
    for (const line of attempt.lines) {
      onLine(line);
      await typing.type(line, signal);
    }
    await live.check();
    await pollUntil(changes, () => state()?.solved != null || allHold(state()?.checks ?? []), signal);
    for (const line of attempt.cleanup) {
      onLine(line);
      await typing.type(line, signal);
    }
    await pollUntil(changes, () => state()?.solved != null, signal);
    const { stars = 0, of = 0 } = state()?.solved ?? {};
    return { stars, of };
  } catch (error) {
    if (!signal.aborted) throw error;
    throw new LabError('unsolved', `${key} was not solved in ${time / 1000} seconds: ${missing(state())}`, {
      hint: `the terminal showed at last: ${typing.tail.trim().split(/\r?\n/).slice(-6).join(' | ')}`,
    });
  } finally {
    clearInterval(ticker);
    terminal.close();
  }
}

/** What does not hold for the best candidate, in the lesson's words. */
function missing(state: ChallengeState | undefined): string {
  const open = state?.checks.filter(({ ok }) => !ok) ?? [];
  if (open.length > 0) return open.map(({ text, got }) => (got === '' ? text : `${text} (${got})`)).join(' ');
  return state?.afterwards?.ok === false ? state.afterwards.text : 'nothing was seen';
}
