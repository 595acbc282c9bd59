/** Whose files a session writes: under sudo those of the person who called it, never root's in that person's home. */
import { callerUid, tableRows } from '../kernel/accounts.ts';

export interface Person {
  /** As passwd(5) has it; without it the person has no groups but `gid`. */
  name?: string;
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
  const caller = callerUid(env);
  if (uid !== 0 || caller === null) return null;
  for (const [name = '', , id, group, , home] of tableRows(passwd)) {
    if (Number(id) === caller && home?.startsWith('/')) return { name, uid: caller, gid: Number(group), home };
  }
  return null;
}

/**
 * Does the work with that person's effective user and groups, root's among them no more: what it creates is theirs, and a link that they have laid leads no
 * further than they could go themselves. `work` must be synchronous: the whole process changes, seteuid(2).
 */
export function asPerson<T>(person: Person | null, work: () => T): T {
  if (person === null) return work();
  const groups = process.getgroups?.() ?? [];
  takeGroups(person);
  try {
    process.setegid?.(person.gid);
    process.seteuid?.(person.uid);
    return work();
  } finally {
    process.seteuid?.(0);
    process.setegid?.(0);
    if (mayChangeGroups) process.setgroups?.(groups);
  }
}

/** Not in a user namespace that denies it: there nobody's groups can be changed, user_namespaces(7). */
let mayChangeGroups = true;

/** Node's own types lack it. */
type Initgroups = NodeJS.Process & { initgroups?(user: string, gid: number): void };

function takeGroups({ name, gid }: Person): void {
  try {
    process.setgroups?.([gid]);
    if (name !== undefined) (process as Initgroups).initgroups?.(name, gid);
  } catch (error) {
    // a name that only passwd(5) knows has no other groups
    if ((error as NodeJS.ErrnoException).code === 'EPERM') mayChangeGroups = false;
  }
}
