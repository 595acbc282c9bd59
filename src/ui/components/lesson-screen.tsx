import type { Controller } from '../controller.ts';
import type { Layout } from '../draw/layout.ts';
import { layout } from '../state/model.ts';
import type { PaneName, Size } from '../state/view.ts';
import { theme } from '../text/theme.ts';
import { Bar } from './bars.tsx';
import { Lines } from './lines.tsx';
import { Pane } from './pane.tsx';
import { useDrawn } from './use-drawn.ts';

/** Header, panes (or tabs and one pane), in a recording its timeline, key bar. */
export function LessonScreen({ controller, size }: { controller: Controller; size: Size }) {
  const { mode, width, panes } = useDrawn(controller, layout, `${size.columns}x${size.rows}`, sameLayout);
  const beside = Object.values(panes).find(rect => rect.x > 0 && rect.y === panes.lesson?.y);
  const names = Object.keys(panes) as (PaneName | 'output')[];
  return (
    <>
      <Bar controller={controller} name="header" y={0} width={width} />
      {mode === 'tabs' && <Bar controller={controller} name="tabs" y={1} width={width} />}
      {names.map(name => {
        const rect = panes[name];
        return rect && <Pane key={name} controller={controller} name={name} rect={rect} />;
      })}
      {beside && <Separator x={beside.x - 1} height={beside.height} />}
      {controller.getModel().playback !== null && (
        <Bar controller={controller} name="timeline" y={size.rows - 2} width={width} />
      )}
      <Bar controller={controller} name="keys" y={size.rows - 1} width={width} />
    </>
  );
}

function Separator({ x, height }: { x: number; height: number }) {
  const text = Array.from({ length: height }, (_, i) => theme.rule(i === 0 ? '┬' : '│')).join('\n');
  return <Lines rect={{ x, y: 1, width: 1, height }} text={text} />;
}

function sameLayout(a: Layout, b: Layout): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
