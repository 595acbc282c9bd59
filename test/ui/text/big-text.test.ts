import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { loadLessons } from '../../../src/lesson/load.ts';
import { primitivesOf } from '../../../src/lesson/primitives.ts';
import { bigText } from '../../../src/ui/text/big-text.ts';

test('a letter in half blocks and in whole ones', () => {
  expect(bigText('L', 10, 'half')).toEqual(['█', '█', '█', '▀▀▀▀▀']);
  expect(bigText('L', 10, 'whole')).toEqual([...Array(6).fill('██'), '██████████', '']);
});

test('what is too wide or not in the alphabet has no large letters', () => {
  expect(bigText('LL', 11, 'half')).not.toBeNull();
  expect(bigText('LL', 10, 'half')).toBeNull();
  expect(bigText('ü', 100, 'half')).toBeNull();
  expect(bigText('', 100, 'half')).toBeNull();
});

test('no two characters look the same', () => {
  const all = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.-:/[]()→…=,?+|"'];
  const drawn = all.map(c => bigText(c, 20, 'whole')?.join('\n'));
  expect(drawn).not.toContain(undefined);
  expect(new Set(drawn).size).toBe(all.length);
});

test('every primitive of the course can be written', () => {
  const { lessons } = loadLessons(fileURLToPath(new URL('../../../lessons', import.meta.url)));
  for (const { name } of primitivesOf(lessons)) expect(bigText(name, 1000, 'half'), name).not.toBeNull();
});
