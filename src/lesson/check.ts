/** Does a lesson use only known words, and does it hold together? Needs no root and touches nothing. */
import { constants } from 'node:os';
import { lineOfTest } from './expectation.ts';
import { FACT_KEYS } from './known.ts';
import type { ActionStep, ByHand, Expectation, Lesson, LessonOp, Operand, Predicate, QuestionStep } from './lesson.ts';
import { ARGUMENT_TEMPLATES, type Argument, BY_HAND_TEMPLATES, OPS } from './ops.ts';
import { type Problem, suggest } from './problem.ts';
import { complain, type Report } from './shape.ts';
import type { Words } from './words.ts';
import { lineOf } from './yaml.ts';

/** Checks one parsed lesson. Without `words`, corrections, terms and covers are not looked up. */
export function checkLesson(lesson: Lesson, words?: Words): Problem[] {
  const report: Report = { file: lesson.file, problems: [] };
  checkNames(lesson, report);
  if (words !== undefined) checkReferences(lesson, words, report);
  for (const [i, key] of lesson.watch.entries()) checkFact(key, lineOf(lesson.watch, i), report);
  for (const reading of lesson.reading)
    if ('man' in reading && !/^[\w.+-]+\(\d\w*\)$/.test(reading.man))
      complain(report, lineOf(reading), `"${reading.man}" is not a manual page`, 'write it like "mount(2)"');
  for (const step of lesson.steps) {
    if (step.type === 'action') checkAction(step, report);
    if (step.type === 'question') checkQuestion(step, lesson, report);
  }
  return report.problems;
}

function checkNames(lesson: Lesson, report: Report): void {
  if (!/^\d\d-[a-z0-9]+(-[a-z0-9]+)*$/.test(lesson.id))
    complain(
      report,
      1,
      `"${lesson.id}" is not a lesson's name`,
      'call the file NN-name.md: two digits, then small letters and hyphens',
    );
  if (lesson.notesStep !== null && ![1, 2, 3, 4, 5, 6].includes(lesson.notesStep))
    complain(
      report,
      lineOf(lesson, 'notesStep'),
      `the notes have no step ${lesson.notesStep}`,
      'write 1 to 6, or leave it out',
    );
  if (lesson.steps.length === 0)
    complain(report, lineOf(lesson, 'steps'), 'the lesson has no steps', 'add at least one step');
  const seen = new Set<string>();
  for (const step of lesson.steps) {
    if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(step.id))
      complain(
        report,
        lineOf(step, 'id'),
        `"${step.id}" is not a step's name`,
        'use small letters, digits and hyphens',
      );
    if (seen.has(step.id))
      complain(report, lineOf(step, 'id'), `two steps are called "${step.id}"`, 'rename one of them, and its section');
    seen.add(step.id);
  }
}

function checkReferences(lesson: Lesson, words: Words, report: Report): void {
  const lists = [
    { key: 'corrections', named: lesson.corrections, known: words.corrections, where: 'corrections.yaml' },
    { key: 'terms', named: lesson.terms, known: words.glossary, where: 'glossary.yaml' },
    { key: 'covers', named: lesson.covers, known: words.inventory, where: 'inventory.tsv' },
  ];
  for (const { key, named, known, where } of lists)
    for (const [i, name] of named.entries())
      if (!known.has(name)) {
        const line = lineOf(named) === 1 ? lineOf(lesson, key) : lineOf(named, i);
        complain(report, line, `"${name}" is not in ${where}`, near(name, known.keys(), `add it to ${where}`));
      }
}

