/** The big screen of a class: a name in large letters, few lines, much room. The largest form that fits is drawn. */
import type { ActionStep, QuestionStep, Step } from '../../lesson/lesson.ts';
import type { EventOf } from '../../session/events.ts';
import { demoAction, demoPrimitive, pinnedFacts } from '../state/demo.ts';
import { currentLesson, currentStep, type Model } from '../state/model.ts';
import { answerOf, letterAt, questionsBefore } from '../state/question.ts';
import type { Size } from '../state/view.ts';
import { bigText } from '../text/big-text.ts';
import { cut, oneLine, windowOf, wrap } from '../text/text.ts';
import { mark, theme } from '../text/theme.ts';
import { bigFacts } from './demo-facts.ts';
import { opText } from './ops.ts';
import { scrolled } from './pane.ts';
import { marked, rich } from './question.ts';
import { outputPane } from './terminal.ts';
import { usageLines } from './usage.ts';

/** How much is drawn how large, from the largest to the smallest. */
export const FORMS = [
  { letters: 'whole', facts: 'big', airy: true, details: true },
  { letters: 'half', facts: 'big', airy: true, details: true },
  { letters: 'half', facts: 'first', airy: true, details: true },
  { letters: 'half', facts: 'plain', airy: true, details: true },
  { letters: 'half', facts: 'plain', airy: true, details: false },
  { letters: 'half', facts: 'plain', airy: false, details: false },
  { letters: 'none', facts: 'plain', airy: false, details: false },
] as const;

export type Form = (typeof FORMS)[number];

/** Prose is not read from far away when it is wide. */
const PROSE = 76;
const CALLS = 3;
const PRINTED = 4;

/** Exactly `size.rows` lines. */
export function demoLines(model: Model, size: Size): string[] {
  const { margin, lines } = demoDocument(model, size);
  const shown = scrolled(lines, model.view.scroll.lesson, size.rows - 1).lines;
  const indent = ' '.repeat(margin);
  return windowOf(['', ...shown.map(line => (line === '' ? '' : cut(`${indent}${line}`, size.columns)))], 0, size.rows);
}

export function demoDocument(model: Model, size: Size): { margin: number; lines: string[] } {
  const margin = size.columns >= 100 ? 5 : 1;
  const columns = size.columns - 2 * margin;
  let lines: string[] = [];
  for (const form of FORMS) {
    lines = documentLines(model, form, columns);
    if (lines.length < size.rows) break;
  }
  return { margin, lines };
}

function documentLines(model: Model, form: Form, columns: number): string[] {
  const step = currentStep(model);
  if (!step) return arriving(model, form, columns);
  const gap = form.airy ? ['', ''] : [''];
  return joined([banner(model, step, form, columns), ...bodyOf(model, step, form, columns)], gap);
}

/** Everything before it is done at once; that takes a moment. */
function arriving({ view }: Model, form: Form, columns: number): string[] {
  const name = view.primitive ?? '';
  return [...nameLines(name, form, columns), '', theme.quiet('getting there …')];
}

/** In the largest letters that fit, on two lines if need be. */
function nameLines(name: string, { letters }: Form, columns: number): string[] {
  const two = /^(.*[-_.])(.+)$/.exec(name)?.slice(1) ?? [];
  if (letters === 'none') return [theme.focus(oneLine(name))];
  const forms = [
    letters === 'whole' ? bigText(name, columns, 'whole') : null,
    bigText(name, columns, 'half'),
    stacked(two, columns),
  ];
  return (forms.find(lines => lines !== null) ?? [oneLine(name)]).map(line => theme.focus(line));
}

function stacked(parts: string[], columns: number): string[] | null {
  const lines = parts.map(part => bigText(part, columns, 'half'));
  return parts.length === 0 || lines.includes(null) ? null : lines.flatMap(part => part ?? []);
}

