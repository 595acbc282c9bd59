import { createInterface } from 'node:readline';
import type { Choice } from '../lesson/lesson.ts';
import type { GlossaryTerm } from '../lesson/words.ts';
import { LabError } from '../protocol/lab-error.ts';
import type { LabEvent } from '../session/events.ts';
import type { Session, Terminal } from '../session/session.ts';
import { CatchUp } from './catch-up.ts';
import { ChecklistNews, challengeHere, isAsked, solvedText } from './challenge.ts';
import { HandOver } from './hand-over.ts';
import { ANSWER_FIRST, choiceOf, lockedText, questionHere, verdictText } from './question.ts';
import { plainLines } from './render.ts';
import { stepText, termText } from './step.ts';

const HELP =
  'Enter goes on, b goes back, g LESSON/STEP jumps, l lists the lessons, ? TERM explains a word, K kills what runs, q leaves';
const NO_SHELL_INSIDE =
  'a shell inside opens only on the full screen; from another terminal: nsenter --target PID --all, with the PID of the stage from the calls above';
/** Between two looks at the kernel while a challenge is open. */
const LOOK_MS = 250;

/** A word, not a sign, for who listens. */
const PROMPT = 'next? ';

/**
 * The same course with prompts: every line is written once, nothing moves. Resolves when the learner quits or the course ends; closing
 * the session is the caller's, and what it then tells is still written.
 */
export async function runPlain(
  session: Session,
  options: {
    start?: string | undefined;
    /** Read when the first term is asked for. */
    glossary?: () => Promise<readonly GlossaryTerm[]>;
    signal?: AbortSignal;
    input?: NodeJS.ReadableStream;
    output?: NodeJS.WritableStream;
  } = {},
): Promise<void> {
  const output = options.output ?? process.stdout;
  const write = (line: string) => output.write(`${line}\n`);
  const news = new ChecklistNews();
  const hands = new HandOver(options.input ?? process.stdin, output);
  /** Told once the shell gives the terminal back. */
  const late: string[] = [];
  const catchUp = new CatchUp();
  session.onEvent(event => {
    if (!catchUp.tells(event)) return;
    for (const line of eventText(session, news, event)) {
      if (hands.lent && event.type !== 'challenge.solved' && event.type !== 'machine') late.push(line);
      else if (hands.lent) output.write(`\r\n[container-lab] ${line.trim()}; Ctrl-] leaves the shell\r\n`);
      else write(line);
    }
  });
  const stopWatching = watchChallenges(session);
  const reader = createInterface({ input: hands.lines, terminal: false });
  const [lesson, step] = (options.start ?? session.lessons[0]?.id ?? '').split('/');
  const leave = (): void => {
    hands.stop();
    reader.close();
  };
  options.signal?.addEventListener('abort', leave, { once: true });
  // from the beginning: lines and an end of input that come while a step is carried out must not be missed
  const lines = reader[Symbol.asyncIterator]();
  // at once, not after the step that runs
  reader.on('line', line => {
    if (line.trim() === 'K') void attempt(() => session.panic());
  });
  const { session: about, notes } = session.getState(); // told before anybody listened
  if (about) plainLines(about).forEach(write);
  for (const text of notes) plainLines({ type: 'note', text, t: 0 }).forEach(write);
  write(HELP);
  const attempt = async (what: () => Promise<unknown>): Promise<boolean> => {
    try {
      await what();
      return true;
    } catch (error) {
      if (!(error instanceof LabError)) throw error;
      write(`error: ${error.message}`);
      if (error.hint) write(`  ${error.hint}`);
      return false;
    }
  };
  const tell = () => {
    tellStep(session, hands.possible, write);
    news.begin().forEach(write);
  };
  /** Goes somewhere else in the course. */
  const move = async (what: () => Promise<unknown>): Promise<void> => {
    const place = () => [session.getState().lesson, session.getState().step].join('/');
    const before = place();
    catchUp.begin();
    const moved = await attempt(what);
    catchUp.end().forEach(write);
    if (moved || place() !== before) tell(); // a place whose steps before it failed is entered all the same
  };
  await move(() => session.jump(lesson ?? '', step));
  const onward = async (): Promise<'end' | undefined> => {
    let more = true;
    await attempt(async () => {
      more = await session.next();
    });
    if (more) tell();
    else write('This was the last step.');
    return more ? undefined : 'end';
  };
  const answer = async (choice: Choice): Promise<void> => {
    const here = questionHere(session);
    if (!here?.open) write('an answer is locked in already; Enter goes on');
    else if (await attempt(() => session.answer(choice.id)))
      lockedText(here.lesson, here.question, choice).forEach(write);
  };
  let shell: Promise<Terminal> | null = null;
  const hostShell = async (): Promise<void> => {
    write('a shell on this machine; exit ends it, Ctrl-] leaves it');
    shell ??= session.openTerminal('host', hands.size);
    const terminal = await shell.catch(error => {
      shell = null;
      throw error;
    });
    terminal.onExit(() => {
      shell = null;
    });
    await hands.lend(terminal);
    late.splice(0).forEach(write);
  };
  /** One line of the learner's. At a question letters choose, so that going back is `back` there. */
  const obey = async (line: string): Promise<'end' | undefined> => {
    const [word = '', argument] = line.split(/\s+/);
    const here = questionHere(session);
    const choice = here && choiceOf(here.question, word);
    if (choice) await answer(choice);
    else if (word === 'q' || word === 'quit') return 'end';
    else if (word === 's' && here) return onward();
    else if (word === 'i' && challengeHere(session)) await attempt(() => session.hint());
    else if (word === 'y' && challengeHere(session)) {
      if (isAsked(session)) await attempt(() => session.claim());
      else write('nothing is asked: y answers “Yours?”');
    } else if (word === 't') {
      if (!challengeHere(session)) write(NO_SHELL_INSIDE);
      else if (hands.possible) await attempt(hostShell);
      else write('there is no terminal here: use another one');
    } else if (word === '' || word === 'n') {
      if (!here?.open) return onward();
      write(ANSWER_FIRST);
    } else if (word === 'b' || word === 'back') {
      await move(() => session.back());
    } else if (word === 'g' && argument) {
      const [to = '', at] = argument.split('/');
      await move(() => session.jump(to, at));
    } else if (word === 'l') {
      for (const l of session.lessons) write(`${l.id}: ${l.title}`);
    } else if (word.startsWith('?') && line.length > 1) {
      termText(line.slice(1), (await options.glossary?.()) ?? []).forEach(write);
    } else if (word !== 'K') write(HELP);
    return undefined;
  };
  output.write(PROMPT);
  for await (const line of lines) {
    if ((await obey(line.trim())) === 'end') break;
    output.write(PROMPT);
  }
  reader.close();
  stopWatching();
  hands.stop();
}

