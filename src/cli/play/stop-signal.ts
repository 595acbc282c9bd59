/** What ends a run from outside. */
import { stat } from 'node:fs/promises';
import { isatty } from 'node:tty';
import { outputLost } from '../output.ts';

export interface StopSignal {
  /** Resolves when somebody wants the end. */
  asked: Promise<void>;
  /** Resolves when a hold is to end: then, too, and at the end of standard input, which /dev/null is not. */
  released: Promise<void>;
  /** Called at every further signal: whoever sends it does not want to wait. */
  onImpatience: () => void;
  /** The first signal that came, SIGPIPE for an output that nobody reads and a terminal that is gone; null while none has come. */
  signal(): NodeJS.Signals | null;
  dispose(): void;
}

/** SIGINT, SIGTERM, SIGHUP; a terminal that is gone. `hold`: standard input is listened to. */
export function stopSignal(hold: boolean): StopSignal {
  let received: NodeJS.Signals | null = null;
  let [ask, release] = [(): void => {}, (): void => {}];
  const asked = new Promise<void>(resolve => {
    ask = resolve;
  });
  const released = new Promise<void>(resolve => {
    release = resolve;
  });
  const onSignal = (signal: NodeJS.Signals): void => {
    if (received !== null) {
      stop.onImpatience();
      return;
    }
    received = signal;
    ask();
    release();
  };
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  for (const signal of signals) process.on(signal, onSignal);
  const lost = (): void => {
    if (received === null) onSignal('SIGPIPE');
  };
  void outputLost.then(lost);
  // nothing else may keep the event loop alive while we hold with /dev/null as standard input
  const alive = hold ? setInterval(() => {}, 1 << 30) : undefined;
  const terminal = isatty(0);
  // a terminal that is gone is no end of input that somebody typed
  if (hold) void watchStdin(() => (terminal && !isatty(0) ? lost() : release()));
  const stop: StopSignal = {
    asked,
    released,
    onImpatience: () => {},
    signal: () => received,
    dispose() {
      clearInterval(alive);
      for (const signal of signals) process.off(signal, onSignal);
      process.stdin.pause();
      process.stdin.unref?.();
    },
  };
  return stop;
}

async function watchStdin(ended: () => void): Promise<void> {
  const mine = await stat('/dev/stdin').catch(() => null);
  const devNull = await stat('/dev/null').catch(() => null);
  if (mine === null || (devNull && mine.isCharacterDevice() && mine.rdev === devNull.rdev)) return;
  process.stdin.on('end', ended).on('error', ended).resume();
}
