/** The system calls that were really made, as strace would write them, those of this step marked. */
import type { Call } from '../../protocol/wire.ts';
import { cell, cut, oneLine, windowOf } from '../text/text.ts';
import { mark, theme } from '../text/theme.ts';
import { duration } from '../text/units.ts';
import type { Size } from './layout.ts';
import type { PaneText } from './pane.ts';

/** A system call that was really made, by its number in the session. */
export interface DrawnCall extends Call {
  seq: number;
}

export interface CallsView {
  calls: readonly DrawnCall[];
  /** First `seq` of the step shown. */
  stepFirstSeq: number;
  /** Lines up from the newest. */
  scroll: number;
  focused: boolean;
}

const SEQ = 5;
const RESULT = 12;
const TIME = 8;
const WHO = 14;
/** ` monitor`: below so many columns the arguments need the room more than a PID does. */
const NAME = 8;
const ROOMY = 98;
/** Of the call itself: the result must not be too far away from it. */
const WIDEST = 110;

export function callsPane({ calls, stepFirstSeq, scroll, focused }: CallsView, size: Size): PaneText {
  const back = Math.min(scroll, Math.max(0, calls.length - size.rows));
  const end = calls.length - back;
  const shown = calls.slice(Math.max(0, end - size.rows), end);
  const lines = shown.map(call => callLine(call, call.seq >= stepFirstSeq, size.columns));
  return {
    title: 'System calls',
    note: back > 0 ? `${mark.down} ${back} newer` : calls.length === 0 ? '' : `${calls.length} so far`,
    lines: windowOf(
      lines.length > 0 ? lines : [theme.quiet('none yet: the first step that does something will make some')],
      0,
      size.rows,
    ),
    focused,
  };
}

function callLine(call: DrawnCall, ofThisStep: boolean, columns: number): string {
  const who = columns < 76 ? '' : columns < ROOMY ? cell(` ${call.by}`, NAME) : cell(` ${call.by} ${call.pid}`, WHO);
  const text = Math.min(WIDEST, columns - 2 - SEQ - RESULT - TIME - who.length);
  const failed = call.errno !== null;
  const result = failed ? `= ${call.ret} ${call.errno}` : `= ${call.ret}`;
  const invocation = cell(oneLine(`${call.name}(${call.args})`), text);
  return cut(
    [
      ofThisStep ? theme.accent(`${mark.todo} `) : '  ',
      theme.quiet(cell(`#${call.seq}`, SEQ)),
      ofThisStep ? invocation : theme.quiet(invocation),
      failed ? theme.bad(cell(` ${result}`, RESULT)) : cell(` ${result}`, RESULT),
      theme.quiet(cell(duration(call.ns), TIME, 'right')),
      theme.quiet(who),
    ].join(''),
    columns,
  );
}
