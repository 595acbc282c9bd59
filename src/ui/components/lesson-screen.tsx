import type { Layout, PaneName, Size } from '../draw/layout.ts';
import { layout } from '../state/model.ts';
import { theme } from '../text/theme.ts';
import { Bar } from './bars.tsx';
import { Lines } from './lines.tsx';
import { Pane } from './pane.tsx';
import { type ModelSource, useDrawn } from './use-drawn.ts';

/** Header, panes (or tabs and one pane), in a recording its timeline, key bar. */
export function LessonScreen({ source, size }: { source: ModelSource; size: Size }) {
  const { mode, width, panes } = useDrawn(source, layout, `${size.columns}x${size.rows}`, sameLayout);
  const beside = Object.values(panes).find(rect => rect.x > 0 && rect.y === panes.lesson?.y);
  const names = Object.keys(panes) as (PaneName | 'output')[];
  return (
    <>
      <Bar source={source} name="header" y={0} width={width} />
      {mode === 'tabs' && <Bar source={source} name="tabs" y={1} width={width} />}
      {names.map(name => {
        const rect = panes[name];
        return rect && <Pane key={name} source={source} name={name} rect={rect} />;
      })}
      {beside && <Separator x={beside.x - 1} height={beside.height} />}
      {source.getModel().playback !== null && <Bar source={source} name="timeline" y={size.rows - 2} width={width} />}
      <Bar source={source} name="keys" y={size.rows - 1} width={width} />
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
