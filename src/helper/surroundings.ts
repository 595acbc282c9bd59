/** As whom and on what machine we run, as far as it decides how the helper is started. */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, statSync } from 'node:fs';

export interface Surroundings {
  uid: number;
  /** CAP_SYS_ADMIN is in the effective set: uid 0 in a container may lack it. */
  administers: boolean;
  /** Directory of the user's own systemd, where it can be reached. */
  userManager: string | null;
  /** Absolute path of a program that becomes root or is run by it, or null: PATH may name no other user's program. */
  which(program: string): string | null;
  exists(path: string): boolean;
  /** This sudo is sudo-rs, which puts our prompt into brackets. */
  wrapsPrompt(sudo: string): boolean;
}

export const realSurroundings: Surroundings = {
  uid: process.getuid?.() ?? -1,
  administers: hasSysAdmin(),
  userManager: userManager(),
  which(program) {
    const folders = ['/usr/bin', '/bin', '/usr/sbin', '/sbin', ...(process.env.PATH ?? '').split(':')];
    const found = folders.find(dir => dir.startsWith('/') && isRoots(dir) && isRoots(`${dir}/${program}`));
    return found === undefined ? null : `${found}/${program}`;
  },
  exists: existsSync,
  wrapsPrompt(sudo) {
    // sudo-rs says its version on standard error, sudo on standard output
    const { stdout, stderr } = spawnSync(sudo, ['--version'], {
      encoding: 'utf8',
      env: {},
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    return /^sudo-rs /m.test(`${stdout}\n${stderr}`);
  },
};

/** Root's, and nobody else may write to it. */
function isRoots(path: string): boolean {
  try {
    const { uid, mode } = statSync(path);
    return uid === 0 && (mode & 0o022) === 0;
  } catch {
    return false;
  }
}

/** capabilities(7): CAP_SYS_ADMIN is bit 21. */
function hasSysAdmin(): boolean {
  try {
    const effective = /^CapEff:\s*([0-9a-f]+)$/m.exec(readFileSync('/proc/self/status', 'latin1'))?.[1] ?? '0';
    return ((BigInt(`0x${effective}`) >> 21n) & 1n) === 1n;
  } catch {
    return false;
  }
}

function userManager(): string | null {
  const directory = process.env.XDG_RUNTIME_DIR;
  return directory?.startsWith('/') && existsSync(`${directory}/systemd/private`) ? `${directory}/systemd` : null;
}
