/** What can be done at the prompt, and the words for it. */
import type { Choice } from '../lesson/lesson.ts';
import type { GlossaryTerm } from '../lesson/lists.ts';
import { LabError } from '../protocol/lab-error.ts';
import type { Session, Terminal } from '../session/session.ts';
import { challengeHere, isAsked } from './challenge.ts';
import type { EventPrinter } from './event-printer.ts';
import { ANSWER_FIRST, choiceOf, lockedText, questionHere } from './question.ts';
import { termText } from './step.ts';
import type { TtySwitch } from './tty-switch.ts';

export const HELP =
  'Enter goes on, b goes back, g LESSON/STEP jumps, l lists the lessons, ? TERM explains a word, K kills what runs, q leaves';
const NO_SHELL_INSIDE =
  'a shell inside opens only on the full screen; from another terminal: nsenter --target PID --all, with the PID of the stage from the calls above';

export class Prompt {
  readonly #session: Session;
  readonly #printer: EventPrinter;
  readonly #ttySwitch: TtySwitch;
  readonly #glossary: () => Promise<readonly GlossaryTerm[]>;
  #shell: Promise<Terminal> | null = null;
  #over = false;

  constructor(
    session: Session,
    printer: EventPrinter,
    ttySwitch: TtySwitch,
    glossary: () => Promise<readonly GlossaryTerm[]>,
  ) {
    this.#session = session;
    this.#printer = printer;
    this.#ttySwitch = ttySwitch;
    this.#glossary = glossary;
  }

  /** The learner leaves, or the course is over. */
  get over(): boolean {
    return this.#over;
  }

  /** One line of the learner's. At a question letters choose, so that going back is `back` there. */
  async execute(line: string): Promise<void> {
    const [word = '', argument] = line.split(/\s+/);
    const here = questionHere(this.#session);
    const choice = here && choiceOf(here.question, word);
    if (choice) return this.#answer(choice);
    if (word.startsWith('?') && line.length > 1) return this.#explain(line.slice(1));
    const known = Object.hasOwn(WORDS, word) ? WORDS[word] : undefined;
    return known ? known(this, argument) : this.help();
  }

  /** At once, not after the step that runs: a line that is read while another is carried out. */
  hurry(line: string): void {
    if (line.trim() === 'K') void this.#attempt(() => this.#session.panic());
  }

  /** To LESSON/STEP or LESSON. */
  async jump(where: string): Promise<void> {
    const [lesson = '', step] = where.split('/');
    return this.#move(() => this.#session.jump(lesson, step));
  }

  async back(): Promise<void> {
    return this.#move(() => this.#session.back());
  }

  async next(): Promise<void> {
    if (!questionHere(this.#session)?.open) return this.#onward();
    this.#printer.write(ANSWER_FIRST);
  }

  async skip(): Promise<void> {
    return questionHere(this.#session) ? this.#onward() : this.help();
  }

  async hint(): Promise<void> {
    if (!challengeHere(this.#session)) return this.help();
    await this.#attempt(() => this.#session.hint());
  }

  async claim(): Promise<void> {
    if (!challengeHere(this.#session)) return this.help();
    if (isAsked(this.#session)) await this.#attempt(() => this.#session.claim());
    else this.#printer.write('nothing is asked: y answers “Yours?”');
  }

  async terminal(): Promise<void> {
    if (!challengeHere(this.#session)) this.#printer.write(NO_SHELL_INSIDE);
    else if (this.#ttySwitch.possible) await this.#attempt(() => this.#hostShell());
    else this.#printer.write('there is no terminal here: use another one');
  }

  async list(): Promise<void> {
    for (const { id, title } of this.#session.lessons) this.#printer.write(`${id}: ${title}`);
  }

  leave(): void {
    this.#over = true;
  }

  async help(): Promise<void> {
    this.#printer.write(HELP);
  }

  async #explain(term: string): Promise<void> {
    this.#printer.write(...termText(term, await this.#glossary()));
  }

  async #answer(choice: Choice): Promise<void> {
    const here = questionHere(this.#session);
    if (!here?.open) this.#printer.write('an answer is locked in already; Enter goes on');
    else if (await this.#attempt(() => this.#session.answer(choice.id)))
      this.#printer.write(...lockedText(here.lesson, here.question, choice));
  }

  async #onward(): Promise<void> {
    let more = true;
    await this.#attempt(async () => {
      more = await this.#session.next();
    });
    if (more) return this.#printer.writeStep();
    this.#printer.write('This was the last step.');
    this.leave();
  }

  /** Goes somewhere else in the course. */
  async #move(what: () => Promise<unknown>): Promise<void> {
    const before = this.#place;
    this.#printer.catchUp.begin();
    const moved = await this.#attempt(what);
    this.#printer.write(...this.#printer.catchUp.end());
    // a place whose steps before it failed is entered all the same
    if (moved || this.#place !== before) this.#printer.writeStep();
  }

  get #place(): string {
    const { lesson, step } = this.#session.getState();
    return `${lesson}/${step}`;
  }

  async #hostShell(): Promise<void> {
    this.#printer.write('a shell on this machine; exit ends it, Ctrl-] leaves it');
    this.#shell ??= this.#session.openTerminal('host', this.#ttySwitch.size);
    const terminal = await this.#shell.catch(error => {
      this.#shell = null;
      throw error;
    });
    terminal.onExit(() => {
      this.#shell = null;
    });
    await this.#ttySwitch.runShell(terminal);
    this.#printer.writeLate();
  }

  /** Did it work? What did not is told. */
  async #attempt(what: () => Promise<unknown>): Promise<boolean> {
    try {
      await what();
      return true;
    } catch (error) {
      if (!(error instanceof LabError)) throw error;
      this.#printer.write(`error: ${error.message}`);
      if (error.hint) this.#printer.write(`  ${error.hint}`);
      return false;
    }
  }
}

const WORDS: Readonly<Record<string, (prompt: Prompt, argument: string | undefined) => Promise<void> | void>> = {
  '': prompt => prompt.next(),
  n: prompt => prompt.next(),
  s: prompt => prompt.skip(),
  b: prompt => prompt.back(),
  back: prompt => prompt.back(),
  g: (prompt, where) => (where ? prompt.jump(where) : prompt.help()),
  l: prompt => prompt.list(),
  i: prompt => prompt.hint(),
  y: prompt => prompt.claim(),
  t: prompt => prompt.terminal(),
  // read already, in `hurry`
  K: () => {},
  q: prompt => prompt.leave(),
  quit: prompt => prompt.leave(),
};
