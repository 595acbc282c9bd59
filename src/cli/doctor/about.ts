/** The machine, user and time of a report, so that those of thirty machines can be told apart. */
import { hostname, machine, release } from 'node:os';
import { tableRows } from '../../kernel/accounts.ts';
import { version } from '../version.ts';
import type { Findings } from './findings.ts';

interface About {
  /** Of container-lab. */
  version: string;
  /** ISO 8601. */
  date: string;
  host: string;
  /** By passwd(5); null when the user is in no table. */
  user: string | null;
  uid: number;
  /** uname(2), release and machine. */
  kernel: string;
  arch: string;
  node: string;
}

export function about({ uid, node }: Pick<Findings, 'uid' | 'node'>): About {
  const user = tableRows('/etc/passwd').find(([, , id]) => id === String(uid))?.[0] ?? null;
  return {
    version: version(),
    date: new Date().toISOString(),
    host: hostname(),
    user,
    uid,
    kernel: release(),
    arch: machine(),
    node,
  };
}
