/** A question on the big screen: a class shows hands; then the kernel answers. */
import { mark, theme } from '../text/theme.ts';
import { type DemoForm, joined } from './demo-form.ts';
import { rich } from './prose.ts';
import { letterAt, type QuestionView } from './question.ts';

export function demoQuestion(view: QuestionView, form: DemoForm, columns: number): string[][] {
  const { question, answer, markdown } = view;
  const right = answer?.judged?.right ?? null;
  const choices = question.choices.map((choice, i) => {
    const good = right?.includes(choice.id) ?? false;
    const sign = right === null ? ' ' : good ? theme.good(mark.good) : theme.quiet(mark.open);
    return rich(markdown, choice.text, columns - 8).map((line, n) => {
      const text = right === null ? line : good ? theme.good(line) : theme.quiet(line);
      return n === 0 ? `${sign} ${theme.key(letterAt(i))}   ${text}` : `      ${text}`;
    });
  });
  return [
    rich(markdown, question.question, columns).map(line => theme.title(line)),
    joined(choices, form.airy ? [''] : []),
    right === null ? [handsLine(view)] : whyLines(view, right, columns),
  ];
}

function handsLine({ question }: QuestionView): string {
  const letters = question.choices.map((_, i) => letterAt(i)).join(', ');
  const then = question.before === null ? 'Enter goes on' : 'Enter: then we ask the kernel';
  return `${theme.cause(`Hands up: ${letters}?`)}   ${theme.quiet(then)}`;
}

function whyLines({ question, markdown }: QuestionView, right: readonly string[], columns: number): string[] {
  const chosen = question.choices.find(c => right.includes(c.id));
  return chosen ? rich(markdown, chosen.why, columns) : [];
}

/** What the class was asked, answered by the kernel. */
export function demoVerdict({ question, answer, markdown }: QuestionView, form: DemoForm, columns: number): string[] {
  const right = answer?.judged?.right;
  if (right === undefined) return [];
  const indent = ' '.repeat(16);
  return question.choices.flatMap((choice, i) =>
    right.includes(choice.id)
      ? [
          ...rich(markdown, choice.text, columns - 18).map((line, n) =>
            n === 0
              ? `${theme.good('The answer:')} ${theme.key(letterAt(i))}   ${theme.title(line)}`
              : `${indent}${line}`,
          ),
          ...(form.details
            ? rich(markdown, choice.why, columns - 16).map(line => `${indent}${theme.quiet(line)}`)
            : []),
        ]
      : [],
  );
}
