/** A challenge in the lesson pane: the task, hints and a solution scroll; below them the checklist follows the kernel and stays in view. */

import type { ChallengeStep } from '../../lesson/lesson.ts';
import type { Stars } from '../../lesson/stars.ts';
import type { ChallengeState } from '../../session/state.ts';
import type { MarkdownRenderer } from '../text/markdown.ts';
import { oneLine, wrap } from '../text/text.ts';
import { mark, theme } from '../text/theme.ts';
import { checklist } from './checklist.ts';
import type { Size } from './layout.ts';
import { commandLines } from './ops.ts';
import { heading, type LessonParts } from './pane.ts';
import { rich } from './prose.ts';

export interface ChallengeView {
  step: ChallengeStep;
  /** Null before anything is known of it. */
  challenge: ChallengeState | null;
  /** Nothing can be done in a recording. */
  recorded: boolean;
  /** A terminal has the keyboard. */
  typing: boolean;
  /** What comes next is a solution. */
  offersSolution: boolean;
  /** Null until loaded. */
  markdown: MarkdownRenderer | null;
}

export function challengeParts(view: ChallengeView, text: string[], size: Size): LessonParts {
  const pinned = checklist(view, size);
  const above = [...taskLines(view, size.columns), ...after(text), ...after(adviceLines(view, size.columns))];
  const told = toldLines(view, size.columns);
  const last = told.at(-1) ?? [];
  const document = [...above, ...told.flat()];
  return {
    document: size.rows - pinned.length < 2 ? [] : document,
    pinned,
    outcome: last.length === 0 ? 0 : document.length - last.length,
  };
}

function taskLines({ step, markdown }: ChallengeView, columns: number): string[] {
  return [heading('Your task'), ...rich(markdown, step.task, columns)];
}

function after(lines: string[]): string[] {
  return lines.length > 0 ? ['', ...lines] : [];
}

/** Nothing can be done in a recording. Solved, only what still can be. */
function adviceLines({ challenge, recorded }: ChallengeView, columns: number): string[] {
  if (recorded) return [];
  const solved = (challenge?.solved ?? null) !== null;
  const advice = [
    'The list below follows the kernel by itself.',
    't opens a terminal on this machine beside it; any other terminal works as well.',
    ...(solved ? ['Enter goes on.'] : ['i gives a hint. Enter goes on, solved or not.']),
  ];
  return advice.flatMap(line => wrap(line, columns)).map(line => theme.quiet(line));
}

/** What has come out so far, each with its heading: hints, success, a solution. */
function toldLines({ challenge, offersSolution, markdown }: ChallengeView, columns: number): string[][] {
  if (challenge === null) return [];
  const { hints, solved, solution } = challenge;
  const last = [
    ...(solved ? successLines(solved, offersSolution, columns) : []),
    ...(solution ? solutionText(solution, columns) : []),
  ];
  // The first is about what was observed then: beside the success it would be false.
  const lasting = solved ? hints.filter(({ grade }) => grade > 1) : hints;
  return [
    ...lasting.map(({ grade, text }) => ['', heading(`Hint ${grade} of 3`), ...rich(markdown, text, columns)]),
    ...(last.length > 0 ? [last] : []),
  ];
}

function successLines({ stars, of }: Stars, offered: boolean, columns: number): string[] {
  const more = stars < of ? ' A harder variant still wins its star.' : '';
  const offer = offered ? ' i shows one way to do it.' : '';
  return [
    '',
    theme.good(`${mark.good} Solved: the kernel has proven it`),
    ...wrap(`What it returned stands beside each line below.${more}${offer}`, columns),
  ];
}

function solutionText(lines: string[], columns: number): string[] {
  return [
    '',
    heading('One way to do it'),
    ...lines.flatMap(line => commandLines(oneLine(line), columns)),
    ...wrap('One line at a time: some start a shell for the next ones. y shows them whole, to copy.', columns).map(
      line => theme.quiet(line),
    ),
  ];
}
