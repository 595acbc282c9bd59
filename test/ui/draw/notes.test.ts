import { expect, test } from 'vitest';
import { machineLines, noteLines } from '../../../src/ui/draw/notes.ts';
import { withoutColour } from '../../../src/ui/text/text.ts';

test('the four newest notes, then how the app ended', () => {
  const end = { code: null, signal: 'SIGKILL', oomKill: 2 };
  expect(noteLines(['1', '2', '3', '4', '5'], end, 80).map(withoutColour)).toEqual([
    '! 2',
    '! 3',
    '! 4',
    '! 5',
    '! the app ended: killed by SIGKILL',
    '! processes of its group killed for memory: 2',
  ]);
  expect(noteLines([], { code: 3, signal: null, oomKill: 0 }, 80).map(withoutColour)).toEqual([
    '! the app ended: exit code 3',
  ]);
});

test('of the machine two changes, what hides most first, and how many more', () => {
  const trouble = (thing: string, undo: string | null) => ({ thing, name: thing, change: 'new', undo }) as never;
  const lines = machineLines(
    [trouble('cgroup', null), trouble('hostname', null), trouble('mount', 'umount /mnt')],
    200,
  ).map(withoutColour);
  expect(lines).toHaveLength(4);
  expect(lines[0]).toContain('mount');
  expect(lines[1]).toBe('  if that was you: umount /mnt');
  expect(lines[2]).toContain('hostname');
  expect(lines[3]).toBe('! and 1 more changes of the machine itself');
});
