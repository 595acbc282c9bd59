/** tmux as it is started on a fresh machine, in a terminal of its own. */
import { execFileSync, spawn } from 'node:child_process';
import { afterEach, describe, expect, test } from 'vitest';
import { multiplexerWithoutUtf8 } from '../../src/helper/multiplexer.ts';
import { needs } from '../helpers/require.ts';
import { soon } from '../helpers/soon.ts';
import { unique } from '../helpers/unique.ts';

const SOCKET = `lab-multiplexer-${unique}`;
const tmux = (...args: string[]) =>
  execFileSync('tmux', ['-L', SOCKET, ...args], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();

afterEach(() => {
  delete process.env.TMUX;
});

test('outside of tmux nobody is asked', () => {
  delete process.env.TMUX;
  expect(multiplexerWithoutUtf8()).toBe(false);
});

describe.runIf(needs('tmux', 'is the multiplexer') && needs('script', 'gives it a terminal'))('in tmux', () => {
  test.each([
    ['C', true],
    ['C.UTF-8', false],
  ])('started with LC_ALL=%s', async (locale, without) => {
    const env = { ...process.env, LC_ALL: locale, TERM: 'xterm' };
    const terminal = spawn('script', ['-qec', `tmux -L ${SOCKET} new-session sleep 60`, '/dev/null'], { env });
    try {
      const clients = () => {
        try {
          return tmux('list-clients');
        } catch {
          return '';
        }
      };
      await soon(() => expect(clients()).not.toBe(''));
      process.env.TMUX = tmux('display-message', '-p', '#{socket_path},#{pid},0');
      expect(multiplexerWithoutUtf8()).toBe(without);
    } finally {
      tmux('kill-server');
      terminal.kill();
    }
  });
});
