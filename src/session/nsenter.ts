import { HOST, inView } from '../words/cast.ts';
import { isError, type SubjectName } from '../words/fact-value.ts';
import type { Privilege } from './events.ts';
import type { SessionState, SubjectState } from './state.ts';

/** The subject a shell would enter: the experiment while there is one, else the container. */
export function subjectInView(subjects: SessionState['subjects']): { name: SubjectName; subject: SubjectState } | null {
  return inView(subjects);
}

const OPTIONS: [key: string, option: string][] = [
  ['ns.user', '--user'],
  ['ns.mnt', '--mount'],
  ['ns.uts', '--uts'],
  ['ns.ipc', '--ipc'],
  ['ns.net', '--net'],
  ['ns.pid_for_children', '--pid'],
  ['ns.cgroup', '--cgroup'],
];

/** nsenter(1) into the namespaces that differ from the host's, with the subject's root: for another terminal. */
export function nsenterLine(subjects: SessionState['subjects'], privilege: Privilege): string | null {
  const view = subjectInView(subjects);
  const host = subjects[HOST];
  if (!view || !host) return null;
  const { pid, facts } = view.subject;
  const options = OPTIONS.filter(([key]) => {
    const inside = facts[key];
    // between unshare(CLONE_NEWPID) and the first fork there is no PID namespace to enter yet
    return inside !== undefined && !isError(inside) && inside !== host.facts[key];
  }).map(([, option]) => option);
  if (facts.rootId !== host.facts.rootId) options.push('--root', '--wd');
  // setgroups is denied in a user namespace of an ordinary user
  if (privilege === 'rootless') options.push('--preserve-credentials');
  return [...(privilege === 'sudo' ? ['sudo'] : []), 'nsenter', '--target', String(pid), ...options, 'sh'].join(' ');
}
