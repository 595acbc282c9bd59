/** How `run` and `open` end, by the same rule: in one sentence at the end, for whoever does not read the whole output. */
import { EXIT, type ExitCode, LabError } from '../../protocol/lab-error.ts';
import type { LiveSession } from '../../session/live-session.ts';
import { leftBehind } from './left-behind.ts';

/**
 * Of a session that is over. `interrupted`: what has ended it from outside, a signal's name; null when nothing has. Throws the first
 * failure, what was left, or the first refusal, with the exit code that it means.
 */
export function outcome(session: Pick<LiveSession, 'verdict' | 'getState'>, interrupted: string | null): ExitCode {
  // whoever has gone is told nothing
  if (interrupted === 'SIGPIPE' || interrupted === 'SIGHUP') return EXIT.interrupted;
  if (interrupted !== null)
    throw new LabError('interrupted', `interrupted by ${interrupted}`, { exit: EXIT.interrupted });
  const reason = session.verdict.wrong ?? leftBehind(session.getState()) ?? session.verdict.refusal;
  if (reason) throw reason;
  return EXIT.ok;
}
