/** A challenge in the lesson pane: the task, hints and a solution scroll; below them the checklist follows the kernel and stays in view. */
import type { ChallengeStep } from '../../lesson/lesson.ts';
import { type Stars, starSymbols, starsOf, starWords } from '../../lesson/stars.ts';
import type { Candidate, Checked, Unclaimed } from '../../session/events.ts';
import type { ChallengeState } from '../../session/state.ts';
import { challengeOf, solutionNext } from '../state/checklist.ts';
import type { Model } from '../state/model.ts';
import type { Size } from '../state/view.ts';
import { columnsOf, cut, cutStart, oneLine, wrap } from '../text/text.ts';
import { mark, type Paint, theme } from '../text/theme.ts';
import type { LessonParts } from './lesson.ts';
import { commandLines } from './ops.ts';
import { heading } from './pane.ts';
import { rich } from './question.ts';

/** Lines that the task keeps, where there are that many. */
const TASK = 8;

/** Where a sentence and what the kernel returned share one line. */
const WIDE = 60;

/**
 * How much room a check has: its sentence and below it what the kernel returned; two lines for both, where the sentence leaves one;
 * or, as far as it fits, one.
 */
type Room = 'whole' | 'two' | 'one';

export function challengeParts(model: Model, step: ChallengeStep, text: string[], size: Size): LessonParts {
  const pinned = checklist(model, step, size);
  const above = [
    ...taskLines(model, step, size.columns),
    ...after(text),
    ...after(adviceLines(model, step, size.columns)),
  ];
  const told = toldLines(model, step, size.columns);
  const last = told.at(-1) ?? [];
  const document = [...above, ...told.flat()];
  return {
    document: size.rows - pinned.length < 2 ? [] : document,
    pinned,
    outcome: last.length === 0 ? 0 : document.length - last.length,
  };
}

/** The largest form that leaves room for the task. */
function checklist(model: Model, step: ChallengeStep, size: Size): string[] {
  const lines = (room: Room) => checklistLines(model, step, size.columns, room);
  const large = [lines('whole'), lines('two')].find(form => form.length <= size.rows - TASK);
  if (large) return large;
  const small = lines('one');
  return small.length + 2 < size.rows ? ['', ...small] : small;
}

/** Of the same height whatever the kernel shows, so that nothing jumps. */
export function checklistLines(model: Model, step: ChallengeStep, columns: number, room: Room): string[] {
  const challenge = challengeOf(model.session, step);
  const checks = step.checks.map((e, i) => challenge?.checks[i] ?? { ok: false, text: e.says, got: '' });
  const stars = step.stars.map((e, i) => challenge?.stars[i] ?? { ok: false, text: e.says, got: '' });
  const { afterwards } = step;
  const gone = challenge?.afterwards ?? { ok: false, text: afterwards ?? '' };
  // a cross is for what is there and not so
  const missing = challenge?.candidate ? theme.bad(mark.bad) : theme.quiet(mark.open);
  const airy = room === 'whole' ? [''] : [];
  return [
    ...(room === 'one' ? [] : ['', heading('What the kernel shows')]),
    ...head(model, challenge, starsOf(step), columns),
    ...airy,
    ...checks.flatMap(c => checkLines(c, c.ok ? theme.good(mark.good) : missing, columns, room)),
    ...(afterwards === null ? [] : goneLine(gone, columns)),
    ...(stars.length > 0 ? airy : []),
    ...stars.flatMap(c => checkLines(c, c.ok ? theme.star(mark.star) : theme.quiet(mark.noStar), columns, room)),
  ];
}

function head(model: Model, challenge: ChallengeState | null, of: number, columns: number): string[] {
  const { candidate = null, candidates = 0, solved = null, unclaimed = null } = challenge ?? {};
  const seen = solved?.seen ? ' (after a look at the solution)' : '';
  const won = starSymbols(solved ?? { stars: 0, of });
  const words = solved ? starWords(solved) + seen : `${of === 1 ? '1 star' : `${of} stars`} to win`;
  const asks = unclaimed !== null && model.playback === null;
  const question = asks ? questionText(unclaimed, model.view.typing, columns - of - 1) : words;
  const stars = `${theme.star(won)} ${question}`;
  if (solved) {
    const by = candidate === null ? '' : ` by ${whoText(candidate, columns - 12)}`;
    return [theme.solved(cut(` ${mark.good} SOLVED${by} `, columns)), cut(stars, columns)];
  }
  return [cut(watching(model, candidate, candidates, columns), columns), cut(stars, columns)];
}

