import { describe, expect, test } from 'vitest';
import { type Layout, layoutOf, modeOf } from '../../../src/ui/draw/layout.ts';

const CALM = { pane: 'lesson', lower: 'calls', terminal: false, output: false } as const;

test.each([
  [39, 36, 'small'],
  [120, 9, 'small'],
  [40, 10, 'tabs'],
  [99, 60, 'tabs'],
  [200, 29, 'tabs'],
  [100, 30, 'full'],
])('%ix%i is %s', (columns, rows, mode) => expect(modeOf({ columns, rows })).toBe(mode));

describe('panes', () => {
  const wanted = [
    CALM,
    { ...CALM, output: true },
    { ...CALM, terminal: true },
    { ...CALM, terminal: true, lower: 'terminal' as const, output: true },
    { ...CALM, pane: 'terminal' as const, checklist: 7 },
    { ...CALM, checklist: 7 },
  ];

  test.each([
    [80, 24],
    [100, 30],
    [120, 36],
    [140, 47],
    [200, 60],
    [350, 100],
  ])('at %ix%i none overlaps another and every row is used', (columns, rows) => {
    for (const want of wanted) {
      const layout = layoutOf({ columns, rows }, want);
      const cells = painted(layout);
      expect(Math.max(...cells.values()), 'overlap').toBe(1);
      for (const rect of Object.values(layout.panes)) {
        expect(rect.x + rect.width).toBeLessThanOrEqual(columns - 1);
        expect(rect.y + rect.height).toBeLessThanOrEqual(rows - 1);
        expect(rect.height).toBeGreaterThanOrEqual(6);
      }
      const lowest = Math.max(...Object.values(layout.panes).map(r => r.y + r.height));
      expect(lowest).toBe(rows - 1);
    }
  });

  test('a tall screen has room for calls and terminal at once, another shows what has the focus', () => {
    const both = layoutOf({ columns: 200, rows: 60 }, { ...CALM, terminal: true });
    expect(both.panes).toMatchObject({ calls: {}, terminal: {} });
    const one = layoutOf({ columns: 120, rows: 36 }, { ...CALM, terminal: true, lower: 'terminal' });
    expect(one.panes.calls).toBeUndefined();
    expect(one.panes.terminal).toBeDefined();
  });

  test('what the app prints is beside the calls, and nowhere while it is silent', () => {
    const wide = { columns: 120, rows: 36 };
    const silent = layoutOf(wide, CALM).panes;
    expect(silent.output).toBeUndefined();
    expect(silent.calls?.width).toBe(119);
    const { calls, output } = layoutOf(wide, { ...CALM, output: true }).panes;
    expect(output).toMatchObject({ x: calls?.width, y: calls?.y, height: calls?.height });
    expect((calls?.width ?? 0) + (output?.width ?? 0)).toBe(119);
    expect(output?.width).toBeGreaterThan(40);
    // on the lesson without the calls it needs them back: there it is shown
    expect(Object.keys(layoutOf(wide, { ...CALM, demo: true }).panes)).toEqual(['lesson', 'kernel']);
    expect(layoutOf(wide, { ...CALM, demo: true, output: true }).panes.output).toBeDefined();
  });

  test('at a challenge the terminal is beside the checklist, in tabs below it', () => {
    for (const [columns, rows] of [
      [200, 60],
      [80, 24],
    ] as const) {
      const { panes } = layoutOf({ columns, rows }, { ...CALM, pane: 'terminal', checklist: 7 });
      expect(Object.keys(panes).sort()).toEqual(['lesson', 'terminal']);
      expect(panes.lesson?.height).toBeGreaterThan(7);
    }
  });

  test('tabs show the pane with the focus alone', () => {
    expect(Object.keys(layoutOf({ columns: 80, rows: 24 }, { ...CALM, pane: 'kernel' }).panes)).toEqual(['kernel']);
  });
});

function painted(layout: Layout): Map<string, number> {
  const cells = new Map<string, number>();
  for (const { x, y, width, height } of Object.values(layout.panes))
    for (let i = x; i < x + width; i++)
      for (let j = y; j < y + height; j++) cells.set(`${i},${j}`, (cells.get(`${i},${j}`) ?? 0) + 1);
  return cells;
}
