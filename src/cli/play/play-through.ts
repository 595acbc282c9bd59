/** Plays stretches of the course from their first step to their last, without anybody at the keys. */
import { type ExitCode, LabError } from '../../protocol/lab-error.ts';
import type { LiveSession } from '../../session/live-session.ts';
import { outcome } from './outcome.ts';
import type { Span } from './spans.ts';
import { holdInput, StopSignal } from './stop-signal.ts';

/** Closes the session at the end, whatever ends it. `hold`: stay after the last step until somebody wants the end. */
export async function playThrough(session: LiveSession, spans: Span[], hold: boolean): Promise<ExitCode> {
  const stop = new StopSignal();
  stop.onImpatience = () => session.hurry();
  const input = hold ? holdInput(stop) : null;
  let failure: unknown;
  let holding = false;
  /** A hold that is ended by a signal ends as it should. */
  const interrupted = (): NodeJS.Signals | null => (holding && stop.signal !== 'SIGPIPE' ? null : stop.signal);
  const lost = whenLost(session);
  const work = async (): Promise<void> => {
    await carryOut(session, spans);
    if (input === null) return session.appEnded();
    await session.hold();
    holding = true;
    await input.released;
  };
  try {
    session.begin();
    await Promise.race([work(), stop.asked, lost.thrown]);
  } catch (error) {
    failure = error;
    if (!(error instanceof LabError)) throw error;
  } finally {
    await session.close({ interrupted: interrupted() !== null, failed: failure !== undefined }).finally(() => {
      input?.dispose();
      stop.dispose();
    });
  }
  if (failure) throw failure;
  lost.check();
  return outcome(session, interrupted());
}

async function carryOut(session: LiveSession, spans: Span[]): Promise<void> {
  for (const [from, to] of spans) {
    await session.jump(from.lesson.id, from.step.id);
    await session.playTo(to);
    if (session.getState().error) return;
  }
}

/** A helper that is lost: `thrown` rejects then, and `check` throws it afterwards. */
export function whenLost(session: LiveSession): { thrown: Promise<never>; check(): void } {
  let lost: LabError | null = null;
  const thrown = session.lost.then(error => {
    lost = error;
    throw error;
  });
  // where only `check` is called, nobody handles the promise
  thrown.catch(() => {});
  return {
    thrown,
    check() {
      if (lost) throw lost;
    },
  };
}
