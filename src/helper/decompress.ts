/** Decompresses an untrusted file, by the program that tar(1) would take. */
import { spawn } from 'node:child_process';

/** `nobody`: what decompresses untrusted bytes needs no rights. */
const NOBODY = 65534;

/**
 * The standard output of `NAME -dc` whose standard input is a copy of the descriptor. Ends when its reader does. Throws when the program
 * is missing, or fails.
 */
export async function* decompress(program: string, fd: number): AsyncGenerator<Buffer> {
  const child = spawn(program, ['-dc'], {
    cwd: '/',
    env: { PATH: '/usr/bin:/bin' },
    stdio: [fd, 'pipe', 'ignore'],
    ...(process.getuid?.() === 0 ? { uid: NOBODY, gid: NOBODY } : {}),
  });
  const ended = new Promise<number | null>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', resolve);
  });
  ended.catch(() => {});
  try {
    for await (const chunk of child.stdout ?? []) yield chunk;
    const code = await ended;
    if (code !== 0) throw new Error(`${program} ended with ${code}`);
  } finally {
    child.kill('SIGKILL');
  }
}
