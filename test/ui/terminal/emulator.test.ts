import { describe, expect, test } from 'vitest';
import { Emulator } from '../../../src/ui/terminal/emulator.ts';
import { columnsOf, withoutColour } from '../../../src/ui/text/text.ts';
import { UNSAFE } from '../models.ts';

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

describe('whatever a program sends', () => {
  /** Milliseconds of CPU until it is drawn, and the most between two moments in which something else could run. */
  async function cost(data: string): Promise<{ cpu: number; longest: number }> {
    const emulator = new Emulator({ columns: 200, rows: 60 }, () => {});
    const spent = (since?: NodeJS.CpuUsage) => {
      const { user, system } = process.cpuUsage(since);
      return (user + system) / 1000;
    };
    const before = process.cpuUsage();
    let [last, longest, drawn] = [process.cpuUsage(), 0, false];
    const look = (): void => {
      longest = Math.max(longest, spent(last));
      last = process.cpuUsage();
      if (!drawn) setTimeout(look);
    };
    look();
    await new Promise<void>(resolve => emulator.write(data, resolve));
    drawn = true;
    look();
    emulator.dispose();
    return { cpu: spent(before), longest };
  }

  test.each([...'bLMSTIZX@P'])('a number without an end before %s is no work without an end', async last => {
    const { cpu } = await cost(`A\u001b[2147483647${last}`);
    expect(cpu).toBeLessThan(1000);
  });

  test('a chunk of the dearest sequences leaves room for keys', async () => {
    for (const dear of ['A\u001b[99999b', '\u001b[99999S', '\u001b[99999L', '\u001b#8', '\u001b[2J']) {
      const { longest } = await cost(dear.repeat(16_384 / dear.length));
      expect(longest, JSON.stringify(dear)).toBeLessThan(500);
    }
  });

  test('of a flood the newest is drawn, the rest is left out, and every write is told', async () => {
    const emulator = new Emulator({ columns: 20, rows: 3 }, () => {});
    const before = process.memoryUsage().rss;
    let done = 0;
    await new Promise<void>(resolve => {
      for (let i = 0; i < 500; i++)
        emulator.write(`${'y\r\n'.repeat(4000)}line ${i}`, () => {
          if (++done === 500) resolve();
        });
    });
    expect(withoutColour(emulator.lines(false)[2] ?? '').trim()).toBe('line 499');
    expect(process.memoryUsage().rss - before).toBeLessThan(100 * 2 ** 20);
  });

  test('its questions are answered only so often', async () => {
    const { answers } = await shown('\u001b[6n\u001b[c\u001b[>c\u001b[5n\u001b[?2026$p\u001bP$qm\u001b\\'.repeat(500));
    expect(answers.length).toBeGreaterThan(20);
    expect(answers.length).toBeLessThanOrEqual(500);
  });

  test('marks on one letter do not pile up, and hidden ones do not widen it', async () => {
    const { lines } = await shown(`a${'\u0301'.repeat(100_000)}\r\u001b[C${'\u0301'.repeat(100)}\u202eb`);
    expect(lines[0]?.length).toBeLessThan(30);
    expect(columnsOf(lines[0] ?? '')).toBe(10);
  });
});
