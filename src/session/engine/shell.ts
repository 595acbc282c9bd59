import { existsSync } from 'node:fs';
import { request } from '../../protocol/request.ts';
import type { WireRequest } from '../../protocol/wire.ts';
import type { View } from './gatekeeper.ts';
import type { Named } from './subjects/subject.ts';

/**
 * A shell in a subject's view, with a prompt that tells which: the host's bash while the root is still the host's, else /bin/sh inside.
 * Only the first says so to the helper, which asks the kernel once more.
 */
export function shellRequest(
  subject: Named,
  view: View,
  env: Record<string, string>,
  size: { columns: number; rows: number },
): WireRequest {
  const onMachine = view === 'machine';
  const argv = onMachine && existsSync('/bin/bash') ? ['/bin/bash', '--norc', '-i'] : ['/bin/sh', '-i'];
  const variables = { ...env, PS1: `(${subject.name} ${subject.pid}) \\w # ` };
  return request('enter', {
    subject: subject.of,
    argv,
    env: Object.entries(variables).map(([name, value]) => `${name}=${value}`),
    ...(onMachine ? { root: 'host' } : {}),
    rows: size.rows,
    cols: size.columns,
  });
}
