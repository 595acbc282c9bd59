/** The name that only this learner uses on this machine: groups of two who reduceProgress side by side must not be the same one. */
import { callerUid, tableRows } from '../kernel/accounts.ts';
import { isGroupThere, type Layout } from '../kernel/cgroup/index.ts';
import { loginOf, processStat, userOf } from '../kernel/processes.ts';

/** More than so many have nobody's name. */
const LENGTH = 20;
const TRIES = 100;

/**
 * `lab-ann`, after the login; `lab-ann-2` where such a group is there already. Who is root, and nothing else, has no name of their
 * own: then it is the number of this process.
 */
export function learnersName(layout: Layout, person = personHere(), passwd = '/etc/passwd'): string {
  const base = `lab-${person === null ? process.pid : nameOf(person, passwd)}`;
  const names = [base, ...Array.from({ length: TRIES }, (_, i) => `${base}-${i + 2}`)];
  return names.find(name => !isGroupThere(layout, name)) ?? `${base}-${process.pid}`;
}

/** UID of whoever called sudo, else our own, else that of the login, else the first above us that is not root. */
function personHere(): number | null {
  const uid = process.getuid?.() ?? 0;
  const known = uid !== 0 ? uid : (callerUid() ?? loginOf('self'));
  if (known) return known;
  for (let at = process.ppid; at > 0; at = processStat(at)?.parent ?? 0) {
    const above = userOf(at);
    if (above) return above;
  }
  return null;
}

function nameOf(uid: number, passwd: string): string {
  const [found = ''] = tableRows(passwd).find(row => Number(row[2]) === uid) ?? [];
  const name = found.replaceAll(/[^A-Za-z0-9_-]/g, '').slice(0, LENGTH);
  return name === '' ? String(uid) : name;
}