/** Of a stranger: in full where there is room. The question itself is never cut. */
function questionText({ pid, name, parent }: Unclaimed, typing: boolean, columns: number): string {
  const key = typing ? 'Ctrl-], y' : 'y';
  const what = pid === undefined ? `cgroup ${oneLine(name)}` : `PID ${pid} (${oneLine(name)})`;
  const by = parent === undefined ? '' : `, parent ${parent.pid} (${oneLine(parent.name)})`;
  const full = `looks like it: ${what}${by}. ${theme.title(`Yours? (${key})`)}`;
  return columnsOf(full) <= columns ? full : cut(`${theme.title(`Yours? (${key})`)} ${what}${by}`, columns);
}

function watching(model: Model, candidate: Candidate | null, candidates: number, columns: number): string {
  const sign = theme.cause(mark.begun);
  if (candidate === null) {
    const live = model.playback === null;
    return `${sign} ${live ? 'watching … nothing new of yours yet' : 'recorded: nothing new was there yet'}`;
  }
  const others = candidates > 1 ? ` and ${candidates - 1} ${candidates === 2 ? 'other' : 'others'}` : '';
  return `${sign} ${theme.title(whoText(candidate, columns - 2 - others.length))}${theme.quiet(others)}`;
}

/** `PID 4242 (bash)`, `cgroup …/lab-box`. */
function whoText({ pid, name, claimed }: Candidate, columns: number): string {
  const said = claimed ? ', claimed' : '';
  return pid === undefined
    ? `cgroup ${cutStart(oneLine(name), Math.max(8, columns - 7 - said.length))}${said}`
    : cut(`PID ${pid} (${oneLine(name)})${said}`, columns);
}

function checkLines({ ok, text, got }: Checked, sign: string, columns: number, room: Room): string[] {
  const says = oneLine(text);
  // whose it is stands above
  const returned = oneLine(got).replaceAll(/\bcandidate /g, '');
  const paint: Paint = ok ? theme.plain : theme.quiet;
  const lines = room === 'one' && columns >= WIDE ? [says] : wrap(says, columns - 2);
  const own = room === 'whole' || (room === 'two' && lines.length === 1);
  const more = own || returned === '' ? '' : paint(` · ${returned}`);
  return [
    ...lines.map((line, i) => cut(`${i === 0 ? sign : ' '} ${line}${i === lines.length - 1 ? more : ''}`, columns)),
    ...(own ? [`    ${paint(cut(returned, columns - 4))}`] : []),
  ];
}

function goneLine({ ok, text }: { ok: boolean; text: string }, columns: number): string[] {
  return [`${ok ? theme.good(mark.good) : theme.quiet(mark.open)} ${cut(oneLine(text), columns - 2)}`];
}

function taskLines(model: Model, step: ChallengeStep, columns: number): string[] {
  return [heading('Your task'), ...rich(model, step.task, columns)];
}

function after(lines: string[]): string[] {
  return lines.length > 0 ? ['', ...lines] : [];
}

/** Nothing can be done in a recording. Solved, only what still can be. */
function adviceLines(model: Model, step: ChallengeStep, columns: number): string[] {
  if (model.playback !== null) return [];
  const solved = (challengeOf(model.session, step)?.solved ?? null) !== null;
  const advice = [
    'The list below follows the kernel by itself.',
    't opens a terminal on this machine beside it; any other terminal works as well.',
    ...(solved ? ['Enter goes on.'] : ['i gives a hint. Enter goes on, solved or not.']),
  ];
  return advice.flatMap(line => wrap(line, columns)).map(line => theme.quiet(line));
}

/** What has come out so far, each with its heading: hints, success, a solution. */
function toldLines(model: Model, step: ChallengeStep, columns: number): string[][] {
  const challenge = challengeOf(model.session, step);
  if (challenge === null) return [];
  const { hints, solved, solution } = challenge;
  const last = [
    ...(solved ? successLines(solved, solutionNext(challenge) && model.playback === null, columns) : []),
    ...(solution ? solutionText(solution, columns) : []),
  ];
  // The first is about what was observed then: beside the success it would be false.
  const lasting = solved ? hints.filter(({ grade }) => grade > 1) : hints;
  return [
    ...lasting.map(({ grade, text }) => ['', heading(`Hint ${grade} of 3`), ...rich(model, text, columns)]),
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
