import { spawn } from 'node:child_process';
import { openSync } from 'node:fs';
import { nativeProgram } from './helper-path.ts';

/** `inherit` 0 where the terminal on standard input is not the controlling one. */
function controllingTerminal(): number {
  try {
    return openSync('/dev/tty', 'r+');
  } catch {
    return 0;
  }
}

/**
 * A small unprivileged process in a session of its own that holds the terminal and a pipe to us. When the pipe closes without a
 * farewell (we were killed), it restores the terminal's settings and leaves the alternate screen. Returns the farewell.
 */
export function startTerminalGuard(): () => void {
  const terminal = controllingTerminal();
  const guard = spawn(nativeProgram('lab-helper'), ['guard'], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore', terminal],
  });
  guard.on('error', () => {}); // no guard: everything else still restores the terminal
  guard.stdin?.on('error', () => {});
  guard.unref();
  (guard.stdin as unknown as { unref?(): void } | null)?.unref?.();
  return () => guard.stdin?.end('q');
}
