/** Whose files a session writes: under sudo those of the person who called it, never root's in that person's home. */
import { readFileSync } from 'node:fs';

export interface Person {
  uid: number;
  gid: number;
  home: string;
}

/** Who called sudo, when this process is root through sudo(8); null otherwise, and when passwd(5) does not know the person. */
export function callerOfSudo(
  env: NodeJS.ProcessEnv = process.env,
  uid = process.getuid?.(),
  passwd = '/etc/passwd',
): Person | null {
  const caller = Number(env.SUDO_UID);
  if (uid !== 0 || !(caller > 0)) return null;
  for (const line of lines(passwd)) {
    const [, , id, group, , home] = line.split(':');
    if (Number(id) === caller && home?.startsWith('/')) return { uid: caller, gid: Number(group), home };
  }
  return null;
}

/**
 * Does the work with that person's effective user and group: what it creates is theirs, and a link that they have laid leads no
 * further than they could go themselves. `work` must be synchronous: the whole process changes, seteuid(2).
 */
export function asPerson<T>(person: Person | null, work: () => T): T {
  if (person === null) return work();
  process.setegid?.(person.gid);
  process.seteuid?.(person.uid);
  try {
    return work();
  } finally {
    process.seteuid?.(0);
    process.setegid?.(0);
  }
}

function lines(path: string): string[] {
  try {
    return readFileSync(path, 'utf8').split('\n');
  } catch {
    return [];
  }
}
