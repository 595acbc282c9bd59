import { expect, test } from 'vitest';
import { Emulator } from '../../src/ui/emulator.ts';
import { columnsOf, withoutColour } from '../../src/ui/text.ts';
import { UNSAFE } from './models.ts';

async function shown(data: string, size = { columns: 10, rows: 3 }) {
  const answers: string[] = [];
  const emulator = new Emulator(size, answer => answers.push(answer));
  await new Promise<void>(resolve => emulator.write(data, resolve));
  return { emulator, answers, lines: emulator.lines(false) };
}

test('lines have exactly the size of the terminal', async () => {
  const { lines } = await shown('日本語\r\n\u001b[31mred\u001b[0m and more than fits', { columns: 10, rows: 4 });
  expect(lines).toHaveLength(4);
  for (const line of lines) expect(columnsOf(line)).toBe(10);
  expect(withoutColour(lines[1] ?? '')).toBe('red and mo');
});

test('colours are kept and end with the line', async () => {
  const { lines } = await shown('\u001b[1;31mA\u001b[0;38;5;200;48;2;1;2;3mB\u001b[94mC');
  expect(lines[0]).toBe('\u001b[0;1;31mA\u001b[0;38;5;200;48;2;1;2;3mB\u001b[0;94;48;2;1;2;3mC\u001b[0m       ');
});

test('the cursor is shown inverted, where it is asked for', async () => {
  const { emulator } = await shown('ab');
  expect(emulator.lines(true)[0]).toBe('ab\u001b[0;7m \u001b[0m       ');
  expect(emulator.lines(false)[0]).toBe('ab        ');
});

test('nothing but colours comes out, whatever goes in', async () => {
  const { lines } = await shown('\u001b]0;title\u0007\u001b[2J\u001b[Hx\u001b[?1049h\u001b[5n\u009b1m', {
    columns: 20,
    rows: 2,
  });
  for (const line of lines) expect(withoutColour(line)).not.toMatch(UNSAFE);
});

test('questions of programs are answered', async () => {
  const { answers } = await shown('\u001b[6n');
  expect(answers).toEqual(['\u001b[1;1R']);
});
