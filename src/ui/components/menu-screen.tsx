import type { Size } from '../draw/layout.ts';
import { menuLines } from '../draw/menu.ts';
import { menuView } from '../state/select-menu.ts';
import { Bar } from './bars.tsx';
import { Lines } from './lines.tsx';
import { type ModelSource, useDrawn } from './use-drawn.ts';

export function MenuScreen({ source, size }: { source: ModelSource; size: Size }) {
  const rect = { x: 0, y: 1, width: size.columns - 1, height: size.rows - 2 };
  const text = useDrawn(
    source,
    model => menuLines(menuView(model), { columns: rect.width, rows: rect.height }).join('\n'),
    `${size.columns}x${size.rows}`,
  );
  return (
    <>
      <Bar source={source} name="header" y={0} width={rect.width} />
      <Lines rect={rect} text={text} />
      <Bar source={source} name="keys" y={size.rows - 1} width={rect.width} />
    </>
  );
}