function bodyOf(model: Model, step: Step, form: Form, columns: number): string[][] {
  if (step.type === 'question') return questionBody(model, step, form, columns);
  if (step.type === 'action') return actionBody(model, step, form, columns);
  if (step.type === 'challenge')
    return [
      rich(model, step.task, Math.min(columns, PROSE)),
      [theme.quiet('A challenge for everybody. Enter goes on.')],
    ];
  return [proseLines(model, step, Math.min(columns, PROSE))];
}

/** The name of what is shown; where a step is no deed, its title. */
function banner(model: Model, step: Step, form: Form, columns: number): string[] {
  const name = demoPrimitive(model)?.name;
  const text = oneLine(step.type === 'question' ? (demoAction(model)?.title ?? step.title) : step.title);
  const title = spoken(text, form, columns).map(line => theme.title(line));
  if (name === undefined || form.letters === 'none') return title;
  // `fork-bomb` in large letters, and again in “A fork bomb”, would be twice the same
  if (words(text).includes(words(name)))
    return [...nameLines(name, form, columns), '', ...wrap(text, columns).map(line => theme.title(line))];
  return [...nameLines(name, form, columns), '', ...title];
}

function words(text: string): string {
  return text.toLowerCase().replaceAll(/[-_.]/g, ' ');
}

/** In the largest form also a sentence has large letters, where it fits. */
function spoken(text: string, form: Form, columns: number): string[] {
  return (form.letters === 'whole' ? bigText(text, columns, 'half') : null) ?? wrap(text, columns);
}

function questionBody(model: Model, question: QuestionStep, form: Form, columns: number): string[][] {
  const right = answerOf(model, question)?.judged?.right ?? null;
  const choices = question.choices.map((choice, i) => {
    const good = right?.includes(choice.id) ?? false;
    const sign = right === null ? ' ' : good ? theme.good(mark.good) : theme.quiet(mark.open);
    return rich(model, choice.text, columns - 8).map((line, n) => {
      const text = right === null ? line : good ? theme.good(line) : theme.quiet(line);
      return n === 0 ? `${sign} ${theme.key(letterAt(i))}   ${text}` : `      ${text}`;
    });
  });
  const letters = question.choices.map((_, i) => letterAt(i)).join(', ');
  const then = question.before === null ? 'Enter goes on' : 'Enter: then we ask the kernel';
  return [
    rich(model, question.question, columns).map(line => theme.title(line)),
    joined(choices, form.airy ? [''] : []),
    right === null
      ? [`${theme.cause(`Hands up: ${letters}?`)}   ${theme.quiet(then)}`]
      : why(model, question, right, columns),
  ];
}

function why(model: Model, question: QuestionStep, right: string[], columns: number): string[] {
  const chosen = question.choices.find(c => right.includes(c.id));
  return chosen ? rich(model, chosen.why, columns) : [];
}

function actionBody(model: Model, step: ActionStep, form: Form, columns: number): string[][] {
  const result = model.session.results[`${model.session.lesson}/${step.id}`];
  const done = result !== undefined && (result.ok !== null || result.blocked === true || result.skipped !== undefined);
  // an experiment's process is made when it begins
  const there = done || step.scope === 'main' || model.session.subjects.aside !== undefined;
  const facts = there ? bigFacts(pinnedFacts(model), columns, form) : [];
  if (!done)
    return [
      step.ask === undefined ? [] : rich(model, step.ask, columns).map(line => theme.title(line)),
      facts,
      [
        ...step.do.map(op =>
          theme.code(cut(`${mark.todo} ${opText(op, model.session).replace('{apps} ', '')}`, columns)),
        ),
      ].slice(0, 6),
      there && model.working ? usageLines(model, columns).slice(1) : [],
      [theme.quiet(model.working ? 'the kernel is asked …' : 'Enter: the kernel is asked')],
    ];
  const all = [...step.expect, ...step.unchanged].length;
  const { refused, skipped } = result;
  if (skipped)
    return [
      marked(
        theme.bad(mark.skipped),
        `skipped: it rests on ${oneLine(skipped.because)}, which did not succeed: ${oneLine(skipped.message)}`,
        columns,
      ),
    ];
  const held = result.expects.filter(e => e.ok).length;
  const claims = form.details
    ? result.expects.flatMap(e => marked(signOf(e.ok), e.text, columns))
    : marked(held === all ? signOf(true) : signOf(false), `${held} of ${all} claims hold`, columns);
  return [
    refused ? marked(theme.cause(mark.refused), `refused here: ${refused.message}: ${refused.why}`, columns) : [],
    callLines(model, form, columns),
    facts,
    printed(model, columns),
    ...(form.details ? [usageLines(model, columns).slice(1)] : []),
    questionsBefore(model, step.id).flatMap(q => verdict(model, q, form, columns)),
    claims,
  ];
}

