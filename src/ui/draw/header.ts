/** The first line: where one is, and on which machine. */
import { currentLesson, type Model, shownSubject } from '../state/model.ts';
import { cell, columnsOf, cut, oneLine } from '../text/text.ts';
import { theme } from '../text/theme.ts';

export function headerLine(model: Model, columns: number): string {
  const lesson = model.view.screen === 'lesson' ? currentLesson(model) : null;
  const name = `${programName(model, columns)}${lesson ? '  ' : ''}`;
  const title = lesson ? `${lessonNumber(lesson.id)} ${oneLine(lesson.title)}` : '';
  const right = rightText(model, columns);
  const left = cut(` ${name}${title}`, Math.max(14, columns - columnsOf(right) - 2));
  const painted = theme.focus(left.slice(0, 1 + name.length)) + theme.title(left.slice(1 + name.length));
  return cut(
    `${painted}${' '.repeat(Math.max(1, columns - columnsOf(left) - columnsOf(right)))}${theme.quiet(right)}`,
    columns,
  );
}

/** The machine, and before it that something is going on; where there is no room for both, in its place. */
function rightText(model: Model, columns: number): string {
  const busy = model.working ? 'working …' : '';
  const machine = machineText(model, columns);
  if (columns < 90 && model.view.screen === 'lesson')
    return cell(busy || machine, Math.max(9, columnsOf(machine)), 'right');
  return `${cell(busy, 9, 'right')}  ${machine}`;
}

/** In a recording the word RECORDED comes before all else that wants the place. */
function programName({ playback }: Model, columns: number): string {
  if (playback === null) return 'container-lab';
  const recorded = `RECORDED ${oneLine(playback.at.slice(0, 10))}`;
  return columns < 90 ? recorded : `container-lab  ${recorded}`;
}

/** `02-unshare` → `2`. */
export function lessonNumber(id: string): string {
  return /^0*(\d+)/.exec(id)?.[1] ?? '';
}

function machineText(model: Model, columns: number): string {
  const s = model.session.session;
  if (s === null) return '';
  const subject = model.view.screen === 'lesson' ? shownSubject(model.session) : null;
  const pid = subject && columns >= 130 ? `${subject.name} ${subject.state.pid} · ` : '';
  const short = columns < 90;
  return oneLine(
    short
      ? `cgroup ${s.cgroup} · ${s.privilege}`
      : `${pid}Linux ${s.kernel} ${s.arch} · cgroup ${s.cgroup} · ${s.privilege}`,
  );
}
