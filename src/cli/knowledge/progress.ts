/** `progress`, `reset`, and keeping progress during a session. */
import { readFileSync } from 'node:fs';
import { packageFile } from '../../helper/helper-path.ts';
import type { Lesson } from '../../lesson/lesson.ts';
import { starsOf } from '../../lesson/stars.ts';
import { believable } from '../../progress/believable.ts';
import { afterMoves, type MovedSteps } from '../../progress/moved.ts';
import { callerOfSudo } from '../../progress/owner.ts';
import { type Progress, withoutLesson } from '../../progress/progress.ts';
import { ProgressStore, progressFile } from '../../progress/store.ts';
import { EXIT, type ExitCode } from '../../protocol/lab-error.ts';
import { printable } from '../../protocol/printable.ts';
import { findLesson } from '../../session/course.ts';
import type { LiveSession } from '../../session/live-session.ts';
import { reduceProgress, startProgress } from '../../session/progress-reducer.ts';
import { courseLessons } from '../course.ts';
import { say, sayJson, sayOnStderr } from '../output.ts';
import { version } from '../version.ts';
import { summary, totals } from './progress-sums.ts';

const onStderr = (sentence: string): void => void sayOnStderr(`container-lab: ${sentence}\n`);

const openStore = (says: (sentence: string) => void) => new ProgressStore(progressFile(), says, callerOfSudo());

/** What was saved and can have been done; the rest is told in one sentence, and is not saved again. */
function loadBelieved(store: ProgressStore, lessons: Lesson[], says: (sentence: string) => void): Progress {
  const course = new Map(
    lessons.map(({ id, steps }) => [
      id,
      new Map(steps.map(step => [step.id, step.type === 'challenge' ? starsOf(step) : 0])),
    ]),
  );
  const saved = store.load();
  const believed = believable(saved, course);
  if (believed.doubted.length === 0) return believed.progress;
  const moved = afterMoves(saved, movedSteps());
  const { progress, doubted } = believable(moved.progress, course);
  if (moved.removed.length > 0)
    says(`steps that you have done are not in the course any more, and are left out: ${listed(moved.removed)}`);
  if (doubted.length > 0)
    says(`your progress in ${progressFile()} holds what cannot have been done, and it is left out: ${listed(doubted)}`);
  return progress;
}

/** Read only where a file knows steps that the course does not. */
function movedSteps(): MovedSteps {
  return JSON.parse(readFileSync(packageFile('lessons/moved.json'), 'utf8')) as MovedSteps;
}

function listed([first = '', ...more]: string[]): string {
  return `${printable(first)}${more.length > 0 ? `, and ${more.length} more` : ''}`;
}

/**
 * Loads what was done before, and saves what is done from now on. Sentences about the file become notes of the session.
 * `lessons`: with the steps that are only for other machines.
 */
export function keepProgress(session: LiveSession, lessons: Lesson[]): Progress {
  const early: string[] = [];
  let say = (text: string): void => void early.push(text);
  const store = openStore(text => say(text));
  let learned = startProgress(loadBelieved(store, lessons, text => say(text)));
  const before = learned.progress;
  session.onEvent(event => {
    const { progress } = learned;
    learned = reduceProgress(learned, event);
    if (learned.progress !== progress) store.save(learned.progress);
    if (event.type !== 'session') return;
    say = text => session.emit({ type: 'note', text });
    for (const text of early.splice(0)) say(text);
  });
  return before;
}

/** `progress`: what was done so far, a line for each lesson. */
export async function progress(options: { json?: boolean; lessons?: string }): Promise<ExitCode> {
  const lessons = await courseLessons(options.lessons);
  const saved = loadBelieved(openStore(onStderr), lessons, onStderr);
  if (options.json) sayJson({ ...saved, program: version(), totals: totals(saved, lessons) });
  else for (const line of summary(saved, lessons)) say(`${line}\n`);
  return EXIT.ok;
}

/** `reset [LESSON]`: exit code 1 when the file cannot be written. */
export async function reset(wanted: string | undefined, options: { lessons?: string } = {}): Promise<ExitCode> {
  const lesson = wanted === undefined ? null : findLesson(await courseLessons(options.lessons), wanted).id;
  const store = openStore(onStderr);
  if (!store.save(withoutLesson(store.load(), lesson))) return EXIT.checkFailed;
  say(`forgotten: ${lesson ?? 'everything'}\n`);
  return EXIT.ok;
}
