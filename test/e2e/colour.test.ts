/** Who decides about colours, on the full screen; and that plain commands have none. */
import { describe, expect, test } from 'vitest';
import { cli, PROGRAM } from '../helpers/cli.ts';
import { openScreen, type Screen } from '../helpers/screen.ts';

async function coloured(args: string[], env: Record<string, string>): Promise<boolean> {
  const screen = openScreen(process.execPath, [PROGRAM, 'replay', ...args], { env });
  await screen.waitFor('RECORDED');
  await screen.waitFor('Two halves');
  const found = hasColour(screen);
  expect(screen.text()).not.toContain('Warning');
  await screen.close();
  return found;
}

function hasColour({ terminal }: Screen): boolean {
  const buffer = terminal.buffer.active;
  for (let y = 0; y < terminal.rows; y++)
    for (let x = 0; x < terminal.cols; x++) {
      const cell = buffer.getLine(buffer.baseY + y)?.getCell(x);
      if (cell && (!cell.isFgDefault() || !cell.isBgDefault())) return true;
    }
  return false;
}

describe('the screen', () => {
  test.each<[string, string[], Record<string, string>, boolean]>([
    ['has colours where the terminal has', [], {}, true],
    ['--no-color', ['--no-color'], {}, false],
    ['--no-color, whatever the environment says', ['--no-color'], { FORCE_COLOR: '3' }, false],
    ['NO_COLOR', [], { NO_COLOR: '1' }, false],
    ['NO_COLOR wins over FORCE_COLOR', [], { NO_COLOR: '1', FORCE_COLOR: '3' }, false],
    ['an empty NO_COLOR says nothing', [], { NO_COLOR: '' }, true],
    ['FORCE_COLOR=0', [], { FORCE_COLOR: '0' }, false],
    ['FORCE_COLOR, on a terminal that says it has none', [], { FORCE_COLOR: '1', TERM: 'vt100' }, true],
  ])('%s', async (_name, args, env, expected) => expect(await coloured(args, env)).toBe(expected));
});

test.each([
  ['list'],
  ['glossary', 'chroot'],
  ['progress'],
  ['version'],
  ['demo', '--list'],
  ['replay', '--plain'],
  ['--help'],
])('%s prints no escape, and takes --no-color before or after', async (...words) => {
  for (const args of [
    [...words, '--no-color'],
    ['--no-color', ...words],
  ]) {
    const { code, stdout, stderr } = await cli(args, { env: { FORCE_COLOR: '3' } });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).not.toBe('');
    expect(stdout).not.toContain('\u001b');
  }
});

test('--no-color among the words of the app is the app’s', async () => {
  const { stderr } = await cli(['run', 'nonsense', '--', 'ls', '--no-color']);
  expect(stderr).toContain("there is no lesson 'nonsense'");
});
