/** Mounts and cgroup memberships: only what the host does not have is worth a line. */
import { parseMount } from '../../kernel/mountinfo.ts';
import type { FactValue } from '../../words/fact-value.ts';
import { cell, cutStart, oneLine } from '../text/text.ts';
import { mark, theme } from '../text/theme.ts';
import { type FactRow, mountIdentity } from './fact-rows.ts';

const SHOWN = 40;

/** Columns of mount points: what follows stands in one line below the other, unless one of them is very long. */
const SHORT = 12;
const LONG = 20;

/** Lines of the subject that the host does not have, each on one line, the newest brightest. */
export function addedLines(row: FactRow, columns: number): string[] {
  const host = new Set(items(row.host).map(mountIdentity));
  const before = row.change ? new Set(items(row.change.before).map(mountIdentity)) : null;
  const added = items(row.mine).filter(line => !host.has(mountIdentity(line)));
  const shown = added.slice(0, SHOWN);
  const longest = Math.max(SHORT, ...shown.map(line => oneLine(parseMount(line)?.point ?? '').length));
  const point = Math.min(longest, LONG);
  const drawn = shown.map(line => {
    const text = cell(
      `${mark.added} ${row.key === 'mounts' ? mountText(line, columns - 4, point) : oneLine(line)}`,
      columns - 2,
    );
    const recent = row.recent && before !== null && !before.has(mountIdentity(line));
    return `  ${recent ? theme.recent(text) : theme.differs(text)}`;
  });
  return added.length > SHOWN ? [...drawn, theme.quiet(`  ${mark.more} ${added.length - SHOWN} more`)] : drawn;
}

/** How many there are, and in one word what: the cell of the table. */
export function countText(value: FactValue | undefined): string {
  if (!Array.isArray(value)) return '';
  return value.length === 1 ? '1 line' : `${value.length} lines`;
}

/** Where, of which type, from what, with which options. */
function mountText(line: string, columns: number, width: number): string {
  const mount = parseMount(line);
  if (mount === null) return oneLine(line);
  const from = mount.source === mount.fstype || mount.source === 'none' ? '' : ` ${mount.source}`;
  const what = oneLine(`${mount.fstype}${from} ${mount.options.join(',')}`);
  const room = Math.max(12, columns - Math.min(what.length, Math.floor(columns * 0.55)) - 2);
  const point = oneLine(mount.point);
  return `${cell(cutStart(point, room), Math.min(room, Math.max(point.length, width)))}  ${what}`;
}

function items(value: FactValue | undefined): string[] {
  return Array.isArray(value) ? value : [];
}
