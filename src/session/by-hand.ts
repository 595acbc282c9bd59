import { dirname } from 'node:path';
import { filesOf } from '../kernel/cgroup/index.ts';
import type { ByHand } from '../lesson/lesson.ts';
import { subjectInView } from './nsenter.ts';
import type { SessionState } from './state.ts';

/**
 * A lesson's command line with this session's values in place of `{pid}`, `{rootfs}` …; null when a value does not exist yet
 * or the line is for the other layout of cgroups, or needs rights that nobody has here. As root there is no need for sudo.
 */
export function byHandLine(byHand: ByHand, state: SessionState): string | null {
  const { session } = state;
  if (byHand.only && session && byHand.only !== (session.cgroup === 'v2' ? 'v2' : 'v1')) return null;
  const view = subjectInView(state.subjects)?.subject;
  const directory = (key: string): string | undefined => {
    const file = filesOf(view?.files[key])[0];
    return file === undefined ? undefined : dirname(file);
  };
  const values: Record<string, string | undefined> = {
    pid: view && String(view.pid),
    rootfs: session?.rootfs.path,
    layers: session?.rootfs.layers,
    hostname: 'lab-box',
    cgroup: directory('cgroup.procs'),
    'cgroup.memory': directory('cgroup.memory.max'),
    'cgroup.pids': directory('cgroup.pids.max'),
    'cgroup.cpu': directory('cgroup.cpu.max'),
  };
  let complete = true;
  const line = byHand.run.replace(/\{([\w.]+)\}/g, (all, name: string) => {
    if (!(name in values)) return all;
    if (values[name] === undefined) complete = false;
    return values[name] ?? all;
  });
  if (!complete) return null;
  if (session?.privilege === 'rootless') return withoutSudo(line);
  return session?.privilege === 'root' ? line.replace(/\bsudo (-n )?/g, '') : line;
}

/** How an ordinary user types it: a user namespace first. Null when only root of the machine can. */
function withoutSudo(line: string): string | null {
  const own = line
    .replace(/^sudo unshare /, 'unshare --map-root-user ')
    .replace(/^sudo nsenter (-t \d+) /, 'nsenter $1 --user --preserve-credentials ')
    .replace(/^sudo (readlink|ls|grep|cat) /, '$1 ');
  return /\bsudo\b/.test(own) ? null : own;
}
