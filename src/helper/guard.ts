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
 * `q` (we were killed), it restores the terminal's settings and leaves the alternate screen. A terminal that is raw now was
 * left so by somebody killed: it is repaired first. Resolves, with the function that writes the `q`, once the guard knows what to restore.
 */
export async function startTerminalGuard(): Promise<() => void> {
  const terminal = controllingTerminal();
  const guard = spawn(nativeProgram('lab-helper'), ['guard'], {
    detached: true,
    stdio: ['pipe', 'pipe', 'ignore', terminal],
  });
  const { stdin, stdout } = guard;
  // no guard, or one that cannot work: everything else still restores the terminal
  await new Promise<void>(resolve => {
    stdout?.once('data', () => resolve());
    guard.once('error', () => resolve()).once('exit', () => resolve());
  });
  stdin?.on('error', () => {});
  stdout?.destroy();
  guard.unref();
  (stdin as unknown as { unref?(): void } | null)?.unref?.();
  return () => stdin?.end('q');
}
