/** May others exchange what runs as root here? The package's own files, and every directory above them. Pure but for what it stats. */
import { readdirSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { callerUid, tableRows } from '../kernel/accounts.ts';
import { enclosure } from '../kernel/enclosure.ts';
import { shellWord } from '../protocol/shell-word.ts';
import { packageFile } from './helper-path.ts';

/** A file or directory that somebody else may write to, and who they are. */
export interface Exposure {
  path: string;
  /** Permission bits, octal, as chmod(1) writes them. */
  mode: string;
  /** `anybody`, `the group of gid 100`, `its owner, uid 1001`. */
  who: string;
  /** A command, or what else to do. */
  todo: string;
}

/** Whom one trusts anyway, and how groups are looked up. */
export interface Myself {
  /** Root, this user, and who called sudo. */
  uids: readonly number[];
  /** passwd(5) and group(5). */
  passwd?: string;
  group?: string;
}

/** `sudo`: who calls it has root's rights anyway. */
export function myself(env: NodeJS.ProcessEnv = process.env, uid = process.getuid?.() ?? -1): Myself {
  const caller = uid === 0 ? callerUid(env) : null;
  return { uids: [0, uid, ...(caller === null ? [] : [caller]), ...unmapped()] };
}

/** In a user namespace the files of root, and of all who are not mapped, have this owner: user_namespaces(7). Of whom nobody can tell. */
function unmapped(): number[] {
  if (!enclosure().userNamespace) return [];
  return [Number(readFileSync('/proc/sys/kernel/overflowuid', 'latin1'))];
}

/** The first place at which others could exchange the helper, or the program that starts it; null when there is none. */
export function exposure(files = packageFiles(), me = myself()): Exposure | null {
  const seen = new Set<string>();
  for (const file of files) {
    for (let path = real(file), below: string | null = null; path !== null; below = path, path = above(path)) {
      const found = seen.has(path) ? null : exposedAt(path, below, me);
      if (found !== null) return found;
      seen.add(path);
    }
  }
  return null;
}

/** One sentence. */
export function exposureText({ path, mode, who, todo }: Exposure): string {
  return `${who} may write to ${path} (mode ${mode}), and so exchange what container-lab runs as root: ${todo}`;
}

function packageFiles(): string[] {
  const native = [`native/prebuilt/linux-${process.arch}`, 'native/build'].flatMap(folder =>
    ['lab-helper', 'lab-apps'].map(name => packageFile(`${folder}/${name}`)),
  );
  const dist = packageFile('dist');
  return [...native, ...list(dist), ...list(join(dist, 'chunks'))];
}

function list(folder: string): string[] {
  try {
    return readdirSync(folder).map(name => join(folder, name));
  } catch {
    return [];
  }
}

/** Null: it is not there. */
function real(path: string): string | null {
  try {
    return realpathSync.native(path);
  } catch {
    return null;
  }
}

function above(path: string): string | null {
  return path === '/' ? null : dirname(path);
}

/** `below`: what lies in this directory on the way. In a sticky one others may not exchange what is not theirs. */
function exposedAt(path: string, below: string | null, me: Myself): Exposure | null {
  const { uid, gid, mode } = statSync(path);
  const octal = (mode & 0o7777).toString(8);
  const word = shellWord(path);
  if (!me.uids.includes(uid)) {
    const todo = 'install it as root, or as the user who runs it';
    return { path, mode: octal, who: `its owner, uid ${uid},`, todo };
  }
  const sticky = (mode & 0o1000) !== 0 && below !== null && me.uids.includes(statSync(below).uid);
  if (sticky) return null;
  if ((mode & 0o002) !== 0) return { path, mode: octal, who: 'anybody', todo: `chmod go-w ${word}` };
  if ((mode & 0o020) !== 0 && !isPrivate(gid, me))
    return { path, mode: octal, who: `everybody in the group of gid ${gid}`, todo: `chmod g-w ${word}` };
  return null;
}

/** Only we are in it, as in the group that many systems make for each user. What cannot be read counts as a group of others. */
function isPrivate(gid: number, { uids, passwd = '/etc/passwd', group = '/etc/group' }: Myself): boolean {
  const users = tableRows(passwd);
  const name = (user: string) => uids.includes(Number(users.find(row => row[0] === user)?.[2] ?? -1));
  const itself = tableRows(group).find(row => Number(row[2]) === gid);
  if (gid !== 0 && itself === undefined) return false;
  const members = (itself?.[3] ?? '').split(',').filter(member => member !== '');
  const primary = users.filter(row => Number(row[3]) === gid);
  return members.every(name) && primary.every(row => uids.includes(Number(row[2])));
}
