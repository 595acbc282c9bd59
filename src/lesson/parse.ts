/** A lesson file (YAML frontmatter and Markdown sections) to a `Lesson`. What the words mean is checked by `check.ts`. */
import type { Lesson, Reading } from './lesson.ts';
import { idOf } from './name.ts';
import type { Problem } from './problem.ts';
import { complain, isMap, type Report, Shape } from './shape.ts';
import { readStep } from './steps.ts';
import { readYaml, sameLines } from './yaml.ts';

export const LESSON_KEYS = [
  'schema',
  'title',
  'kind',
  'notesStep',
  'minutes',
  'objectives',
  'covers',
  'corrections',
  'terms',
  'requires',
  'watch',
  'steps',
  'reading',
];

interface Section {
  id: string;
  text: string;
  line: number;
}

/**
 * Parses one lesson. `lesson` is absent when the frontmatter cannot be read at all; with problems it may be incomplete
 * and must not be played. `file` is for messages, and its base name gives the lesson's id.
 */
export function parseLesson(text: string, file: string): { lesson?: Lesson; problems: Problem[] } {
  const report: Report = { file, problems: [] };
  const lines = text.split(/\r?\n/);
  const end = lines.indexOf('---', 1);
  if (lines[0] !== '---' || end < 0) {
    complain(
      report,
      1,
      'the lesson has no frontmatter',
      'begin the file with a line "---", YAML, and another line "---"',
    );
    return { problems: report.problems };
  }
  const { value, problems } = readYaml(lines.slice(1, end).join('\n'), file, 2);
  report.problems.push(...problems);
  if (!isMap(value)) {
    if (problems.length === 0)
      complain(report, 2, 'the frontmatter is not a map', 'write lines such as "title: Mount the rootfs"');
    return { problems: report.problems };
  }
  const { intro, sections } = readBody(lines, end + 1, report);
  const lesson = readLesson(new Shape(report, value, 'the lesson'), intro, sections, file);
  matchSections(lesson, sections, report);
  return { lesson, problems: report.problems };
}

function readLesson(shape: Shape, intro: string, sections: Map<string, Section>, file: string): Lesson {
  shape.onlyKeys(LESSON_KEYS);
  if (shape.number('schema', 1) !== 1)
    complain(shape.report, shape.line('schema'), 'this schema is not known', 'write schema: 1');
  const requires = shape.map.requires;
  const needs = new Shape(shape.report, isMap(requires) ? requires : {}, '"requires"');
  needs.onlyKeys(['root', 'namespaces', 'filesystems', 'cgroup']);
  const lesson: Lesson = {
    schema: 1,
    id: idOf(file),
    title: shape.text('title'),
    kind: shape.word('kind', ['core', 'warmup', 'extra']),
    notesStep: shape.has('notesStep') ? shape.number('notesStep') : null,
    minutes: shape.number('minutes'),
    objectives: shape.texts('objectives'),
    covers: shape.texts('covers', []),
    corrections: shape.texts('corrections', []),
    terms: shape.texts('terms', []),
    requires: {
      root: needs.yes('root', false),
      namespaces: needs.texts('namespaces', []),
      filesystems: needs.texts('filesystems', []),
      cgroup: needs.word('cgroup', ['any', 'none'], 'none'),
    },
    watch: shape.texts('watch', []),
    steps: shape.each('steps', 'a step', step => readStep(step, id => sections.get(id)?.text ?? ''), false),
    reading: shape.each('reading', 'an entry of "reading"', readReading),
    intro,
    file,
  };
  return sameLines(lesson, shape.map);
}

function readReading(shape: Shape): Reading {
  shape.onlyKeys(['man', 'url', 'title']);
  const reading = shape.has('man')
    ? { man: shape.text('man') }
    : { url: shape.text('url'), title: shape.text('title') };
  return sameLines(reading, shape.map);
}

/** Cuts the Markdown into the intro and its `## id` sections; a heading inside a code fence is text. */
function readBody(lines: string[], first: number, report: Report): { intro: string; sections: Map<string, Section> } {
  const sections = new Map<string, Section>();
  const intro: string[] = [];
  let collected = intro;
  let fenced = false;
  const bodies: [Section, string[]][] = [];
  for (let i = first; i < lines.length; i++) {
    const line = lines[i] ?? '';
    if (line.startsWith('```')) fenced = !fenced;
    const id = fenced ? undefined : /^## +(.+?)\s*$/.exec(line)?.[1];
    if (id === undefined) {
      collected.push(line);
      continue;
    }
    const section: Section = { id, text: '', line: i + 1 };
    if (sections.has(id)) complain(report, i + 1, `the section "${id}" is there twice`, 'keep one of the two');
    sections.set(id, section);
    collected = [];
    bodies.push([section, collected]);
  }
  if (fenced) complain(report, lines.length, 'a code fence is not closed', 'add a line ``` after the code');
  for (const [section, body] of bodies) section.text = body.join('\n').trim();
  return { intro: intro.join('\n').trim(), sections };
}

/** Every step has its text, every text its step. */
function matchSections(lesson: Lesson, sections: Map<string, Section>, report: Report): void {
  const steps = new Set(lesson.steps.map(step => step.id));
  for (const step of lesson.steps)
    if (step.text === '')
      complain(report, step.line, `step ${step.id} has no text`, `add a section "## ${step.id}" with a few sentences`);
  for (const section of sections.values())
    if (!steps.has(section.id))
      complain(
        report,
        section.line,
        `no step is called "${section.id}"`,
        `add a step with id: ${section.id}, or rename the section`,
      );
}
