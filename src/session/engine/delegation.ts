import type { Monitor } from '../../helper/monitor.ts';
import { type Delegated, delegatedScope, type Layout, ownGroup } from '../../kernel/cgroup/index.ts';
import { systemReader } from '../../kernel/cgroup/system-reader.ts';
import { request } from '../../protocol/request.ts';

/** The part of the v2 tree that was handed over to this session, where there is one. */
export async function delegation(monitor: Monitor, layout: Layout): Promise<Delegated | null> {
  if (layout.unified === null) return null;
  const text = await readHost(monitor, 'cgroup');
  const { scope, privilege } = monitor.launch;
  if (scope) return delegatedScope(systemReader, layout, text);
  const own = privilege === 'sudo' ? null : ownGroup(systemReader, layout, text);
  // root has the whole tree, unless all that it sees of it is a container's own group
  return privilege === 'root' && own?.path !== layout.unified ? null : own;
}

/** A file of /proc/self as the helper reads it. */
export async function readHost(monitor: Monitor, file: string): Promise<string> {
  const reply = await monitor.request(request('look', { items: [`read:host:${file}`] }));
  const [answer] = reply.answers ?? [];
  return answer && 'v' in answer ? answer.v : '';
}
