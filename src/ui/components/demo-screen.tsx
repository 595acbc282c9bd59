import { demoLines } from '../draw/demo.ts';
import type { Size } from '../draw/layout.ts';
import { demoView } from '../state/select-demo.ts';
import { Bar } from './bars.tsx';
import { Lines } from './lines.tsx';
import { type ModelSource, useDrawn } from './use-drawn.ts';

/** In front of a class: nothing but what is shown, and its keys. */
export function DemoScreen({ source, size }: { source: ModelSource; size: Size }) {
  const rect = { x: 0, y: 0, width: size.columns - 1, height: size.rows - 1 };
  const text = useDrawn(
    source,
    model => demoLines(demoView(model), { columns: rect.width, rows: rect.height }).join('\n'),
    `${size.columns}x${size.rows}`,
  );
  return (
    <>
      <Lines rect={rect} text={text} />
      <Bar source={source} name="keys" y={size.rows - 1} width={rect.width} />
    </>
  );
}
