import { existsSync } from 'node:fs';
import type { Snapshot } from '../../observe/snapshot.ts';
import type { WireRequest } from '../../protocol/wire.ts';
import type { Slot } from './expand.ts';

/** A shell in a subject's view, with a prompt that tells which: the host's bash while the root is still the host's, else /bin/sh inside. */
export function shellRequest(
  subject: { slot: Slot; name: 'stage' | 'app' | 'aside'; pid: number },
  snapshot: Snapshot,
  env: Record<string, string>,
  size: { columns: number; rows: number },
): WireRequest {
  const root = snapshot[subject.name]?.facts.rootId;
  const inside = root !== undefined && root !== snapshot.host?.facts.rootId;
  const argv = !inside && existsSync('/bin/bash') ? ['/bin/bash', '--norc', '-i'] : ['/bin/sh', '-i'];
  const variables = { ...env, PS1: `(${subject.name} ${subject.pid}) \\w # ` };
  return {
    op: 'enter',
    args: {
      subject: subject.slot,
      argv,
      env: Object.entries(variables).map(([name, value]) => `${name}=${value}`),
      rows: size.rows,
      cols: size.columns,
    },
  };
}
