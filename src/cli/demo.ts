import type { Lesson } from '../lesson/lesson.ts';
import { type Primitive, primitivesOf } from '../lesson/primitives.ts';
import { nearest } from '../lesson/problem.ts';
import { EXIT, type ExitCode, LabError } from '../protocol/lab-error.ts';
import { findPlace, places } from '../session/course.ts';
import { courseLessons } from './course.ts';
import { type OpenOptions, open } from './open.ts';
import { say, sayJson } from './output.ts';

export interface DemoOptions extends Omit<OpenOptions, 'quiet' | 'auto'> {
  list?: boolean;
  json?: boolean;
  auto?: string;
}

/** One primitive in front of a class: everything before it is done at once, and the screen shows little else. */
export async function demo(wanted: string | undefined, options: DemoOptions): Promise<ExitCode> {
  const lessons = await courseLessons(options.lessons);
  const primitives = primitivesOf(lessons);
  if (options.list) return listed(primitives, options.json === true);
  if (options.json) throw new LabError('usage', '--json goes with --list', { exit: EXIT.usage });
  const seconds = options.auto === undefined ? null : Number(options.auto);
  if (seconds !== null && !(seconds > 0))
    throw new LabError('usage', `--auto takes seconds, not '${options.auto}'`, { exit: EXIT.usage });
  const found = wanted === undefined ? undefined : byName(primitives, wanted);
  const { auto: _text, list: _list, json: _json, ...rest } = options;
  return open(whereTo(primitives, lessons, wanted), {
    ...rest,
    quiet: true,
    ...(found ? { primitive: found.name } : {}),
    ...(seconds === null ? {} : { auto: seconds }),
  });
}

function listed(primitives: Primitive[], json: boolean): ExitCode {
  const shown = primitives.filter(({ alias }) => !alias);
  if (json) {
    const rows = shown.map(({ name, lesson, step, title }) => ({ name, lesson, step, title }));
    sayJson(rows);
  } else
    for (const { name, lesson, step, title } of shown)
      say(`${name.padEnd(26)} ${`${lesson}/${step}`.padEnd(32)} ${title}\n`);
  return EXIT.ok;
}

function byName(primitives: Primitive[], wanted: string): Primitive | undefined {
  return primitives.find(({ name }) => name.toLowerCase() === wanted.toLowerCase());
}

/** A primitive, or a lesson or step by its name as everywhere else. Throws a usage error that names the nearest. */
function whereTo(primitives: Primitive[], lessons: Lesson[], wanted: string | undefined): string | undefined {
  if (wanted === undefined) return undefined;
  const found = byName(primitives, wanted);
  if (found) return `${found.lesson}/${found.step}`;
  try {
    findPlace(places(lessons), lessons, wanted);
    return wanted;
  } catch (error) {
    const near = nearest(
      wanted,
      primitives.map(({ name }) => name),
    );
    if (wanted.includes('/')) throw error;
    throw new LabError('usage', `there is no primitive or lesson '${wanted}'`, {
      exit: EXIT.usage,
      hint: `${near === null ? '' : `did you mean '${near}'? `}container-lab demo --list shows all`,
    });
  }
}
