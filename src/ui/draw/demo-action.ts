/** An action on the big screen: what will be done; then the calls, the facts that changed, and whether the claims hold. */

import type { ActionStep } from '../../lesson/lesson.ts';
import { skippedSentence } from '../../session/sentences/steps.ts';
import type { StepResult } from '../../session/state.ts';
import type { MarkdownRenderer } from '../text/markdown.ts';
import { cut, oneLine } from '../text/text.ts';
import { mark, theme } from '../text/theme.ts';
import type { DrawnCall } from './calls.ts';
import { bigFacts, type PinnedFact } from './demo-facts.ts';
import type { DemoForm } from './demo-form.ts';
import { sentenceLines } from './demo-letters.ts';
import { demoVerdict } from './demo-question.ts';
import { opText, type Paths } from './ops.ts';
import { marked, rich } from './prose.ts';
import type { QuestionView } from './question.ts';
import { type OutputView, outputPane } from './terminal.ts';
import { type UsageView, usageLines } from './usage.ts';

export interface DemoActionView {
  step: ActionStep;
  /** Null before anything is known. */
  result: StepResult | null;
  /** The process that it is about is there: that of an experiment is made when it begins. */
  there: boolean;
  facts: PinnedFact[];
  working: boolean;
  paths: Paths;
  /** Null without a cgroup. */
  usage: UsageView | null;
  /** Of this step, those that are ours left out. */
  calls: readonly DrawnCall[];
  /** What the step is about. */
  name: string | null;
  output: OutputView;
  /** Predictions that it judges. */
  predictions: readonly QuestionView[];
  /** Null until loaded. */
  markdown: MarkdownRenderer | null;
}

const CALLS = 3;
const PRINTED = 4;
const OPS = 6;

export function demoAction(view: DemoActionView, form: DemoForm, columns: number): string[][] {
  const { result } = view;
  if (result?.skipped) return [marked(theme.bad(mark.skipped), oneLine(skippedSentence(result.skipped)), columns)];
  return result && isOver(result) ? after(view, result, form, columns) : before(view, form, columns);
}

function isOver(result: StepResult): boolean {
  return result.ok !== null || result.blocked === true;
}

function before(view: DemoActionView, form: DemoForm, columns: number): string[][] {
  const { step, working, paths, there, markdown } = view;
  const ops = step.do.map(op => theme.code(cut(`${mark.todo} ${opText(op, paths).replace('{apps} ', '')}`, columns)));
  return [
    step.ask === undefined ? [] : rich(markdown, step.ask, columns).map(line => theme.title(line)),
    there ? bigFacts(view.facts, columns, form) : [],
    ops.slice(0, OPS),
    there && working ? usageLines(view.usage, columns).slice(1) : [],
    [theme.quiet(working ? 'the kernel is asked …' : 'Enter: the kernel is asked')],
  ];
}

function after(view: DemoActionView, result: StepResult, form: DemoForm, columns: number): string[][] {
  const { refused } = result;
  return [
    refused ? marked(theme.cause(mark.refused), `refused here: ${refused.message}: ${refused.why}`, columns) : [],
    callLines(view, form, columns),
    bigFacts(view.facts, columns, form),
    printedLines(view.output, columns),
    ...(form.details ? [usageLines(view.usage, columns).slice(1)] : []),
    view.predictions.flatMap(q => demoVerdict(q, form, columns)),
    claimLines(view.step, result, form, columns),
  ];
}

function claimLines(
  { expect, unchanged }: ActionStep,
  { expects }: StepResult,
  form: DemoForm,
  columns: number,
): string[] {
  if (form.details) return expects.flatMap(e => marked(signOf(e.ok), e.text, columns));
  const all = expect.length + unchanged.length;
  const held = expects.filter(e => e.ok).length;
  return marked(signOf(held === all), `${held} of ${all} claims hold`, columns);
}

function signOf(ok: boolean | null): string {
  if (ok === null) return theme.quiet(mark.open);
  return ok ? theme.good(mark.good) : theme.bad(mark.bad);
}

/** The calls that the step was about: refusals, those by its name, else the last ones. */
function callLines({ calls, name }: DemoActionView, form: DemoForm, columns: number): string[] {
  const about = name ?? '';
  const weight = (call: DrawnCall): number =>
    (call.errno === null ? 0 : 4) + (call.args.includes(about) ? 2 : 0) + (call.name === about ? 1 : 0);
  const chosen = [...calls].sort((a, b) => weight(b) - weight(a) || b.seq - a.seq).slice(0, CALLS);
  const alone = chosen.length === 1 && form.letters === 'whole';
  return chosen.sort((a, b) => a.seq - b.seq).flatMap(call => callLine(call, alone, form, columns));
}

/** One that stands alone is spoken as a sentence. */
function callLine({ name, args, ret, errno }: DrawnCall, alone: boolean, form: DemoForm, columns: number): string[] {
  const made = oneLine(`${name}(${args})`);
  const returned = ` = ${ret}${errno === null ? '' : ` ${errno}`}`;
  const paint = errno === null ? theme.good : theme.bad;
  if (alone) return sentenceLines(`${made}${returned}`, form, columns).map(line => paint(line));
  return [`${theme.code(cut(made, columns - 16))}${paint(returned)}`];
}

function printedLines(output: OutputView, columns: number): string[] {
  const { lines } = outputPane(output, { columns: columns - 2, rows: PRINTED });
  return lines.filter(line => line !== '').map(line => `${theme.rule('│')} ${line}`);
}
