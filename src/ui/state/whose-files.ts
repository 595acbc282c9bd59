/** Whose files a shell has: its root directory beside the host's and the container's, all three as the kernel tells them. Pure. */

import type { SessionState } from '../../session/state.ts';
import { CAST, namesOf } from '../../words/cast.ts';
import { type FactValue, isError } from '../../words/fact-value.ts';
import type { TerminalKind, WhoseFiles } from '../draw/terminal.ts';

/** `root`: of the program in the terminal, `device/inode`; null before the kernel has said, and nothing is claimed. */
export function whoseFiles(kind: TerminalKind, root: string | null, { subjects }: SessionState): WhoseFiles | null {
  const host = idOf(subjects.host?.facts.rootId);
  const app = kind === 'app' ? idOf(subjects.app?.facts.rootId) : null;
  const own = root ?? app;
  if (kind === 'host' || own === null || host === null) return null;
  if (own === host) return { real: true, text: `your machine's real files (/ = ${own}, the host's)` };
  const container = CAST.flatMap(namesOf).some(name => idOf(subjects[name]?.facts.rootId) === own);
  return { real: false, text: `${container ? "the container's files" : 'files of another root'} (/ = ${own})` };
}

function idOf(value: FactValue | undefined): string | null {
  return value === undefined || value === null || isError(value) || Array.isArray(value) ? null : value;
}
