/** A helper that does not answer: what the kernel says of it, and how it is told. */
import { processStat } from '../kernel/processes.ts';
import { EXIT, LabError } from '../protocol/lab-error.ts';

/** How often it is looked at while something waits for it. */
export const LOOK_MS = 250;
/** After so long without an answer it is told. What a helper does at once takes much less, to unpack a large image more. */
const TOLD_MS = 3000;
const TOLD_AT_WORK_MS = 15_000;
/** And so long the end of a session waits: for one that is stopped, one that hangs in the kernel, one that works. */
const END_MS = { stopped: 2000, hangs: 5000, works: 30_000 };

/** What a helper does that has not answered. */
type Doing = 'stopped' | 'hangs' | 'works';

/** By field 3 of /proc/PID/stat: T is stopped, t held by a tracer, D an uninterruptible wait. */
function doingOf(pid: number): Doing {
  const state = processStat(pid)?.state;
  return state === 'T' || state === 't' ? 'stopped' : state === 'D' ? 'hangs' : 'works';
}

/** How long the helper has been doing the same, looked at again and again. */
export class Silence {
  readonly #pid: () => number | undefined;
  #doing: Doing = 'works';
  #since = performance.now();

  /** `pid`: unknown before the first answer. */
  constructor(pid: () => number | undefined) {
    this.#pid = pid;
  }

  look(): void {
    const pid = this.#pid();
    const doing = pid === undefined ? 'works' : doingOf(pid);
    if (doing === this.#doing) return;
    this.#doing = doing;
    this.#since = performance.now();
  }

  /** A sentence for the screen; null while there is no reason. `op` has waited for its answer since `asked`. */
  sentence(op: string, asked: number): string | null {
    const pid = this.#pid();
    const seconds = Math.round((performance.now() - asked) / 1000);
    if (pid === undefined || performance.now() - asked < (this.#doing === 'works' ? TOLD_AT_WORK_MS : TOLD_MS))
      return null;
    const what = `${op} has had no answer from the helper (process ${pid}) for ${seconds} seconds`;
    if (this.#doing === 'works') return `${what}: it is still at work`;
    return `${what}: ${this.#reason(pid)}`;
  }

  /** Why the end of the session, which has been waited for since `asked`, is not waited for any longer; null: it is. */
  end(asked: number): LabError | null {
    const now = performance.now();
    if (now - Math.max(asked, this.#doing === 'works' ? asked : this.#since) < END_MS[this.#doing]) return null;
    const pid = this.#pid();
    const reason = this.#doing === 'works' || pid === undefined ? 'it has not ended in time' : this.#reason(pid);
    return new LabError(
      'helper',
      `the helper${pid === undefined ? '' : ` (process ${pid})`} does not answer: ${reason}`,
      {
        exit: EXIT.machineCannot,
        hint: 'its input is closed: as soon as it goes on, it undoes what is left and ends',
      },
    );
  }

  #reason(pid: number): string {
    return this.#doing === 'stopped'
      ? `it is stopped (kill -CONT ${pid} lets it go on)`
      : 'it hangs in the kernel, which waits for a file system or a device';
  }
}
