/** The ribbon: system calls really made, as strace would write them, those of this step marked. */
import type { EventOf } from '../../session/events.ts';
import type { Model } from '../state/model.ts';
import type { Size } from '../state/view.ts';
import { cell, cut, oneLine, windowOf } from '../text/text.ts';
import { mark, theme } from '../text/theme.ts';
import { duration } from '../text/units.ts';
import type { PaneText } from './pane.ts';

const SEQ = 5;
const RESULT = 12;
const TIME = 8;
const WHO = 14;
/** ` monitor`: below so many columns the arguments need the room more than a PID does. */
const NAME = 8;
const ROOMY = 98;
/** Of the call itself: the result must not be too far away from it. */
const WIDEST = 110;

export function callsPane(model: Model, size: Size): PaneText {
  const { syscalls } = model.session;
  const back = Math.min(model.view.scroll.calls, Math.max(0, syscalls.length - size.rows));
  const end = syscalls.length - back;
  const shown = syscalls.slice(Math.max(0, end - size.rows), end);
  const lines = shown.map(call => callLine(call, call.seq >= model.session.stepFirstSeq, size.columns));
  return {
    title: 'System calls',
    note: back > 0 ? `${mark.down} ${back} newer` : syscalls.length === 0 ? '' : `${syscalls.length} so far`,
    lines: windowOf(
      lines.length > 0 ? lines : [theme.quiet('none yet: the first step that does something will make some')],
      0,
      size.rows,
    ),
    focused: model.view.pane === 'calls' && !model.view.typing,
  };
}

function callLine(call: EventOf<'syscall'>, ofThisStep: boolean, columns: number): string {
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