function checkQuestion(step: QuestionStep, lesson: Lesson, report: Report): void {
  const wrong = (message: string, fix: string) => complain(report, step.line, `question ${step.id} ${message}`, fix);
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
    for (const { trueWhen } of step.choices) if (trueWhen) checkTest(trueWhen, step.line, judged, report);
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

function checkAction(step: ActionStep, report: Report): void {
  const missing = (key: string, why: string) => complain(report, step.line, `action ${step.id} has no ${key}`, why);
  if (step.do.length === 0) missing('ops', 'add at least one op to "do"');
  if (step.expect.length === 0) missing('expectation', 'add one to "expect" that is false before the action');
  if (step.byHand.length === 0) missing('byHand line', 'show the same thing by hand, with { run, shows, where }');
  for (const op of step.do) checkOp(op, step, report);
  for (const expectation of [...step.expect, ...step.unchanged]) checkExpectation(expectation, step, report);
  for (const line of step.byHand) checkByHand(line, report);
}

function checkOp(op: LessonOp, step: ActionStep, report: Report): void {
  const shape = OPS[op.op];
  if (shape === undefined) {
    complain(report, lineOf(op, 'op'), `unknown op "${op.op}"`, suggest(op.op, Object.keys(OPS)));
    return;
  }
  for (const [name, value] of Object.entries(op.args)) {
    const argument = shape.args[name];
    const line = lineOf(op, name);
    const known = Object.keys(shape.args);
    if (argument === undefined)
      complain(
        report,
        line,
        `${op.op} takes no argument "${name}"`,
        known.length === 0 ? 'it takes none: leave it out' : suggest(name, known),
      );
    else checkArgument(op.op, name, argument, value, line, report);
  }
  const misspelt = Object.keys(op.args).some(name => shape.args[name] === undefined);
  for (const [name, argument] of Object.entries(shape.args))
    if (!misspelt && argument.required === true && op.args[name] === undefined)
      complain(report, lineOf(op), `${op.op} has no "${name}"`, `add ${name}: …`);
  if (shape.needsOne === true && Object.keys(op.args).length === 0)
    complain(
      report,
      lineOf(op),
      `${op.op} sets nothing`,
      `give at least one of: ${Object.keys(shape.args).join(', ')}`,
    );
  if (op.op === 'start-app' && step.scope === 'aside')
    complain(report, lineOf(op), 'an aside cannot start the app', 'use exec, or scope: main');
  if (op.expectErrno !== undefined) checkErrno(op.expectErrno, lineOf(op, 'expectErrno'), report);
  if (op.otherwise !== undefined) {
    checkErrno(op.otherwise.errno, lineOf(op, 'otherwise'), report);
    for (const other of op.otherwise.do) checkOp(other, step, report);
  }
}

function checkArgument(
  op: string,
  name: string,
  argument: Argument,
  value: string | number | string[],
  line: number,
  report: Report,
): void {
  const wrong = (fix: string) => complain(report, line, `${op}: "${name}" cannot be ${JSON.stringify(value)}`, fix);
  const items = Array.isArray(value) ? value : typeof value === 'string' ? [value] : [];
  checkTemplates(items.join(' '), ARGUMENT_TEMPLATES, line, report);
  const isPath = (path: string) =>
    path === '.' || (/^(\/|\{(rootfs|layers|lower|cgroup|apps)\})/.test(path) && !path.split('/').includes('..'));
  switch (argument.type) {
    case 'text':
      if (typeof value !== 'string') wrong('write a text in quotes');
      return;
    case 'list':
      if (!Array.isArray(value)) wrong('write a list: [a, b]');
      return;
    case 'path':
      if (typeof value !== 'string' || !isPath(value)) wrong('write an absolute path without "..", or "."');
      return;
    case 'paths':
      if (!Array.isArray(value) || !value.every(isPath)) wrong('write a list of absolute paths: [/a, /b]');
      return;
    case 'flags':
      if (!Array.isArray(value)) wrong('write a list of flags: [A, B]');
      else
        for (const flag of value)
          if (argument.choices?.includes(flag) !== true)
            complain(report, line, `${op}: unknown flag "${flag}"`, suggest(flag, argument.choices ?? []));
      return;
    case 'word':
      if (typeof value !== 'string' || argument.choices?.includes(value) !== true)
        wrong(suggest(String(value), argument.choices ?? []));
      return;
    case 'size':
      if (typeof value !== 'number') wrong('write a number of bytes, or a size such as 64M');
      return;
    case 'fact':
      checkFact(String(value), line, report);
      return;
    case 'count':
      if (typeof value !== 'number' || !Number.isInteger(value) || value < 1) wrong('write a whole number from 1 up');
      return;
    case 'percent':
      if (!(typeof value === 'number' ? value > 0 : /^[1-9]\d*%$/.test(String(value))))
        wrong('write a part of one CPU, such as 20%');
      return;
    case 'mode':
      if (typeof value !== 'string' || !/^[0-7]{3,4}$/.test(value))
        wrong('write octal digits in quotes, such as "755"');
  }
}

function checkExpectation(expectation: Expectation, step: ActionStep, report: Report): void {
  const line = lineOf(expectation);
  if (expectation.says !== '' && !/[.?!]$/.test(expectation.says.trim()))
    complain(report, line, `"${expectation.says}" is not a sentence`, 'end it with a full stop');
  checkTest(expectation.test, line, step, report);
}

function checkTest(test: Predicate, around: number, step: ActionStep, report: Report): void {
  const line = lineOfTest(test, around);
  if ('all' in test || 'any' in test) {
    for (const inner of 'all' in test ? test.all : test.any) checkTest(inner, line, step, report);
  } else if ('not' in test) {
    checkTest(test.not, line, step, report);
  } else if ('errno' in test) {
    checkErrno(test.errno, line, report);
    if (step.do.at(-1)?.expectErrno !== test.errno)
      complain(
        report,
        line,
        `the last op of ${step.id} does not want ${test.errno}`,
        `give it expectErrno: ${test.errno}`,
      );
  } else {
    checkFact(test.fact, line, report);
    checkSubject(test.of, line, step, report);
    const operand = 'eq' in test.is ? test.is.eq : 'ne' in test.is ? test.is.ne : undefined;
    if (isFactOperand(operand)) {
      checkFact(operand.fact, lineOf(operand), report);
      checkSubject(operand.of, lineOf(operand), step, report);
    }
    if ('matches' in test.is) checkPattern(test.is.matches, line, report);
    if ('error' in test.is) checkErrno(test.is.error, line, report);
  }
}

const isFactOperand = (operand: Operand | undefined): operand is Extract<Operand, { fact: string }> =>
  typeof operand === 'object' && !Array.isArray(operand);

function checkSubject(of: string, line: number, step: ActionStep, report: Report): void {
  const allowed = step.scope === 'aside' ? ['aside', 'host'] : ['stage', 'app', 'host'];
  if (!allowed.includes(of))
    complain(
      report,
      line,
      `in ${step.scope === 'aside' ? 'an aside' : 'a main action'} there is no subject "${of}"`,
      `use one of: ${allowed.join(', ')}`,
    );
}

function checkByHand(line: ByHand, report: Report): void {
  checkPattern(line.shows, lineOf(line, 'shows'), report);
  const templates = line.where === 'live' ? BY_HAND_TEMPLATES : [];
  checkTemplates(line.run, templates, lineOf(line, 'run'), report);
}

function checkTemplates(text: string, known: readonly string[], line: number, report: Report): void {
  for (const match of text.matchAll(/(?<!\$)\{([a-z]+(?:\.[a-z]+)?)\}/g)) {
    const name = match[1] ?? '';
    if (known.includes(name)) continue;
    const fix =
      known.length === 0
        ? 'a line with where: own stands alone; write the value out, or use where: live'
        : suggest(name, known);
    complain(report, line, `nothing stands for {${name}} here`, fix);
  }
}

function checkFact(key: string, line: number, report: Report): void {
  if (!FACT_KEYS.has(key))
    complain(report, line, `unknown fact "${key}"`, near(key, FACT_KEYS, 'the keys are listed in lessons/README.md'));
}

function checkErrno(name: string, line: number, report: Report): void {
  const known = Object.keys(constants.errno);
  if (!known.includes(name))
    complain(report, line, `unknown error "${name}"`, near(name, known, 'write its name, such as EBUSY'));
}

function checkPattern(pattern: string, line: number, report: Report): void {
  try {
    new RegExp(pattern, 'm');
  } catch (error) {
    complain(
      report,
      line,
      `"${pattern}" is not a regular expression: ${(error as Error).message}`,
      'mend it; in double quotes write \\\\ for one backslash',
    );
  }
}

function near(word: string, known: Iterable<string>, otherwise: string): string {
  const fix = suggest(word, known);
  return fix.startsWith('did') ? fix : otherwise;
}
