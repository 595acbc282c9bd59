/** A bundle for runc, and runc's calls as strace sees them. */
import { execFileSync, spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { which } from '../../helpers/require.ts';
import { GROUP } from './sentence.ts';

/** What of the OCI's config.json is changed here. */
export interface Config {
  process: { terminal: boolean; args: string[]; noNewPrivileges?: boolean };
  root: { readonly: boolean };
  mounts: { destination: string; source: string; type: string; options?: string[] }[];
  linux: {
    cgroupsPath?: string;
    rootfsPropagation?: string;
    seccomp?: object;
    resources?: object;
    namespaces: { type: string }[];
  };
}

/** A bundle in `dir`: a root filesystem with a busybox, and what `runc spec` writes, changed by `change`. */
export function bundle(dir: string, change: (config: Config) => void): string {
  for (const name of ['bin', 'proc', 'dev', 'sys', 'tmp', 'late', 'v'])
    mkdirSync(join(dir, 'rootfs', name), { recursive: true });
  copyFileSync(which('busybox') ?? '', join(dir, 'rootfs/bin/busybox'));
  for (const name of ['sh', 'true', 'cat', 'sleep']) symlinkSync('busybox', join(dir, 'rootfs/bin', name));
  execFileSync('runc', ['spec', '--bundle', dir]);
  const file = join(dir, 'config.json');
  const config = JSON.parse(readFileSync(file, 'utf8')) as Config;
  config.process.terminal = false;
  config.process.args = ['/bin/true'];
  config.root.readonly = false;
  config.linux.cgroupsPath = `/${GROUP}`;
  change(config);
  writeFileSync(file, JSON.stringify(config));
  return dir;
}

/** The calls of `runc run`, in their order, one a line, without those that strace shows as unfinished halves. */
export function calls(dir: string, options: string[] = []): string[] {
  const trace = join(dir, 'trace');
  const which =
    'mkdir,mkdirat,unshare,clone,mount,move_mount,pivot_root,chroot,umount2,sethostname,prctl,capset,seccomp,execve,write';
  const words = ['-f', '-s', '64', '-e', `trace=${which}`, '-o', trace];
  const run = spawnSync(
    'strace',
    [...words, 'runc', '--root', join(dir, 'state'), 'run', ...options, '--bundle', dir, GROUP],
    {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  if (run.status !== 0) throw new Error(`runc ended with ${run.status}: ${run.stderr}`);
  return readFileSync(trace, 'utf8')
    .split('\n')
    .map(line => line.replace(/^\d+ +/, ''))
    .filter(line => line !== '' && !line.startsWith('<...'));
}

/** Where in `calls` the first (or last) call is that fits; throws when there is none. */
export function at(calls: string[], fits: RegExp, which: 'first' | 'last' = 'first'): number {
  const index =
    which === 'first' ? calls.findIndex(call => fits.test(call)) : calls.findLastIndex(call => fits.test(call));
  if (index < 0) throw new Error(`no call ${fits} among\n${calls.join('\n')}`);
  return index;
}
