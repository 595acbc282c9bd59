/** The first line: where one is, and on which machine. */
import { cell, columnsOf, cut, oneLine } from '../text/text.ts';
import { theme } from '../text/theme.ts';
import { lessonNumber } from './lesson-number.ts';

export interface HeaderView {
  screen: 'menu' | 'lesson';
  /** Of the lesson screen; null where none has begun. */
  lesson: { id: string; title: string } | null;
  /** When it was recorded; null: it is not. */
  recorded: string | null;
  working: boolean;
  machine: { kernel: string; arch: string; cgroup: string; privilege: string } | null;
  /** Who is looked at beside the host, on the lesson screen. */
  subject: { name: string; pid: number } | null;
}

export function headerLine(view: HeaderView, columns: number): string {
  const { lesson } = view;
  const name = `${programName(view, columns)}${lesson ? '  ' : ''}`;
  const title = lesson ? `${lessonNumber(lesson.id)} ${oneLine(lesson.title)}` : '';
  const right = rightText(view, columns);
  const left = cut(` ${name}${title}`, Math.max(14, columns - columnsOf(right) - 2));
  const painted = theme.focus(left.slice(0, 1 + name.length)) + theme.title(left.slice(1 + name.length));
  return cut(
    `${painted}${' '.repeat(Math.max(1, columns - columnsOf(left) - columnsOf(right)))}${theme.quiet(right)}`,
    columns,
  );
}

/** The machine, and before it that something is going on; where there is no room for both, in its place. */
function rightText(view: HeaderView, columns: number): string {
  const busy = view.working ? 'working …' : '';
  const machine = machineText(view, columns);
  if (columns < 90 && view.screen === 'lesson') return cell(busy || machine, Math.max(9, columnsOf(machine)), 'right');
  return `${cell(busy, 9, 'right')}  ${machine}`;
}

/** In a recording the word RECORDED comes before all else that wants the place. */
function programName({ recorded }: HeaderView, columns: number): string {
  if (recorded === null) return 'container-lab';
  const said = `RECORDED ${oneLine(recorded.slice(0, 10))}`;
  return columns < 90 ? said : `container-lab  ${said}`;
}

function machineText({ machine, subject }: HeaderView, columns: number): string {
  if (machine === null) return '';
  const { kernel, arch, cgroup, privilege } = machine;
  const pid = subject && columns >= 130 ? `${subject.name} ${subject.pid} · ` : '';
  return oneLine(
    columns < 90
      ? `cgroup ${cgroup} · ${privilege}`
      : `${pid}Linux ${kernel} ${arch} · cgroup ${cgroup} · ${privilege}`,
  );
}
