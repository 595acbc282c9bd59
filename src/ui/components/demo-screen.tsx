import type { Controller } from '../controller.ts';
import { demoLines } from '../draw/demo.ts';
import type { Size } from '../state/view.ts';
import { Bar } from './bars.tsx';
import { Lines } from './lines.tsx';
import { useDrawn } from './use-drawn.ts';

/** In front of a class: nothing but what is shown, and its keys. */
export function DemoScreen({ controller, size }: { controller: Controller; size: Size }) {
  const rect = { x: 0, y: 0, width: size.columns - 1, height: size.rows - 1 };
  const text = useDrawn(
    controller,
    model => demoLines(model, { columns: rect.width, rows: rect.height }).join('\n'),
    `${size.columns}x${size.rows}`,
  );
  return (
    <>
      <Lines rect={rect} text={text} />
      <Bar controller={controller} name="keys" y={size.rows - 1} width={rect.width} />
    </>
  );
}
