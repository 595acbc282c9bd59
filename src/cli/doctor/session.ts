/** Whether a session can begin: tried, by beginning one. */
import { countsPhrase } from '../../protocol/counts.ts';
import { type Check, type Findings, unasked } from './findings.ts';

/** Doctor's line about the run directory and the first process: the helper's own words where it cannot. */
export function session(findings: Findings): Check {
  const id = 'session';
  const { session: tried } = findings;
  if (tried === null)
    return {
      id,
      state: 'untried',
      found: 'no session was tried',
      meaning: unasked(findings)
        ? 'whether the helper can make its run directory as root is not known'
        : 'the helper does not run here: see the line kernel',
    };
  if (tried.failed)
    return {
      id,
      state: 'no',
      found: tried.failed.message,
      meaning: 'no session can begin here',
      todo: wayOut(findings) ?? tried.failed.hint ?? 'run it on the machine itself, as root or with sudo',
    };
  if (tried.left)
    return {
      id,
      state: 'warn',
      found: `left behind by the trial: ${countsPhrase(tried.left)}`,
      meaning: 'what a session makes here it may not remove here',
      todo: 'container-lab clean',
    };
  return {
    id,
    state: 'ok',
    found: `a session began and ended: ${tried.directory}`,
    meaning: 'the helper makes its run directory there, and a process to build the container from',
  };
}

/** uid 0 of a user namespace that somebody made by hand is not root of the files around it. */
function wayOut({ enclosure, uid, sudo }: Findings): string | null {
  if (uid === 0 && sudo === 'root' && enclosure.userNamespace)
    return 'leave this user namespace: container-lab --rootless makes one of its own, with all that it needs';
  return null;
}
