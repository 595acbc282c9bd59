/** What the end of a session must not be silent about. */
import { differenceText } from '../../observe/differences.ts';
import { LabError } from '../../protocol/lab-error.ts';
import { printable } from '../../protocol/printable.ts';
import type { SessionState } from '../../session/state.ts';

/** The host is not as it was, because of us: which things, as an error of exit code 1; null when all is well. */
export function leftBehind({ clean, certificate }: Pick<SessionState, 'clean' | 'certificate'>): LabError | null {
  const named = certificate?.ours.map(differenceText) ?? [];
  const counted = clean ? clean.mounts + clean.cgroups + clean.processes : 0;
  if (named.length === 0 && counted === 0) return null;
  const what = named.length > 0 ? named.join(', ') : `${counted} things`;
  return new LabError('clean', `left behind: ${printable(what)}`, { hint: 'container-lab clean removes them' });
}
