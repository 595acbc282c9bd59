/** A command line as somebody would type it: by sh(1), with our environment and rights, never longer than it is waited for. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';

/** More is not compared with anything. */
const LONGEST = 256 * 1024;

/** What it wrote to both outputs, for UTF-8. `ended` is false when it took longer than `seconds`, or `stopped` came first: then it is killed. */
export async function typed(
  line: string,
  seconds: number,
  stopped?: Promise<void>,
): Promise<{ output: string; ended: boolean }> {
  // With a session of its own all that it has started can be killed; sudo(8) would find no terminal there to ask on.
  const detached = process.getuid?.() === 0;
  const env = { ...process.env, LC_ALL: 'C' };
  const child = spawn('sh', ['-c', `exec 2>&1; ${line}`], {
    detached,
    stdio: ['ignore', 'pipe', 'inherit'],
    cwd: '/',
    env,
  });
  const parts: Buffer[] = [];
  let size = 0;
  child.stdout.on('data', (part: Buffer) => {
    if (size < LONGEST) parts.push(part);
    size += part.length;
  });
  let over = false;
  let ended = true;
  const end = (): void => {
    if (over) return;
    ended = false;
    kill(detached ? -(child.pid ?? 0) : (child.pid ?? 0));
    child.stdout.destroy();
  };
  const late = setTimeout(end, seconds * 1000);
  void stopped?.then(end);
  await once(child, 'close').catch(() => []);
  over = true;
  clearTimeout(late);
  return { output: Buffer.concat(parts).toString('utf8'), ended };
}

/** kill(2) with 0 would signal our own process group. */
function kill(pid: number): void {
  if (pid === 0) return;
  try {
    process.kill(pid, 'SIGKILL');
  } catch {}
}
