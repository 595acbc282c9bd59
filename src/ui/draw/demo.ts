/** The big screen of a class: a name in large letters, few lines, much room. The largest form that fits is drawn. */
import type { MarkdownRenderer } from '../text/markdown.ts';
import { cut, oneLine, windowOf, wrap } from '../text/text.ts';
import { theme } from '../text/theme.ts';
import { type DemoActionView, demoAction } from './demo-action.ts';
import { type DemoForm, FORMS, joined } from './demo-form.ts';
import { bannerLines, nameLines } from './demo-letters.ts';
import { demoQuestion } from './demo-question.ts';
import type { Size } from './layout.ts';
import { scrolled } from './pane.ts';
import { rich } from './prose.ts';
import type { QuestionView } from './question.ts';

export interface DemoView {
  /** The name that was asked for. */
  wanted: string;
  /** Null while everything before it is done; that takes a moment. */
  step: DemoStepView | null;
  scroll: number;
  /** Null until loaded. */
  markdown: MarkdownRenderer | null;
}

export interface DemoStepView {
  /** What it is about; null where the step does nothing. */
  name: string | null;
  title: string;
  body:
    | { type: 'read'; text: string }
    | { type: 'challenge'; task: string }
    | { type: 'question'; question: QuestionView }
    | { type: 'action'; action: DemoActionView };
}

/** Prose is not read from far away when it is wide. */
const PROSE = 76;

/** Exactly `size.rows` lines. */
export function demoLines(view: DemoView, size: Size): string[] {
  const { margin, lines } = demoDocument(view, size);
  const shown = scrolled(lines, view.scroll, size.rows - 1).lines;
  const indent = ' '.repeat(margin);
  return windowOf(['', ...shown.map(line => (line === '' ? '' : cut(`${indent}${line}`, size.columns)))], 0, size.rows);
}

/** All of it, in the form that is drawn. */
export function demoDocument(view: DemoView, size: Size): { margin: number; lines: string[] } {
  const margin = size.columns >= 100 ? 5 : 1;
  const columns = size.columns - 2 * margin;
  let lines: string[] = [];
  for (const form of FORMS) {
    lines = documentLines(view, form, columns);
    if (lines.length < size.rows) break;
  }
  return { margin, lines };
}

function documentLines(view: DemoView, form: DemoForm, columns: number): string[] {
  const { wanted, step } = view;
  if (!step) return [...nameLines(wanted, form, columns), '', theme.quiet('getting there …')];
  const gap = form.airy ? ['', ''] : [''];
  return joined([bannerLines(step.name, step.title, form, columns), ...bodyLines(view, step, form, columns)], gap);
}

function bodyLines({ markdown }: DemoView, { body }: DemoStepView, form: DemoForm, columns: number): string[][] {
  const narrow = Math.min(columns, PROSE);
  switch (body.type) {
    case 'question':
      return demoQuestion(body.question, form, columns);
    case 'action':
      return demoAction(body.action, form, columns);
    case 'challenge':
      return [rich(markdown, body.task, narrow), [theme.quiet('A challenge for everybody. Enter goes on.')]];
    default:
      return [markdown?.(body.text, narrow) ?? wrap(oneLine(body.text), narrow)];
  }
}
