/** Divides the screen among the panes. The outermost columns stay empty: some terminals lose what is written in the last one. */

export type PaneName = 'lesson' | 'kernel' | 'calls' | 'terminal';
export const PANES: PaneName[] = ['lesson', 'kernel', 'calls', 'terminal'];

export interface Size {
  columns: number;
  rows: number;
}

export interface Rect {
  x: number;
  y: number;
  width: number;
  height: number;
}

type Mode = 'full' | 'tabs' | 'small';

export interface Layout {
  mode: Mode;
  /** Width of everything that is drawn. */
  width: number;
  panes: Partial<Record<PaneName | 'output', Rect>>;
}

interface Wanted {
  /** The pane with the focus. */
  pane: PaneName;
  lower: 'calls' | 'terminal';
  /** There is a terminal to show. */
  terminal: boolean;
  /** The system calls are left out while the lesson or the kernel has the focus. */
  demo?: boolean;
  /** The app has printed something. */
  output: boolean;
  /** At a challenge: lines of its checklist. The terminal is then beside or below it, never instead of it. */
  checklist?: number;
}

const FULL: Size = { columns: 100, rows: 30 };
const LEAST: Size = { columns: 40, rows: 10 };
/** Of a terminal below a long checklist, its title included. */
const LEAST_TERMINAL = 8;
/** From here on the calls and the terminal are shown at the same time. */
const TALL = 48;

/** Everything at once, tabs, or one sentence: by size. */
export function modeOf({ columns, rows }: Size): Mode {
  if (columns < LEAST.columns || rows < LEAST.rows) return 'small';
  return columns >= FULL.columns && rows >= FULL.rows ? 'full' : 'tabs';
}

/** The rectangle of each pane that is shown. */
export function layoutOf(size: Size, wanted: Wanted): Layout {
  const mode = modeOf(size);
  const width = Math.max(1, size.columns - 1);
  if (mode === 'small') return { mode, width, panes: {} };
  if (mode === 'tabs') return { mode, width, panes: tabPanes(width, size.rows - 3, wanted) };
  const panes = wanted.checklist === undefined ? fullPanes : challengePanes;
  return { mode, width, panes: panes(width, size.rows, wanted) };
}

/** One pane; at a challenge the terminal leaves room for the checklist. */
function tabPanes(width: number, height: number, { pane, checklist = 0 }: Wanted): Layout['panes'] {
  const list =
    pane === 'terminal' && checklist > 0
      ? clamp(1 + checklist, 3, Math.max(Math.floor(height / 2), height - LEAST_TERMINAL))
      : 0;
  return {
    ...(list > 0 && { lesson: { x: 0, y: 2, width, height: list } }),
    [pane]: { x: 0, y: 2 + list, width, height: height - list },
  };
}

/** Task and checklist on the left; beside it the terminal, or the pane that has the focus. */
function challengePanes(width: number, rows: number, { pane }: Wanted): Layout['panes'] {
  const right = width < 119 ? Math.round(width * 0.54) : clamp(64 + Math.round((width - 119) * 0.5), 64, 120);
  return {
    lesson: { x: 0, y: 1, width: width - right - 1, height: rows - 2 },
    [pane === 'lesson' ? 'terminal' : pane]: { x: width - right, y: 1, width: right, height: rows - 2 },
  };
}

/** Header, lesson beside kernel, calls and terminal below, key bar. */
function fullPanes(width: number, rows: number, wanted: Wanted): Layout['panes'] {
  const body = rows - 2;
  const both = wanted.terminal && rows >= TALL;
  const showTerminal = wanted.terminal && (both || wanted.lower === 'terminal');
  const left = wanted.demo === true && (wanted.pane === 'lesson' || wanted.pane === 'kernel') && !wanted.output;
  const showCalls = (both || !showTerminal) && !left;
  const terminal = showTerminal ? clamp(Math.round(body * 0.4), 11, 26) : 0;
  const calls = showCalls ? clamp(Math.round(body * 0.24), 7, both ? 10 : 14) : 0;
  const upper = body - terminal - calls;
  const right = kernelWidth(width);
  const split = wanted.output && showCalls ? Math.round(width * 0.6) : width;
  return {
    lesson: { x: 0, y: 1, width: width - right - 1, height: upper },
    kernel: { x: width - right, y: 1, width: right, height: upper },
    ...(showCalls && { calls: { x: 0, y: 1 + upper, width: split, height: calls } }),
    ...(split < width && { output: { x: split, y: 1 + upper, width: width - split, height: calls } }),
    ...(showTerminal && { terminal: { x: 0, y: 1 + upper + calls, width, height: terminal } }),
  };
}

/** The fact table needs 71 columns to show `cgroup:[4026531835]` twice; prose is best below 90. */
function kernelWidth(width: number): number {
  if (width < 119) return Math.round(width * 0.56);
  return clamp(71 + Math.round((width - 119) * 0.5), 71, width - 48);
}

/** The place inside a pane: below its title, between its margins. */
export function inside(rect: Rect): Size {
  return { columns: Math.max(1, rect.width - 2), rows: Math.max(1, rect.height - 1) };
}

function clamp(n: number, least: number, most: number): number {
  return Math.min(most, Math.max(least, n));
}
