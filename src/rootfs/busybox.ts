/** A static busybox of the host: one file that is a whole userland. */
import { isStatic, readElf } from '../kernel/elf.ts';
import type { HostTree } from './host-tree.ts';
import type { Image } from './image.ts';

/** What a learner may type; linked where this busybox has it. */
const WANTED =
  `[ [[ arch ash awk basename cat chgrp chmod chown chroot clear cmp cp cut date dd df diff dirname dmesg du echo
  egrep env expr false fgrep find fold free grep groups gunzip gzip head hexdump hostname id ifconfig install ip
  ipcs kill killall less link ln logname ls lsof md5sum mkdir mkfifo mknod mktemp more mount mountpoint mv nc netstat
  nice nohup nproc nsenter od paste pgrep pidof ping pivot_root pkill printenv printf ps pwd readlink realpath reset
  rm rmdir route sed seq setsid sh sha256sum sleep sort split stat stty sync sysctl tail tar tee test time timeout top
  touch tr true truncate tty umount uname uniq unlink unshare uptime usleep vi watch wc wget which whoami xargs xxd yes`
    .trim()
    .split(/\s+/);

/** Puts busybox and its names into the image; its path on the host, or null where there is no static one. */
export async function addBusybox(tree: HostTree, image: Image): Promise<string | null> {
  const path = await findStatic(tree);
  if (path === null) return null;
  image.copy('/bin/busybox', tree.onHost(path), 0o755);
  const has = new Set(await appletNames(tree, path));
  for (const name of WANTED) if (has.has(name)) image.link(`/bin/${name}`, '/bin/busybox');
  return path;
}

async function findStatic(tree: HostTree): Promise<string | null> {
  for (const path of [
    await tree.which('busybox'),
    '/bin/busybox',
    '/usr/bin/busybox',
    await tree.which('busybox.static'),
  ]) {
    if (path === null || (await tree.stat(path)) === null) continue;
    try {
      const elf = await readElf((offset, length) => tree.readAt(path, offset, length));
      const native = elf !== null && (elf.arch === process.arch || elf.arch === 'other');
      if (elf !== null && native && isStatic(elf)) return path;
    } catch {
      // unreadable or damaged: not this one
    }
  }
  return null;
}

/** busybox keeps its names as one sorted run of NUL-ended words, which begins with `[` and `[[`; what comes before is any byte. */
async function appletNames(tree: HostTree, path: string): Promise<string[]> {
  const bytes = await tree.readAt(path, 0, 16 * 1024 * 1024);
  let names: string[] = [];
  const next = (from: number) => bytes.indexOf('[\0[[\0', from, 'latin1');
  for (let at = next(0); at >= 0; at = next(at + 1)) {
    const run = sortedRun(bytes.toString('latin1', at, at + 16_384));
    if (run.length > names.length) names = run;
  }
  return names.length > 0 ? names : ['sh', 'ash', 'cat', 'echo', 'ls', 'mount', 'ps', 'sleep'];
}

function sortedRun(text: string): string[] {
  const names: string[] = [];
  for (const name of text.split('\0')) {
    if (!/^[\w[.+-]+$/.test(name) || name < (names.at(-1) ?? '')) break;
    names.push(name);
  }
  return names;
}
