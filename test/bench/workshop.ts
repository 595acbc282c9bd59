/** A folder for one run of the benchmarks, the small C programs in it, and what else all measurements need. */
import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { which } from '../helpers/require.ts';

/** npm and vitest start us at the top of the checkout. */
export const checkout = process.cwd();

export interface Workshop {
  folder: string;
  /** A directory with busybox, `/proc` and nothing else: what every container gets as its root. */
  root: string;
  /** Absolute path of a program of `native/`. */
  program(name: string): string;
  /** The helper as it is shipped (static) where it could be built, else the one of this checkout. */
  helper: string;
  missing: string[];
  close(): void;
}

/** `quick`: with the helper of this checkout, which need not be linked anew. */
export function openWorkshop({ quick = false } = {}): Workshop {
  const folder = mkdtempSync(join(tmpdir(), 'lab-bench-'));
  chmodSync(folder, 0o755);
  const missing: string[] = [];
  const workshop: Workshop = {
    folder,
    root: join(folder, 'root'),
    helper: quick ? join(checkout, 'native/build/lab-helper') : shippedHelper(missing),
    program: name => compiled(folder, name),
    missing,
    close: () => rmSync(folder, { recursive: true, force: true }),
  };
  makeRoot(workshop.root);
  return workshop;
}

function compiled(folder: string, name: string): string {
  const program = join(folder, name);
  if (existsSync(program)) return program;
  const source = join(checkout, 'test/bench/native', `${name}.c`);
  execFileSync('cc', ['-std=c11', '-O2', '-Wall', '-Wextra', '-Werror', '-static', '-o', program, source]);
  return program;
}

function shippedHelper(missing: string[]): string {
  const shipped = join(checkout, `native/prebuilt/linux-${process.arch}/lab-helper`);
  const sources = readdirSync(join(checkout, 'native/src'), { recursive: true, encoding: 'utf8' }).map(name =>
    join(checkout, 'native/src', name),
  );
  if (existsSync(shipped) && sources.every(source => statSync(source).mtimeMs < statSync(shipped).mtimeMs))
    return shipped;
  try {
    execFileSync('make', ['-s', '-C', join(checkout, 'native'), process.arch], { stdio: 'pipe' });
    return shipped;
  } catch {
    missing.push(
      'the helper as it is shipped (static, musl): install musl-tools; measured is the one of this checkout',
    );
    return join(checkout, 'native/build/lab-helper');
  }
}

function makeRoot(root: string): void {
  const busybox = which('busybox');
  if (busybox === null) throw new Error('the rootfs needs busybox: install busybox-static');
  for (const name of ['bin', 'proc', 'dev', 'tmp']) mkdirSync(join(root, name), { recursive: true });
  copyFileSync(busybox, join(root, 'bin/busybox'));
  for (const name of ['true', 'cat', 'sh', 'sleep']) symlinkSync('busybox', join(root, 'bin', name));
}

/** The command in a private view of the machine: see `view`. */
export function inPrivateView(command: string[], v1: boolean): string[] {
  return ['unshare', '--mount', 'sh', '-c', `${view(v1)}; exec "$@"`, 'view', ...command];
}

/**
 * /run is a tmpfs, as systemd makes it: crun, runc and we write there. On a hybrid machine the v2 tree is
 * out of sight, since crun 1.8 refuses to work where it is.
 */
function view(v1: boolean): string {
  const steps = ['mount -t tmpfs -o mode=755 run /run'];
  if (v1) steps.push('while umount /sys/fs/cgroup/unified 2>/dev/null; do :; done');
  return steps.join('; ');
}
