/** Does a lesson use only known words, and does it hold together? Needs no root and touches nothing. */

import { NAMESPACES } from '../kernel/namespaces.ts';
import { suggest } from '../protocol/did-you-mean.ts';
import { FACT_KEYS } from '../words/facts.ts';
import { checkAction, testContextOf } from './check-action.ts';
import { checkChallenge } from './check-challenge.ts';
import { checkFact, checkTest, near } from './check-test.ts';
import { checkTexts } from './check-text.ts';
import type { Lesson, QuestionStep } from './lesson.ts';
import type { LessonLists } from './lists.ts';
import { LESSON_ID, MAN_PAGE, STEP_ID } from './name.ts';
import { addProblem, type Problem, type Report } from './problem.ts';
import { lineOf } from './yaml.ts';

/** Checks one parsed lesson. Without `lists`, corrections, terms and covers are not looked up. */
export function checkLesson(lesson: Lesson, lists?: LessonLists): Problem[] {
  const report: Report = { file: lesson.file, problems: [] };
  checkNames(lesson, report);
  checkTexts(lesson, report);
  checkRequirements(lesson, report);
  if (lists !== undefined) checkReferences(lesson, lists, report);
  for (const [i, key] of lesson.watch.entries()) checkFact(key, lineOf(lesson.watch, i), report, FACT_KEYS);
  for (const reading of lesson.reading)
    if ('man' in reading && !MAN_PAGE.test(reading.man))
      addProblem(report, lineOf(reading), `"${reading.man}" is not a manual page`, 'write it like "mount(2)"');
  for (const step of lesson.steps) {
    if (step.type === 'action') checkAction(step, report);
    if (step.type === 'question') checkQuestion(step, lesson, report);
    if (step.type === 'challenge') checkChallenge(step, report);
  }
  return report.problems;
}

function checkNames(lesson: Lesson, report: Report): void {
  if (!LESSON_ID.test(lesson.id))
    addProblem(
      report,
      1,
      `"${lesson.id}" is not a lesson's name`,
      'call the file NN-name.md: two digits, then small letters and hyphens',
    );
  if (lesson.notesStep !== null && ![1, 2, 3, 4, 5, 6].includes(lesson.notesStep))
    addProblem(
      report,
      lineOf(lesson, 'notesStep'),
      `the notes have no step ${lesson.notesStep}`,
      'write 1 to 6, or leave it out',
    );
  if (lesson.steps.length === 0)
    addProblem(report, lineOf(lesson, 'steps'), 'the lesson has no steps', 'add at least one step');
  const seen = new Set<string>();
  for (const step of lesson.steps) {
    if (!STEP_ID.test(step.id))
      addProblem(
        report,
        lineOf(step, 'id'),
        `"${step.id}" is not a step's name`,
        'use small letters, digits and hyphens',
      );
    if (seen.has(step.id))
      addProblem(
        report,
        lineOf(step, 'id'),
        `two steps are called "${step.id}"`,
        'rename one of them, and its section',
      );
    seen.add(step.id);
  }
}

/** The kernel's own names. */
function checkRequirements({ requires }: Lesson, report: Report): void {
  const names = NAMESPACES.map(({ name }) => name as string);
  for (const [i, name] of requires.namespaces.entries())
    if (!names.includes(name))
      addProblem(report, lineOf(requires.namespaces, i), `there is no namespace "${name}"`, suggest(name, names));
  for (const [i, name] of requires.filesystems.entries())
    if (!/^[a-z0-9_]+(\.[a-z0-9_]+)?$/.test(name))
      addProblem(
        report,
        lineOf(requires.filesystems, i),
        `"${name}" is no type of file system`,
        'write it as /proc/filesystems does: tmpfs',
      );
}

function checkReferences(lesson: Lesson, lists: LessonLists, report: Report): void {
  const references = [
    { key: 'corrections', named: lesson.corrections, known: lists.corrections, where: 'corrections.yaml' },
    { key: 'terms', named: lesson.terms, known: lists.glossary, where: 'glossary.yaml' },
    { key: 'covers', named: lesson.covers, known: lists.inventory, where: 'inventory.tsv' },
  ];
  const terms = [...lists.glossary.values()];
  for (const { key, named, known, where } of references)
    for (const [i, name] of named.entries())
      if (!known.has(name)) {
        const line = lineOf(named) === 1 ? lineOf(lesson, key) : lineOf(named, i);
        const term = key === 'terms' ? terms.find(({ aliases }) => aliases.includes(name))?.term : undefined;
        const fix =
          term === undefined
            ? near(name, known.keys(), `add it to a ${where} beside the lesson`)
            : `the glossary has it as "${term}": write that`;
        addProblem(report, line, `"${name}" is not in ${where}`, fix);
      }
}

function checkQuestion(step: QuestionStep, lesson: Lesson, report: Report): void {
  const wrong = (message: string, fix: string) => addProblem(report, step.line, `question ${step.id} ${message}`, fix);
  const ids = step.choices.map(choice => choice.id);
  if (ids.length < 2) wrong('has fewer than two choices', 'add choices with { id, text, why }');
  if (new Set(ids).size < ids.length) wrong('has two choices of one id', 'call them a, b, c');
  if (step.choices.filter(choice => choice.correct).length !== 1)
    wrong('needs exactly one correct choice', 'write correct: true at the right one');
  if (step.before === null) return;
  const index = lesson.steps.indexOf(step);
  const at = lesson.steps.findIndex(s => s.id === step.before);
  const judged = lesson.steps[at];
  if (at > index && judged?.type === 'action') {
    for (const { trueWhen } of step.choices)
      if (trueWhen) checkTest(trueWhen, step.line, testContextOf(judged), report);
  } else {
    wrong(
      `is asked before "${step.before}", which is no later action`,
      suggest(
        step.before,
        lesson.steps.slice(index).flatMap(s => (s.type === 'action' ? [s.id] : [])),
      ),
    );
  }
}
