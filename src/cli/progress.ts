/** `progress`, `reset`, and keeping progress during a session. */

import type { Lesson, Step } from '../lesson/lesson.ts';
import { challengesOf, lessonStars, starSymbols, starsOf, starWords } from '../lesson/stars.ts';
import { callerOfSudo } from '../progress/owner.ts';
import { believable, type ChallengeDone, type Progress, withoutLesson } from '../progress/progress.ts';
import { ProgressStore, progressFile } from '../progress/store.ts';
import { EXIT, type ExitCode } from '../protocol/lab-error.ts';
import { printable } from '../protocol/printable.ts';
import { findLesson } from '../session/course.ts';
import { learn, startLearning } from '../session/learned.ts';
import type { Player } from '../session/player.ts';
import { courseLessons } from './course.ts';
import { complain, say, sayJson } from './output.ts';

const onStderr = (sentence: string): void => void complain(`container-lab: ${sentence}\n`);

const openStore = (says: (sentence: string) => void) => new ProgressStore(progressFile(), says, callerOfSudo());

/** What was saved and can have been done; the rest is told in one sentence, and is not saved again. */
function loadBelieved(store: ProgressStore, lessons: Lesson[], says: (sentence: string) => void): Progress {
  const course = new Map(
    lessons.map(({ id, steps }) => [
      id,
      new Map(steps.map(step => [step.id, step.type === 'challenge' ? starsOf(step) : 0])),
    ]),
  );
  const { progress, doubted } = believable(store.load(), course);
  const [first, ...more] = doubted;
  if (first !== undefined)
    says(
      `your progress in ${progressFile()} holds what cannot have been done, and it is left out: ${printable(first)}${more.length > 0 ? `, and ${more.length} more` : ''}`,
    );
  return progress;
}

/**
 * Loads what was done before, and saves what is done from now on. Sentences about the file become notes of the session.
 * `lessons`: with the steps that are only for other machines.
 */
export function keepProgress(player: Player, lessons: Lesson[]): Progress {
  const early: string[] = [];
  let say = (text: string): void => void early.push(text);
  const store = openStore(text => say(text));
  let learned = startLearning(loadBelieved(store, lessons, text => say(text)));
  const before = learned.progress;
  player.onEvent(event => {
    const { progress } = learned;
    learned = learn(learned, event);
    if (learned.progress !== progress) store.save(learned.progress);
    if (event.type !== 'session') return;
    say = text => player.tell({ type: 'note', text });
    for (const text of early.splice(0)) say(text);
  });
  return before;
}

/** `progress`: what was done so far, a line for each lesson. */
export async function progress(options: { json?: boolean; lessons?: string }): Promise<ExitCode> {
  const lessons = await courseLessons(options.lessons);
  const saved = loadBelieved(openStore(onStderr), lessons, onStderr);
  if (options.json) sayJson(saved);
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

/** `   ★★☆ 2 of 3 stars`; nothing where a lesson has no challenge. */
function starsText(done: Record<string, ChallengeDone>, steps: Step[]): string {
  const won = lessonStars(steps, ({ id }) => done[id]?.stars ?? 0);
  if (won === null) return '';
  const seen = challengesOf(steps).some(({ id }) => done[id]?.seen) ? ', a solution was looked at' : '';
  const claimed = challengesOf(steps).some(({ id }) => done[id]?.claimed) ? ', claimed' : '';
  return `   ${starSymbols(won)} ${starWords(won)}${seen}${claimed}`;
}

/** Not only for some machines: nobody is to lack a step that is never shown there. */
function isForAll(step: Step, steps: Step[]): boolean {
  const about = step.type === 'question' ? steps.find(({ id }) => id === step.before) : step;
  return about === undefined || !('only' in about) || about.only === undefined;
}

/** A line for each lesson, and the last place. */
export function summary(saved: Progress, lessons: Lesson[]): string[] {
  const rows = lessons.map(({ id, steps }) => {
    const done = saved.lessons[id] ?? { steps: {}, answers: {} };
    const questions = steps.filter(
      step => step.type === 'question' && (step.id in done.answers || isForAll(step, steps)),
    );
    const others = steps.filter(step => step.type !== 'question' && (step.id in done.steps || isForAll(step, steps)));
    const finished = others.filter(step => step.id in done.steps).length;
    const answers = questions.flatMap(({ id: question }) => done.answers[question] ?? []);
    const right = answers.filter(answer => answer.correct).length;
    const asked =
      questions.length === 0
        ? ''
        : `   ${right} right, ${answers.length - right} wrong of ${questions.length} questions`;
    return `${id.padEnd(18)} ${String(finished).padStart(2)} of ${String(others.length).padStart(2)} steps${starsText(done.challenges ?? {}, steps)}${asked}`;
  });
  const { last } = saved;
  return [
    ...rows,
    '',
    last ? `last place: ${last.lesson}/${last.step}` : 'nothing is done yet: container-lab opens the workshop',
  ];
}
