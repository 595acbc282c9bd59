import { Box, Text } from 'ink';
import { memo } from 'react';
import type { Rect } from '../layout.ts';

/** Prepared lines at their place. One text instead of hundreds of boxes. */
export const Lines = memo(function Lines({ rect, text }: { rect: Rect; text: string }) {
  return (
    <Box
      position="absolute"
      marginLeft={rect.x}
      marginTop={rect.y}
      width={rect.width}
      height={rect.height}
      overflow="hidden"
    >
      <Text wrap="truncate">{text}</Text>
    </Box>
  );
});
