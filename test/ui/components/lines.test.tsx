import { Box, renderToString } from 'ink';
import { expect, test } from 'vitest';
import { Lines } from '../../../src/ui/components/lines.tsx';

/** The lines of a screen of five, without the empty ones at its end. */
function drawn(text: string, rect: { x: number; y: number; width: number; height: number }): string[] {
  const frame = renderToString(
    <Box width={20} height={5}>
      <Lines rect={rect} text={text} />
    </Box>,
  );
  return frame.trimEnd().split('\n');
}

test('lines stand at their place', () => {
  expect(drawn('one\ntwo', { x: 2, y: 1, width: 10, height: 2 })).toEqual(['', '  one', '  two']);
});

test('what is too tall or too wide stays inside', () => {
  expect(drawn('one\ntwo\nthree', { x: 1, y: 0, width: 5, height: 2 })).toEqual([' one', ' two']);
  expect(drawn('abcdefgh', { x: 1, y: 0, width: 5, height: 2 })).toEqual([' abcd…']);
});

test('a place without height shows nothing', () => {
  expect(drawn('one', { x: 0, y: 0, width: 5, height: 0 })).toEqual(['']);
});
