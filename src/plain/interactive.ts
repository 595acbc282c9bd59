import { createInterface } from 'node:readline';
import type { Lesson, Step } from '../lesson/lesson.ts';
import { LabError } from '../protocol/lab-error.ts';
import { byHandLine } from '../session/by-hand.ts';
import type { Session } from '../session/session.ts';
import type { SessionState } from '../session/state.ts';
import { plainLines } from './render.ts';

const HELP = 'Enter: go on   b: back   g LESSON[/STEP]: jump   l: lessons   q: quit';

/** The same course with prompts: every line is written once, nothing moves. Resolves when the learner quits or the course ends. */
export async function runPlain(
  session: Session,
  options: {
    start?: string | undefined;
    signal?: AbortSignal;
    input?: NodeJS.ReadableStream;
    output?: NodeJS.WritableStream;
  } = {},
): Promise<void> {
  const output = options.output ?? process.stdout;
  const write = (line: string) => output.write(`${line}\n`);
  const stop = session.onEvent(event => plainLines(event).forEach(write));
  const reader = createInterface({ input: options.input ?? process.stdin, terminal: false });
  const [lesson, step] = (options.start ?? session.lessons[0]?.id ?? '').split('/');
  options.signal?.addEventListener('abort', () => reader.close(), { once: true });
  // from the beginning: lines and an end of input that come while a step is carried out must not be missed
  const lines = reader[Symbol.asyncIterator]();
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
  output.write('> ');
  for await (const line of lines) {
    const [word = '', argument] = line.trim().split(/\s+/);
    if (word === 'q' || word === 'quit') break;
    else if (word === '' || word === 'n') {
      let more = true;
      await attempt(async () => {
        more = await session.next();
      });
      if (!more) {
        write('This was the last step.');
        break;
      }
      tell();
    } else if (word === 'b') {
      if (await attempt(() => session.back())) tell();
    } else if (word === 'g' && argument) {
      const [to = '', at] = argument.split('/');
      if (await attempt(() => session.jump(to, at))) tell();
    } else if (word === 'l') {
      for (const l of session.lessons) write(`${l.id}: ${l.title}`);
    } else write(HELP);
    output.write('> ');
  }
  reader.close();
  await session.close();
  stop();
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
  if (step.type === 'action') {
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
