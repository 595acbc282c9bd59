import { willBeRootless } from '../../helper/plan-launch.ts';
import { detect } from '../../kernel/cgroup/index.ts';
import { systemReader } from '../../kernel/cgroup/system-reader.ts';
import type { Lesson } from '../../lesson/lesson.ts';
import { EXIT, type ExitCode, LabError } from '../../protocol/lab-error.ts';
import { lessonsFor } from '../../session/course.ts';
import { courseLessons } from '../course.ts';
import { fill } from '../fill.ts';
import { say, sayJson } from '../output.ts';
import { findDemo } from './demo-find.ts';
import { type DemoName, demoNames, markOf } from './demo-names.ts';
import { type OpenOptions, open } from './open.ts';

interface DemoOptions extends Omit<OpenOptions, 'quiet' | 'auto'> {
  list?: boolean;
  json?: boolean;
  auto?: string;
}

/** One primitive in front of a class: everything before it is done at once, and the screen shows little else. */
export async function demo(query: string[], options: DemoOptions): Promise<ExitCode> {
  const lessons = await courseLessons(options.lessons);
  const { kind } = detect(systemReader);
  const rootless = willBeRootless(options.rootless ? { rootless: true } : {});
  const names = demoNames(lessons, kind, rootless);
  if (options.list) return listed(lessons, names, options.json === true);
  if (options.json) throw new LabError('usage', '--json goes with --list', { exit: EXIT.usage });
  const seconds = options.auto === undefined ? null : Number(options.auto);
  if (seconds !== null && !(seconds > 0))
    throw new LabError('usage', `--auto takes seconds, not '${options.auto}'`, { exit: EXIT.usage });
  const found =
    query.length === 0 ? null : findDemo(names, lessons, lessonsFor(lessons, kind, rootless), query.join(' '));
  const { auto: _text, list: _list, json: _json, ...rest } = options;
  return open(found?.where, {
    ...rest,
    quiet: true,
    ...(found?.primitive === undefined ? {} : { primitive: found.primitive }),
    ...(seconds === null ? {} : { auto: seconds }),
  });
}

/** By lesson and step; the names of a step beside its title. */
function listed(lessons: Lesson[], names: DemoName[], json: boolean): ExitCode {
  const shown = names.filter(({ alias }) => !alias);
  if (json) {
    sayJson(shown.map(({ name, lesson, step, title, only }) => ({ name, lesson, step, title, only })));
    return EXIT.ok;
  }
  const columns = Math.max(60, Math.min(process.stdout.columns ?? 100, 120));
  for (const { id, title } of lessons) {
    const ofLesson = shown.filter(({ lesson }) => lesson === id);
    if (ofLesson.length === 0) continue;
    say(`\n${id}: ${title}\n`);
    for (const action of new Set(ofLesson.map(name => name.action))) {
      const ofStep = ofLesson.filter(name => name.action === action);
      // a mark is broken by no line end
      const spelled = ofStep.map(name => `${name.name}${markOf(name).replaceAll(' ', '\u00a0')}`).join(', ');
      const lines = fill(spelled, columns - TITLE - 2).map(line => line.replaceAll('\u00a0', ' '));
      const head = ofStep[0]?.title ?? '';
      // one that is too long has a line of its own
      if (head.length >= TITLE) say(`  ${head}\n`);
      for (const [i, line] of lines.entries())
        say(`  ${(i === 0 && head.length < TITLE ? head : '').padEnd(TITLE)}${line}\n`);
    }
  }
  return EXIT.ok;
}

const TITLE = 36;
