/** Prints the events of a session as lines, each once. While a shell has the terminal, most of them wait. */
import type { LabEvent } from '../session/events.ts';
import type { Session } from '../session/session.ts';
import { CatchUp } from './catch-up.ts';
import { ChecklistChanges, solvedText } from './challenge.ts';
import { verdictText } from './question.ts';
import { plainLines } from './render.ts';
import { stepText } from './step.ts';
import type { TtySwitch } from './tty-switch.ts';

export class EventPrinter {
  readonly catchUp = new CatchUp();
  readonly #checklist = new ChecklistChanges();
  /** Printed once the shell has ended or was left. */
  readonly #late: string[] = [];
  readonly #session: Session;
  readonly #ttySwitch: TtySwitch;
  readonly #output: NodeJS.WritableStream;

  constructor(session: Session, ttySwitch: TtySwitch, output: NodeJS.WritableStream) {
    this.#session = session;
    this.#ttySwitch = ttySwitch;
    this.#output = output;
    session.onEvent(event => this.#print(event));
  }

  /** Lines, at once. */
  write(...lines: string[]): void {
    for (const line of lines) this.#output.write(`${line}\n`);
  }

  /** What was told before anybody listened. */
  writeEarlier(): void {
    const { session, notes } = this.#session.getState();
    if (session) this.write(...plainLines(session));
    for (const text of notes) this.write(...plainLines({ type: 'note', text, t: 0 }));
  }

  /** What waited for the end of the shell. */
  writeLate(): void {
    this.write(...this.#late.splice(0));
  }

  /** The text of the present step, unless it is done, and what has changed in the checklist since it began. */
  writeStep(): void {
    const { lesson: lessonId, step: stepId, results } = this.#session.getState();
    const lesson = this.#session.lessons.find(l => l.id === lessonId);
    const step = lesson?.steps.find(s => s.id === stepId);
    if (lesson && step && results[`${lesson.id}/${step.id}`] === undefined)
      this.write(...stepText(lesson, step, this.#session.getState(), this.#ttySwitch.possible));
    this.write(...this.#checklist.begin());
  }

  #print(event: LabEvent): void {
    if (!this.catchUp.prints(event)) return;
    for (const line of this.#linesOf(event)) {
      if (this.#ttySwitch.inShell && event.type !== 'challenge.solved' && event.type !== 'machine')
        this.#late.push(line);
      else if (this.#ttySwitch.inShell)
        this.#output.write(`\r\n[container-lab] ${line.trim()}; Ctrl-] leaves the shell\r\n`);
      else this.write(line);
    }
  }

  /** As anywhere, only that a verdict is told with the question's own words, and of a checklist what is new. */
  #linesOf(event: LabEvent): string[] {
    if (event.type === 'answer') return [];
    if (event.type === 'step.start') {
      this.#checklist.hold();
      return []; // the step's text has its own heading
    }
    if (event.type === 'challenge') return this.#checklist.lines(event);
    if (event.type === 'hint') return this.#checklist.hint(event);
    if (event.type === 'challenge.solved') return solvedText(event);
    if (event.type !== 'judged') return plainLines(event);
    const question = this.#session.lessons.find(l => l.id === event.lesson)?.steps.find(s => s.id === event.step);
    return question?.type === 'question' ? verdictText(question, event) : plainLines(event);
  }
}
