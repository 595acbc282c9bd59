import type { Controller } from '../controller.ts';
import { callsPane } from '../draw/calls.ts';
import { kernelPane } from '../draw/kernel.ts';
import { inside, type Rect } from '../draw/layout.ts';
import { lessonPane } from '../draw/lesson.ts';
import { drawPane, type PaneText } from '../draw/pane.ts';
import { outputPane, terminalPane } from '../draw/terminal.ts';
import type { Model } from '../state/model.ts';
import type { PaneName, Size } from '../state/view.ts';
import { Lines } from './lines.tsx';
import { useDrawn } from './use-drawn.ts';

const DRAW: Record<PaneName | 'output', (model: Model, size: Size) => PaneText> = {
  lesson: lessonPane,
  kernel: kernelPane,
  calls: callsPane,
  terminal: terminalPane,
  output: outputPane,
};

export function Pane({ controller, name, rect }: { controller: Controller; name: PaneName | 'output'; rect: Rect }) {
  const text = useDrawn(
    controller,
    model => drawPane(DRAW[name](model, inside(rect)), rect).join('\n'),
    `${name} ${rect.width}x${rect.height}`,
  );
  return <Lines rect={rect} text={text} />;
}
