/** What a terminal multiplexer makes of our signs. */
import { spawnSync } from 'node:child_process';

/** tmux(1) knows of each terminal whether it takes UTF-8, and draws `_` where not; nobody else can tell. False outside of tmux. */
export function multiplexerWithoutUtf8(): boolean {
  if (!process.env.TMUX) return false;
  const { stdout } = spawnSync('tmux', ['display-message', '-p', '#{client_utf8}'], {
    encoding: 'utf8',
    timeout: 2000,
  });
  return stdout?.trim() === '0';
}
