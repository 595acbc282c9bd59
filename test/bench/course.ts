/** What a start costs with a longer course: the same package twice, and in one of them as many lessons as are planned. */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { bakeCourse } from '../../src/lesson/bake.ts';
import { lessonFiles } from '../../src/lesson/load.ts';
import { copyPackage } from '../helpers/package-copy.ts';
import type { Figure, Outcome } from './figure.ts';
import { interleave } from './interleave.ts';
import { untilShown } from './screen.ts';
import { ratio, spread } from './statistics.ts';
import { checkout, type Workshop } from './workshop.ts';

const MANY = 23;
const GOAL = { atMost: 1.03 };

export async function course(workshop: Workshop, rounds: number, frames: number): Promise<Outcome> {
  const few = lessonFiles(join(checkout, 'lessons')).length;
  const [short, long] = [await packageWith(workshop, few), await packageWith(workshop, MANY)];
  const commands = ['--version', 'list'];
  const samples = interleave(
    workshop,
    commands.flatMap(command => [
      { name: `${command}-short`, command: [process.execPath, short, command] },
      { name: `${command}-long`, command: [process.execPath, long, command] },
    ]),
    { rounds, warmUp: 2, gap: 1 },
    { v1: false },
  );
  const wall = (name: string) => samples.get(name)?.wall ?? [];
  const figure = (name: string, mine: number[], theirs: number[]): Figure => ({
    id: `course/${name}`,
    what: `container-lab ${name}, with ${MANY} lessons`,
    unit: 'ms',
    value: spread(mine),
    ratio: { ...ratio(mine, theirs), of: `${MANY} lessons / ${few}` },
    goal: GOAL,
  });
  const shown = await firstFrames(workshop, short, long, frames);
  return {
    figures: [
      ...commands.map(command => figure(command.replace('--', ''), wall(`${command}-long`), wall(`${command}-short`))),
      figure('open', shown.long, shown.short),
    ],
    plots: [],
    missing: [],
  };
}

/** In turn, and each of the two first as often as the other. */
async function firstFrames(workshop: Workshop, short: string, long: string, rounds: number) {
  const state = mkdtempSync(join(workshop.folder, 'state-'));
  const shown = { short: [] as number[], long: [] as number[] };
  for (let round = -1; round < rounds; round++) {
    const order = round % 2 === 0 ? (['short', 'long'] as const) : (['long', 'short'] as const);
    for (const which of order) {
      const time = await untilShown([which === 'short' ? short : long, 'open'], /\S/, state);
      if (round >= 0) shown[which].push(time);
    }
  }
  return shown;
}

/** A copy of the package with so many lessons, those of the course again and again; the path of its program. */
export async function packageWith({ folder }: Pick<Workshop, 'folder'>, size: number): Promise<string> {
  const place = mkdtempSync(join(folder, `course-${size}-`));
  const program = copyPackage(place);
  const lessons = join(place, 'lessons');
  const written = lessonFiles(lessons);
  for (let i = written.length; i < size; i++) {
    const text = readFileSync(written[i % written.length] ?? '', 'utf8');
    writeFileSync(join(lessons, `${String(i + 10).padStart(2, '0')}-lesson-${i}.md`), text);
  }
  for (const [path, text] of await bakeCourse(lessons)) {
    mkdirSync(dirname(join(place, 'dist', path)), { recursive: true });
    writeFileSync(join(place, 'dist', path), text);
  }
  if (readdirSync(join(place, 'dist/lessons')).length !== size) throw new Error(`${size} lessons could not be made`);
  return program;
}
