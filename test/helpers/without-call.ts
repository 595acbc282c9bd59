/** Programs to which the kernel refuses one system call: `without-call.c`, made when it is first needed. */
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll } from 'vitest';

/** Numbers of system calls, unistd.h. */
const NUMBERS = {
  mount: { x64: 165, arm64: 40 },
  pivot_root: { x64: 155, arm64: 41 },
  chroot: { x64: 161, arm64: 51 },
  capset: { x64: 126, arm64: 91 },
  seccomp: { x64: 317, arm64: 277 },
  mount_setattr: { x64: 442, arm64: 442 },
  close_range: { x64: 436, arm64: 436 },
} as const;

/** Numbers of errors, errno.h: the same on both. */
const ERRNOS = { EPERM: 1, EACCES: 13, EINVAL: 22, ENOSYS: 38 } as const;

let folder: string | undefined;
let program: string | undefined;

afterAll(() => {
  if (folder) rmSync(folder, { recursive: true });
});

/** Words before a command, for anybody to run. */
export function withoutCall(call: keyof typeof NUMBERS, errno: keyof typeof ERRNOS): string[] {
  if (!program) {
    folder = mkdtempSync(join(tmpdir(), 'lab-without-'));
    chmodSync(folder, 0o755);
    program = join(folder, 'without-call');
    execFileSync('cc', ['-o', program, fileURLToPath(new URL('without-call.c', import.meta.url))]);
  }
  return [program, String(NUMBERS[call][process.arch as 'x64' | 'arm64']), String(ERRNOS[errno])];
}
