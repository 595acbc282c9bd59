import { describe, expect, test } from 'vitest';
import { drawBox } from '../../../src/ui/draw/box.ts';
import { callsPane } from '../../../src/ui/draw/calls.ts';
import { headerLine } from '../../../src/ui/draw/header.ts';
import { kernelPane } from '../../../src/ui/draw/kernel.ts';
import { keyBarLine } from '../../../src/ui/draw/key-bar.ts';
import { inside, PANES, type Rect, type Size } from '../../../src/ui/draw/layout.ts';
import { lessonPane } from '../../../src/ui/draw/lesson.ts';
import { menuLines } from '../../../src/ui/draw/menu.ts';
import { drawPane } from '../../../src/ui/draw/pane.ts';
import { outputPane, terminalPane } from '../../../src/ui/draw/terminal.ts';
import { layout, type Model } from '../../../src/ui/state/model.ts';
import { headerView, keyBarView } from '../../../src/ui/state/select-bars.ts';
import { boxView } from '../../../src/ui/state/select-box.ts';
import { kernelView } from '../../../src/ui/state/select-kernel.ts';
import { lessonView } from '../../../src/ui/state/select-lesson.ts';
import { menuView } from '../../../src/ui/state/select-menu.ts';
import { callsView, outputView, terminalView } from '../../../src/ui/state/select-panes.ts';
import { columnsOf, withoutColour } from '../../../src/ui/text/text.ts';
import { appState, emptyModel, hostileModel, lessonModel, SIZES, UNSAFE } from '../models.ts';

const DRAW = {
  lesson: (model: Model, size: Size) => lessonPane(lessonView(model), size),
  kernel: (model: Model, size: Size) => kernelPane(kernelView(model), size),
  calls: (model: Model, size: Size) => callsPane(callsView(model), size),
  terminal: (model: Model, size: Size) => terminalPane(terminalView(model), size),
  output: (model: Model, size: Size) => outputPane(outputView(model), size),
};

/** Every line of every pane at a size, whichever pane has the focus. */
function allLines(model: Model, size: Size): { line: string; width: number }[] {
  return PANES.flatMap(pane => {
    const m: Model = { ...model, size, view: { ...model.view, pane } };
    return Object.entries(layout(m).panes).flatMap(([name, rect]) =>
      drawn(m, name as keyof typeof DRAW, rect).map(line => ({ line, width: rect.width })),
    );
  });
}

function drawn(model: Model, name: keyof typeof DRAW, rect: Rect): string[] {
  const lines = drawPane(DRAW[name](model, inside(rect)), rect);
  expect(lines, name).toHaveLength(rect.height);
  return lines;
}

const MODELS: [string, () => Model][] = [
  ['a lesson', lessonModel],
  ['nothing yet', () => emptyModel({ view: { ...emptyModel().view, screen: 'lesson' } })],
  ['a hostile machine', hostileModel],
  ['a running app', () => lessonModel({ programs: { 1: appState({ output: 'hello\nworld\n' }) } })],
];

describe.each(MODELS)('%s', (_name, make) => {
  test.each(SIZES)('fits into $columns x $rows and steers nothing', size => {
    for (const { line, width } of allLines(make(), size)) {
      expect(columnsOf(line), line).toBeLessThanOrEqual(width);
      expect(withoutColour(line)).not.toMatch(UNSAFE);
    }
  });

  test.each(SIZES)('header, key bar, menu and boxes fit into $columns x $rows', size => {
    const model = { ...make(), size };
    const width = size.columns - 1;
    const boxes = [
      { kind: 'help', scroll: 0 },
      { kind: 'jump', index: 3 },
      {
        kind: 'message',
        tone: 'error',
        title: '\u001b[31mno',
        text: 'word '.repeat(400),
        hint: 'x'.repeat(300),
        scroll: 0,
      },
    ] as const;
    const frames = boxes.map(overlay => drawBox(boxView(model, overlay), width, size.rows));
    for (const box of frames) {
      expect(box.lines.length).toBeLessThanOrEqual(size.rows - 2);
      for (const line of box.lines) expect(columnsOf(line)).toBe(box.width);
    }
    const lines = [
      headerLine(headerView(model), width),
      keyBarLine(keyBarView(model), width),
      ...menuLines(menuView(model), { columns: width, rows: size.rows - 2 }),
    ];
    for (const line of [...lines, ...frames.flatMap(f => f.lines)]) {
      expect(columnsOf(line), line).toBeLessThanOrEqual(width);
      expect(withoutColour(line)).not.toMatch(UNSAFE);
    }
  });
});