function signOf(ok: boolean | null): string {
  if (ok === null) return theme.quiet(mark.open);
  return ok ? theme.good(mark.good) : theme.bad(mark.bad);
}

/** What the class was asked, answered by the kernel. */
function verdict(model: Model, question: QuestionStep, form: Form, columns: number): string[] {
  const right = answerOf(model, question)?.judged?.right;
  if (right === undefined) return [];
  return question.choices.flatMap((choice, i) =>
    right.includes(choice.id)
      ? [
          ...rich(model, choice.text, columns - 18).map((line, n) =>
            n === 0
              ? `${theme.good('The answer:')} ${theme.key(letterAt(i))}   ${theme.title(line)}`
              : `${' '.repeat(16)}${line}`,
          ),
          ...(form.details
            ? rich(model, choice.why, columns - 16).map(line => `${' '.repeat(16)}${theme.quiet(line)}`)
            : []),
        ]
      : [],
  );
}

/** The calls that the step was about: refusals, those by its name, else the last ones. */
function callLines(model: Model, form: Form, columns: number): string[] {
  const { syscalls, stepFirstSeq } = model.session;
  // ptrace is ours: it says when the program has begun
  const calls = syscalls.filter(call => call.seq >= stepFirstSeq && call.name !== 'ptrace');
  const name = demoPrimitive(model)?.name ?? '';
  const weight = (call: EventOf<'syscall'>): number =>
    (call.errno === null ? 0 : 4) + (call.args.includes(name) ? 2 : 0) + (call.name === name ? 1 : 0);
  const chosen = [...calls].sort((a, b) => weight(b) - weight(a) || b.seq - a.seq).slice(0, CALLS);
  return chosen
    .sort((a, b) => a.seq - b.seq)
    .flatMap(({ name: call, args, ret, errno }, _i, all) => {
      const made = oneLine(`${call}(${args})`);
      const returned = ` = ${ret}${errno === null ? '' : ` ${errno}`}`;
      const paint = errno === null ? theme.good : theme.bad;
      if (all.length === 1 && form.letters === 'whole')
        return spoken(`${made}${returned}`, form, columns).map(line => paint(line));
      return [`${theme.code(cut(made, columns - 16))}${paint(returned)}`];
    });
}

function printed(model: Model, columns: number): string[] {
  const { lines } = outputPane(model, { columns: columns - 2, rows: PRINTED });
  return lines.filter(line => line !== '').map(line => `${theme.rule('│')} ${line}`);
}

function proseLines(model: Model, step: Step, columns: number): string[] {
  const lesson = currentLesson(model);
  const intro = lesson?.steps[0] === step && lesson.intro.trim() !== '' ? `${lesson.intro}\n\n` : '';
  return model.markdown?.(`${intro}${step.text}`, columns) ?? wrap(oneLine(step.text), columns);
}

/** The parts that there are, with a gap between two. */
function joined(parts: string[][], gap: string[]): string[] {
  return parts.filter(part => part.length > 0).flatMap((part, i) => (i === 0 ? part : [...gap, ...part]));
}
