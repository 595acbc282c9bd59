/** What ends a command from outside: signals, and a terminal or an output that is gone. */
import { stat } from 'node:fs/promises';
import { isatty } from 'node:tty';
import { outputLost } from '../output.ts';

/** Listens from the moment it is made. */
export class StopSignal {
  /** Called at every further signal: whoever sends it does not want to wait. */
  onImpatience: () => void = () => {};
  readonly #controller = new AbortController();
  readonly #signals: readonly NodeJS.Signals[];
  #received: NodeJS.Signals | null = null;

  constructor(signals: readonly NodeJS.Signals[] = ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    this.#signals = signals;
    // not `once`: Ink takes a signal that nobody listens to any more for its own, and ends the program with it
    for (const name of signals) process.on(name, this.#receive);
    void outputLost.then(this.lose);
  }

  /** Aborted when somebody wants the end. */
  get abortSignal(): AbortSignal {
    return this.#controller.signal;
  }

  /** Resolves then. */
  readonly asked = new Promise<void>(resolve => this.#controller.signal.addEventListener('abort', () => resolve()));

  /** The first signal that came, SIGPIPE for an output that nobody reads and a terminal that is gone; null while none has come. */
  get signal(): NodeJS.Signals | null {
    return this.#received;
  }

  /** The terminal, or the reader of the output, has gone. */
  readonly lose = (): void => {
    if (this.#received === null) this.#receive('SIGPIPE');
  };

  /** SIGHUP may come later than the end of input of a terminal that was closed: that one is still listened to. */
  dispose(): void {
    for (const name of this.#signals) if (name !== 'SIGHUP') process.off(name, this.#receive);
  }

  readonly #receive = (name: NodeJS.Signals): void => {
    if (this.#received !== null) {
      this.onImpatience();
      return;
    }
    this.#received = name;
    this.#controller.abort();
  };
}

/** The end of a hold: when somebody wants the end, and at the end of standard input, which /dev/null is not. */
export function holdInput(stop: StopSignal): { released: Promise<void>; dispose(): void } {
  // nothing else may keep the event loop alive with /dev/null as standard input
  const alive = setInterval(() => {}, 1 << 30);
  const terminal = isatty(0);
  const ended = new Promise<void>(resolve => void whenStdinEnds(resolve)).then(() => {
    // a terminal that is gone is no end of input that somebody typed
    if (terminal && !isatty(0)) stop.lose();
  });
  return {
    released: Promise.race([stop.asked, ended]),
    dispose() {
      clearInterval(alive);
      process.stdin.pause();
      process.stdin.unref?.();
    },
  };
}

async function whenStdinEnds(ended: () => void): Promise<void> {
  const mine = await stat('/dev/stdin').catch(() => null);
  const devNull = await stat('/dev/null').catch(() => null);
  if (mine === null || (devNull && mine.isCharacterDevice() && mine.rdev === devNull.rdev)) return;
  process.stdin.on('end', ended).on('error', ended).resume();
}
