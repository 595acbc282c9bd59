/** What surrounds this process: a container, a sandbox, a chroot. Read from /proc, never guessed from names alone. */
import { readFileSync, statSync } from 'node:fs';
import { parseIdmap } from './idmap.ts';
import { parseMountinfo } from './mountinfo.ts';

export interface Enclosure {
  /** The container engine whose mark, a file, is there; null when none. The mark alone restricts nothing. */
  engine: string | null;
  /** A seccomp filter looks at every system call: proc_pid_status(5), Seccomp 2. */
  seccomp: boolean;
  /** The root directory is not the root mount: a chroot, in which the kernel makes no user namespace. */
  chroot: boolean;
  /** Not the first user namespace: uid 0 here is somebody else outside. */
  userNamespace: boolean;
  /** Paths below /proc that are covered by other mounts. */
  covered: string[];
  /** AppArmor profile that confines us, or null: one in mode `unconfined` only names us. */
  profile: string | null;
}

/** How the files are read; a test gives others. */
export interface EnclosureReader {
  /** Null when the file cannot be read. */
  read(path: string): string | null;
  exists(path: string): boolean;
}

/** Every user id: what only the first user namespace maps. */
const ALL_IDS = 4294967295;

/** Mounts that an ordinary machine has there. */
const USUAL = new Set(['/proc/sys/fs/binfmt_misc']);

const MARKS: [file: string, engine: string][] = [
  ['/run/.containerenv', 'podman'],
  ['/.dockerenv', 'docker'],
];

export function enclosure({ read, exists }: EnclosureReader = realReader): Enclosure {
  const mounts = parseMountinfo(read('/proc/self/mountinfo') ?? '');
  const map = parseIdmap(read('/proc/self/uid_map') ?? '');
  const profile = (read('/proc/self/attr/apparmor/current') ?? '').trim();
  return {
    engine: MARKS.find(([file]) => exists(file))?.[1] ?? (read('/run/systemd/container')?.trim() || null),
    seccomp: /^Seccomp:\s*2$/m.test(read('/proc/self/status') ?? ''),
    chroot: mounts.length > 0 && !mounts.some(mount => mount.point === '/'),
    userNamespace: map.length > 0 && map[0]?.length !== ALL_IDS,
    covered: [...new Set(mounts.map(mount => mount.point))].filter(p => p.startsWith('/proc/') && !USUAL.has(p)),
    profile: profile === '' || /\(?unconfined\)?$/.test(profile) ? null : profile,
  };
}

const realReader: EnclosureReader = {
  read(path) {
    try {
      return readFileSync(path, 'latin1');
    } catch {
      return null;
    }
  },
  exists(path) {
    return statSync(path, { throwIfNoEntry: false }) !== undefined;
  },
};
