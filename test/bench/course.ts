/** What a start costs with a longer course: the same package twice, and in one of them as many lessons as are planned. */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { bakeCourse } from '../../src/lesson/bake.ts';
import { lessonFiles } from '../../src/lesson/load.ts';
import { copyPackage } from '../helpers/package-copy.ts';
import type { Figure, Outcome } from './figure.ts';
import { firstFrames } from './first-frames.ts';
import { interleave, type Samples } from './interleave.ts';
import { ratio, spread } from './statistics.ts';
import { checkout, type Workshop } from './workshop.ts';

const MANY = 23;

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
  const figure = (name: string, mine: Samples | undefined, theirs: Samples | undefined): Figure => ({
    id: `course/${name}`,
    what: `container-lab ${name}, with ${MANY} lessons`,
    unit: 'ms',
    value: spread(mine?.wall ?? []),
    ratio: { ...ratio(mine?.wall ?? [], theirs?.wall ?? []), of: `${MANY} lessons / ${few}` },
    cpu: ratio(mine?.cpu ?? [], theirs?.cpu ?? []),
    goal: { atMost: 1.03 },
  });
  const shown = (program: string) => ({ args: [program, 'open'], text: /\S/ });
  const state = mkdtempSync(join(workshop.folder, 'state-'));
  const { mine, theirs } = await firstFrames(shown(long), shown(short), frames, state);
  return {
    figures: [
      ...commands.map(name => figure(name, samples.get(`${name}-long`), samples.get(`${name}-short`))),
      figure('open', mine, theirs),
    ],
    plots: [],
    missing: [],
  };
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
