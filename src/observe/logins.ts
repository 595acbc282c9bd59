/** Whose login a process comes from: where several people learn on one machine, nobody solves the challenge of another. */
import { loginOf } from '../kernel/processes.ts';

/**
 * From the login of somebody else than `own`. Not without any login (a daemon has made it, as Docker's does); and root's may be
 * anybody's who can become root, by ssh or machinectl: no right way is refused.
 */
export function isAnothers(pid: number, own: number | null): boolean {
  const login = own ? loginOf(pid) : null;
  return login !== null && login !== 0 && login !== own;
}
