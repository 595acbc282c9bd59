import { expect, test } from 'vitest';
import { headerLine } from '../../../src/ui/draw/header.ts';
import { tabsLine } from '../../../src/ui/draw/tabs.ts';
import { headerView, tabsView } from '../../../src/ui/state/select-bars.ts';
import { columnsOf, withoutColour } from '../../../src/ui/text/text.ts';
import { STAGE_PID } from '../facts.ts';
import { lessonModel } from '../models.ts';

const change = (key: string, cause: number | null) =>
  ({ subject: 'stage', key, before: 'a', after: 'b', cause, origin: null, t: 1 }) as const;
const call = (seq: number) =>
  ({
    t: 1,
    type: 'syscall',
    seq,
    by: 'stage',
    pid: STAGE_PID,
    name: 'x',
    args: '',
    ret: '0',
    errno: null,
    ns: 1,
  }) as never;

test('hidden tabs tell what the step has brought, the open one does not', () => {
  const model = lessonModel({
    stepFirstSeq: 2,
    syscalls: [call(1), call(2), call(3)],
    changes: [change('ns.uts', 2), change('ns.uts', 3), change('cgroup.memory.current', null)],
  });
  const tabs = (shown = model, columns = 79) => withoutColour(tabsLine(tabsView(shown), columns));
  expect(tabs()).toMatch(/^ \[1 lesson\] +2 kernel: 1 change +3 calls: 2 new +4 terminal/);
  expect(tabs({ ...model, view: { ...model.view, pane: 'calls' } })).toMatch(/2 kernel: 1 change +\[3 calls\]/);
  expect(tabs(lessonModel({ stepFirstSeq: 9, changes: [] }))).not.toContain(':');
  expect(columnsOf(tabs(model, 50))).toBeLessThanOrEqual(50);
});

test('in a narrow header the title has the room that “working …” does not take', () => {
  const model = lessonModel();
  model.lessons = model.lessons.map(l => ({ ...l, title: 'Warm-up: kernel, process, system call' }));
  expect(withoutColour(headerLine(headerView(model), 80))).toContain('Warm-up: kernel, process, system call');
  const busy = withoutColour(headerLine(headerView({ ...model, working: true }), 80));
  expect(busy).toMatch(/working …$/);
  expect(columnsOf(busy)).toBeLessThanOrEqual(80);
});
