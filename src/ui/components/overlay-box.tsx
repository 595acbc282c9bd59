import { drawBox } from '../draw/box.ts';
import type { Rect, Size } from '../draw/layout.ts';
import { boxView } from '../state/select-box.ts';
import { Lines } from './lines.tsx';
import { type ModelSource, useDrawn } from './use-drawn.ts';

/** So few columns of what lies below, left and right, would only look torn. */
const MIN_MARGIN = 4;

/** Help, the jump list or a message, in the middle of the screen. */
export function OverlayBox({ source, size }: { source: ModelSource; size: Size }) {
  const box = useDrawn(
    source,
    model => {
      const { overlay } = model.view;
      if (overlay === null) return null;
      const { width, lines } = drawBox(boxView(model, overlay), size.columns - 1, size.rows);
      const rect = centred(width, lines.length, size);
      if (rect.x > MIN_MARGIN) return { rect, text: lines.join('\n') };
      const side = ' '.repeat(rect.x);
      const whole = { ...rect, x: 0, width: size.columns - 1 };
      return {
        rect: whole,
        text: lines.map(line => `${side}${line}${' '.repeat(whole.width - width - rect.x)}`).join('\n'),
      };
    },
    `${size.columns}x${size.rows}`,
    (a, b) => JSON.stringify(a) === JSON.stringify(b),
  );
  return box && <Lines rect={box.rect} text={box.text} />;
}

function centred(width: number, height: number, size: Size): Rect {
  return {
    x: Math.max(0, Math.floor((size.columns - 1 - width) / 2)),
    y: Math.max(0, Math.floor((size.rows - height) / 2)),
    width,
    height,
  };
}
