/** A jump carries out again what comes before a step: here that is made one sentence, not hundreds of lines. */
import type { LabEvent } from '../session/events.ts';

/** What is printed even then. */
const PRINTED = new Set<LabEvent['type']>([
  'session',
  'note',
  'machine',
  'error',
  'refused',
  'skipped',
  'program.start',
  'program.exit',
]);

export class CatchUp {
  #calls: number | null = null;
  #failed = false;

  begin(): void {
    this.#calls = 0;
    this.#failed = false;
  }

  /** Is this event to be printed? While catching up most are only counted. */
  prints(event: LabEvent): boolean {
    if (this.#calls === null) return true;
    if (event.type === 'syscall') this.#calls++;
    if (event.type === 'error') this.#failed = true;
    return PRINTED.has(event.type) || (event.type === 'expect' && event.ok === false);
  }

  /** What was left out, in a sentence. */
  end(): string[] {
    const calls = this.#calls ?? 0;
    this.#calls = null;
    const far = this.#failed ? ' up to the error' : '';
    return calls === 0 ? [] : [`What comes before this step has been carried out${far}: ${calls} system calls.`];
  }
}