/** Events as anywhere, only that a verdict is told with the question's own words, and of a checklist what is new. */
function eventText(session: Session, news: ChecklistNews, event: LabEvent): string[] {
  if (event.type === 'answer') return [];
  if (event.type === 'step.start') {
    news.hold();
    return []; // the step's text has its own heading
  }
  if (event.type === 'challenge') return news.lines(event);
  if (event.type === 'hint') return news.hint(event);
  if (event.type === 'challenge.solved') return solvedText(event);
  if (event.type !== 'judged') return plainLines(event);
  const question = session.lessons.find(l => l.id === event.lesson)?.steps.find(s => s.id === event.step);
  return question?.type === 'question' ? verdictText(question, event) : plainLines(event);
}

function tellStep(session: Session, terminal: boolean, write: (line: string) => void): void {
  const { lesson: lessonId, step: stepId, results } = session.getState();
  const lesson = session.lessons.find(l => l.id === lessonId);
  const step = lesson?.steps.find(s => s.id === stepId);
  if (!lesson || !step) return;
  const done = results[`${lesson.id}/${step.id}`] !== undefined;
  if (!done) for (const line of stepText(lesson, step, session.getState(), terminal)) write(line);
}

/** At a challenge the kernel is watched, not the keys. Returns what ends it. */
function watchChallenges(session: Session): () => void {
  const timer = setInterval(() => {
    if (challengeHere(session)) void session.refresh().catch(() => {});
  }, LOOK_MS);
  return () => clearInterval(timer);
}
