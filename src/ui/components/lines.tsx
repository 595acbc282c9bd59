import { Box, Text } from 'ink';
import { memo } from 'react';
import { onlyColours } from '../../protocol/printable.ts';
import type { Rect } from '../draw/layout.ts';

/**
 * Prepared lines at their place, as wide as they are drawn. One text instead of hundreds of boxes, and without `overflow`, for
 * whose sake Ink would take every line of every frame apart once more: what does not fit below is left out here, what is too
 * wide by `truncate`. Whatever was drawn, only its text and colours reach the terminal.
 */
export const Lines = memo(function Lines({ rect, text }: { rect: Rect; text: string }) {
  return (
    <Box position="absolute" marginLeft={rect.x} marginTop={rect.y} width={rect.width} height={rect.height}>
      <Text wrap="truncate">{onlyColours(firstLines(text, rect.height))}</Text>
    </Box>
  );
});

function firstLines(text: string, count: number): string {
  if (count < 1) return '';
  let end = -1;
  for (let line = 0; line < count; line++) {
    end = text.indexOf('\n', end + 1);
    if (end < 0) return text;
  }
  return text.slice(0, end);
}
