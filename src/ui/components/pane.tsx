import { callsPane } from '../draw/calls.ts';
import { kernelPane } from '../draw/kernel.ts';
import type { PaneName, Size } from '../draw/layout.ts';
import { inside, type Rect } from '../draw/layout.ts';
import { lessonPane } from '../draw/lesson.ts';
import { drawPane, type PaneText } from '../draw/pane.ts';
import { outputPane, terminalPane } from '../draw/terminal.ts';
import type { Model } from '../state/model.ts';
import { kernelView } from '../state/select-kernel.ts';
import { lessonView } from '../state/select-lesson.ts';
import { callsView, outputView, terminalView } from '../state/select-panes.ts';
import { Lines } from './lines.tsx';
import { type ModelSource, useDrawn } from './use-drawn.ts';

const DRAW: Record<PaneName | 'output', (model: Model, size: Size) => PaneText> = {
  lesson: (model, size) => lessonPane(lessonView(model), size),
  kernel: (model, size) => kernelPane(kernelView(model), size),
  calls: (model, size) => callsPane(callsView(model), size),
  terminal: (model, size) => terminalPane(terminalView(model), size),
  output: (model, size) => outputPane(outputView(model), size),
};

export function Pane({ source, name, rect }: { source: ModelSource; name: PaneName | 'output'; rect: Rect }) {
  const text = useDrawn(
    source,
    model => drawPane(DRAW[name](model, inside(rect)), rect).join('\n'),
    `${name} ${rect.width}x${rect.height}`,
  );
  return <Lines rect={rect} text={text} />;
}
