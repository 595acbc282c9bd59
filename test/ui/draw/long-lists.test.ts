import { expect, test } from 'vitest';
import { addedLines, countText } from '../../../src/ui/draw/long-lists.ts';
import { withoutColour } from '../../../src/ui/text/text.ts';

const mount = (id: number, point: string, device = '0:9') => `${id} 1 ${device} / ${point} rw,nosuid - tmpfs none rw`;

test('only what the host does not have has a line', () => {
  const row = { key: 'mounts', label: 'mounts', differs: true, change: null, recent: false };
  const lines = addedLines({ ...row, host: [mount(1, '/a')], mine: [mount(7, '/a'), mount(8, '/b', '0:10')] }, 60);
  expect(lines.map(line => withoutColour(line).trimEnd())).toEqual(['  + /b            tmpfs rw,nosuid']);
});

test('how many there are', () => {
  expect(countText(['a'])).toBe('1 line');
  expect(countText(['a', 'b'])).toBe('2 lines');
  expect(countText('a')).toBe('');
});
