import type { Controller } from '../controller.ts';
import { menuLines } from '../draw/menu.ts';
import type { Size } from '../state/view.ts';
import { Bar } from './bars.tsx';
import { Lines } from './lines.tsx';
import { useDrawn } from './use-drawn.ts';

export function MenuScreen({ controller, size }: { controller: Controller; size: Size }) {
  const rect = { x: 0, y: 1, width: size.columns - 1, height: size.rows - 2 };
  const text = useDrawn(
    controller,
    model => menuLines(model, { columns: rect.width, rows: rect.height }).join('\n'),
    `${size.columns}x${size.rows}`,
  );
  return (
    <>
      <Bar controller={controller} name="header" y={0} width={rect.width} />
      <Lines rect={rect} text={text} />
      <Bar controller={controller} name="keys" y={size.rows - 1} width={rect.width} />
    </>
  );
}
