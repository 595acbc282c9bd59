import { expect, test } from 'vitest';
import { callsPane } from '../../../src/ui/draw/calls.ts';
import { callsView } from '../../../src/ui/state/select-panes.ts';
import { withoutColour } from '../../../src/ui/text/text.ts';
import { emptyModel, lessonModel, lessonState } from '../models.ts';

const lines = (model = lessonModel(), rows = 6) =>
  callsPane(callsView(model), { columns: 100, rows }).lines.map(withoutColour);

test('each call with its number, result, time and maker; those of this step are marked', () => {
  const [first, second, third] = lines();
  expect(first).toMatch(/^ {2}#5 +unshare\(CLONE_NEWUTS\) += 0 +12 µs stage \d+/);
  expect(second).toMatch(/^ {2}#6 .*= -1 EPERM/);
  expect(third).toMatch(/^▸ #7 /);
});

test('the newest is last; scrolled up, it is said how many are below', () => {
  const many = Array.from({ length: 50 }, (_, i) =>
    lessonState()
      .syscalls.slice(0, 1)
      .map(call => ({ ...call, seq: i + 1 })),
  ).flat();
  const model = lessonModel({ syscalls: many });
  expect(lines(model).at(-1)).toContain('#50');
  const up = { ...model, view: { ...model.view, scroll: { ...model.view.scroll, calls: 10 } } };
  expect(lines(up).at(-1)).toContain('#40');
  expect(callsPane(callsView(up), { columns: 100, rows: 6 }).note).toContain('10 newer');
});

test('before the first call that is said', () => expect(lines(emptyModel())[0]).toContain('none yet'));
