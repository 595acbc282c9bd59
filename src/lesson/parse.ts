/** A lesson file (YAML frontmatter and Markdown sections) to a `Lesson`. What the words mean is checked by `check.ts`. */
import { readForm } from './grammar/read.ts';
import { LESSON_1 } from './grammar/schema-1.ts';
import type { Lesson } from './lesson.ts';
import { idOf } from './name.ts';
import { addProblem, type Problem, type Report } from './problem.ts';
import { isMap, lineOf, readYaml, sameLines } from './yaml.ts';

/** The grammar of each schema; a lesson of an unknown one is read by the first, so that its other mistakes are told, too. */
const GRAMMARS = new Map([[1, LESSON_1]]);

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
    addProblem(
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
      addProblem(report, 2, 'the frontmatter is not a map', 'write lines such as "title: Mount the rootfs"');
    return { problems: report.problems };
  }
  const { intro, sections } = readBody(lines, end + 1, report);
  const read = readForm(GRAMMARS.get(value.schema as number) ?? LESSON_1, value, file);
  report.problems.push(...read.problems);
  if (read.value === null) return { problems: report.problems };
  if (!GRAMMARS.has(read.value.schema))
    addProblem(
      report,
      lineOf(value, 'schema'),
      'this schema is not known',
      `write schema: ${[...GRAMMARS.keys()].join(' or ')}`,
    );
  const lesson: Lesson = sameLines({ ...read.value, schema: 1, id: idOf(file), intro, file }, value);
  for (const step of lesson.steps) step.text = sections.get(step.id)?.text ?? '';
  matchSections(lesson, sections, report);
  return { lesson, problems: report.problems };
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
    if (sections.has(id)) addProblem(report, i + 1, `the section "${id}" is there twice`, 'keep one of the two');
    sections.set(id, section);
    collected = [];
    bodies.push([section, collected]);
  }
  if (fenced) addProblem(report, lines.length, 'a code fence is not closed', 'add a line ``` after the code');
  for (const [section, body] of bodies) section.text = body.join('\n').trim();
  return { intro: intro.join('\n').trim(), sections };
}

/** Every step has its text, every text its step. */
function matchSections(lesson: Lesson, sections: Map<string, Section>, report: Report): void {
  const steps = new Set(lesson.steps.map(step => step.id));
  for (const step of lesson.steps)
    if (step.text === '')
      addProblem(
        report,
        step.line,
        `step ${step.id} has no text`,
        `add a section "## ${step.id}" with a few sentences`,
      );
  for (const section of sections.values())
    if (!steps.has(section.id))
      addProblem(
        report,
        section.line,
        `no step is called "${section.id}"`,
        `add a step with id: ${section.id}, or rename the section`,
      );
}
