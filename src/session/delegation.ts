import type { Layout } from '../kernel/cgroup/index.ts';
import type { Monitor } from '../stage/monitor.ts';

/** Our own group on the v2 tree when systemd has given the helper a scope with `Delegate=yes`, else null. */
export async function delegatedScope(monitor: Monitor, layout: Layout): Promise<string | null> {
  if (!monitor.launch.scope || layout.unified === null) return null;
  const reply = await monitor.request({ op: 'look', args: { items: ['read:host:cgroup'] } });
  const [answer] = reply.answers ?? [];
  const text = answer && 'v' in answer ? answer.v : '';
  const path = /^0::(\/.*\.scope)$/m.exec(text)?.[1];
  return path === undefined ? null : layout.unified + path;
}
