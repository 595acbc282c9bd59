/** The checklist of a challenge: who is seen, what the kernel shows of each check, the stars. */
import type { ChallengeStep } from '../../lesson/lesson.ts';
import { starSymbols, starsOf, starsPhrase } from '../../lesson/stars.ts';
import type { Candidate, Checked, Unclaimed } from '../../session/events.ts';
import type { ChallengeState } from '../../session/state.ts';
import { columnsOf, cut, cutStart, oneLine, wrap } from '../text/text.ts';
import { mark, type Paint, theme } from '../text/theme.ts';
import type { Size } from './layout.ts';
import { heading } from './pane.ts';

export interface ChecklistView {
  step: ChallengeStep;
  /** Null before anything is known of it. */
  challenge: ChallengeState | null;
  recorded: boolean;
  /** A terminal has the keyboard. */
  typing: boolean;
}

/** Lines that the task keeps, where there are that many. */
const TASK = 8;

/** Where a sentence and what the kernel returned share one line. */
const WIDE = 60;

/**
 * How much room a check has: its sentence and below it what the kernel returned; two lines for both, where the sentence leaves one;
 * or, as far as it fits, one.
 */
type Room = 'whole' | 'two' | 'one';

/** The largest form that leaves room for the task. */
export function checklist(view: ChecklistView, size: Size): string[] {
  const lines = (room: Room) => checklistLines(view, size.columns, room);
  const large = [lines('whole'), lines('two')].find(form => form.length <= size.rows - TASK);
  if (large) return large;
  const small = lines('one');
  return small.length + 2 < size.rows ? ['', ...small] : small;
}

/** Of the same height whatever the kernel shows, so that nothing jumps. */
function checklistLines(view: ChecklistView, columns: number, room: Room): string[] {
  const { step, challenge } = view;
  const checks = step.checks.map((e, i) => challenge?.checks[i] ?? { ok: false, text: e.says, got: '' });
  const stars = step.stars.map((e, i) => challenge?.stars[i] ?? { ok: false, text: e.says, got: '' });
  const { afterwards } = step;
  const gone = challenge?.afterwards ?? { ok: false, text: afterwards ?? '' };
  // a cross is for what is there and not so
  const missing = challenge?.candidate ? theme.bad(mark.bad) : theme.quiet(mark.open);
  const airy = room === 'whole' ? [''] : [];
  return [
    ...(room === 'one' ? [] : ['', heading('What the kernel shows')]),
    ...head(view, columns),
    ...airy,
    ...checks.flatMap(c => checkLines(c, c.ok ? theme.good(mark.good) : missing, columns, room)),
    ...(afterwards === null ? [] : goneLine(gone, columns)),
    ...(stars.length > 0 ? airy : []),
    ...stars.flatMap(c => checkLines(c, c.ok ? theme.star(mark.star) : theme.quiet(mark.noStar), columns, room)),
  ];
}

function head({ step, challenge, recorded, typing }: ChecklistView, columns: number): string[] {
  const of = starsOf(step);
  const { candidate = null, candidates = 0, solved = null, unclaimed = null } = challenge ?? {};
  const seen = solved?.seen ? ' (after a look at the solution)' : '';
  const won = starSymbols(solved ?? { stars: 0, of });
  const text = solved ? starsPhrase(solved) + seen : `${of === 1 ? '1 star' : `${of} stars`} to win`;
  const asks = unclaimed !== null && !recorded;
  const question = asks ? questionText(unclaimed, typing, columns - of - 1) : text;
  const stars = `${theme.star(won)} ${question}`;
  if (solved) {
    const by = candidate === null ? '' : ` by ${whoText(candidate, columns - 12)}`;
    return [theme.solved(cut(` ${mark.good} SOLVED${by} `, columns)), cut(stars, columns)];
  }
  return [cut(watching(recorded, candidate, candidates, columns), columns), cut(stars, columns)];
}

/** Whose it is, is not known: in full where there is room. The question itself is never cut. */
function questionText({ pid, name, parent }: Unclaimed, typing: boolean, columns: number): string {
  const key = typing ? 'Ctrl-], y' : 'y';
  const what = pid === undefined ? `cgroup ${oneLine(name)}` : `PID ${pid} (${oneLine(name)})`;
  const by = parent === undefined ? '' : `, parent ${parent.pid} (${oneLine(parent.name)})`;
  const full = `looks like it: ${what}${by}. ${theme.title(`Yours? (${key})`)}`;
  return columnsOf(full) <= columns ? full : cut(`${theme.title(`Yours? (${key})`)} ${what}${by}`, columns);
}

function watching(recorded: boolean, candidate: Candidate | null, candidates: number, columns: number): string {
  const sign = theme.cause(mark.begun);
  if (candidate === null) {
    return `${sign} ${recorded ? 'recorded: nothing new was there yet' : 'watching … nothing new of yours yet'}`;
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
