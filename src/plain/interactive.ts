import { createInterface } from 'node:readline';
import type { Choice, Lesson, Step } from '../lesson/lesson.ts';
import { lookUp } from '../lesson/term-search.ts';
import type { GlossaryTerm } from '../lesson/words.ts';
import { LabError } from '../protocol/lab-error.ts';
import { byHandLine } from '../session/by-hand.ts';
import type { LabEvent } from '../session/events.ts';
import type { Session } from '../session/session.ts';
import type { SessionState } from '../session/state.ts';
import { ANSWER_FIRST, choiceOf, lockedText, questionHere, questionText, verdictText } from './question.ts';
import { plainLines } from './render.ts';

const HELP =
  'Enter: go on   b: back   g LESSON[/STEP]: jump   l: lessons   ? TERM: what it means   K: kill what runs   q: quit';
/** Of `? TERM`, when the word is part of many. */
const MOST_TERMS = 5;

/** The same course with prompts: every line is written once, nothing moves. Resolves when the learner quits or the course ends. */
export async function runPlain(
  session: Session,
  options: {
    start?: string | undefined;
    /** Read when the first term is asked for. */
    glossary?: () => readonly GlossaryTerm[];
    signal?: AbortSignal;
    input?: NodeJS.ReadableStream;
    output?: NodeJS.WritableStream;
  } = {},
): Promise<void> {
  const output = options.output ?? process.stdout;
  const write = (line: string) => output.write(`${line}\n`);
  const stop = session.onEvent(event => eventText(session, event).forEach(write));
  const reader = createInterface({ input: options.input ?? process.stdin, terminal: false });
  const [lesson, step] = (options.start ?? session.lessons[0]?.id ?? '').split('/');
  options.signal?.addEventListener('abort', () => reader.close(), { once: true });
  // from the beginning: lines and an end of input that come while a step is carried out must not be missed
  const lines = reader[Symbol.asyncIterator]();
  // at once, not after the step that runs
  reader.on('line', line => {
    if (line.trim() === 'K') void attempt(() => session.panic());
  });
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
  const tell = () => tellStep(session, write);
  if (await attempt(() => session.jump(lesson ?? '', step))) tell();
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
  /** One line of the learner's. At a question letters choose, so that going back is `back` there. */
  const obey = async (line: string): Promise<'end' | undefined> => {
    const [word = '', argument] = line.split(/\s+/);
    const here = questionHere(session);
    const choice = here && choiceOf(here.question, word);
    if (choice) await answer(choice);
    else if (word === 'q' || word === 'quit') return 'end';
    else if (word === 's' && here) return onward();
    else if (word === '' || word === 'n') {
      if (!here?.open) return onward();
      write(ANSWER_FIRST);
    } else if (word === 'b' || word === 'back') {
      if (await attempt(() => session.back())) tell();
    } else if (word === 'g' && argument) {
      const [to = '', at] = argument.split('/');
      if (await attempt(() => session.jump(to, at))) tell();
    } else if (word === 'l') {
      for (const l of session.lessons) write(`${l.id}: ${l.title}`);
    } else if (word.startsWith('?') && line.length > 1) {
      termText(line.slice(1), options.glossary?.() ?? []).forEach(write);
    } else if (word !== 'K') write(HELP);
    return undefined;
  };
  output.write('> ');
  for await (const line of lines) {
    if ((await obey(line.trim())) === 'end') break;
    output.write('> ');
  }
  reader.close();
  await session.close();
  stop();
}

/** Events as anywhere, only that a verdict is told with the question's own words. */
function eventText(session: Session, event: LabEvent): string[] {
  if (event.type === 'answer') return [];
  if (event.type !== 'judged') return plainLines(event);
  const question = session.lessons.find(l => l.id === event.lesson)?.steps.find(s => s.id === event.step);
  return question?.type === 'question' ? verdictText(question, event) : plainLines(event);
}

function termText(wanted: string, glossary: readonly GlossaryTerm[]): string[] {
  const found = lookUp(wanted, glossary);
  if (found.length === 0) return [`the glossary has no term '${wanted.trim()}'`];
  const more = found.length > MOST_TERMS ? [`and ${found.length - MOST_TERMS} more`] : [];
  return [...found.slice(0, MOST_TERMS).map(term => `${term.term}: ${term.text}`), ...more];
}

function tellStep(session: Session, write: (line: string) => void): void {
  const { lesson: lessonId, step: stepId, results } = session.getState();
  const lesson = session.lessons.find(l => l.id === lessonId);
  const step = lesson?.steps.find(s => s.id === stepId);
  if (!lesson || !step) return;
  const done = results[`${lesson.id}/${step.id}`] !== undefined;
  if (!done) for (const line of stepText(lesson, step, session.getState())) write(line);
}

/** What a step says before it runs: prose, the ops to come, the same by hand. */
export function stepText(lesson: Lesson, step: Step, state: SessionState): string[] {
  const intro = lesson.steps[0] === step && lesson.intro !== '' ? [...lesson.intro.split('\n'), ''] : [];
  const lines = ['', `${lesson.id} / ${step.title}`, '', ...intro, ...step.text.trim().split('\n')];
  if (step.type === 'question') lines.push(...questionText(lesson, step));
  if (step.type === 'action') {
    if (step.ask !== undefined) lines.push('', `Break it: ${step.ask}`);
    lines.push(
      '',
      'This step will do:',
      ...step.do.map(
        op =>
          `  ${op.op} ${Object.entries(op.args)
            .map(([k, v]) => `${k}=${Array.isArray(v) ? v.join('|') : v}`)
            .join(' ')}`,
      ),
    );
    const byHand = step.byHand.flatMap(line => byHandLine(line, state) ?? []);
    if (byHand.length > 0) lines.push('By hand, in another terminal:', ...byHand.map(line => `  ${line}`));
  }
  return lines;
}
