import type { Monitor } from '../../helper/monitor.ts';
import { delegateAdvice } from '../../helper/plan-launch.ts';
import { parseIdmap } from '../../kernel/idmap.ts';
import type { Privileges } from '../refusals.ts';
import { readHost } from './delegation.ts';

/** The number of user ids there are; only the first user namespace maps all of them: user_namespaces(7). */
const ALL_IDS = 4294967295;

/** Whether this session has root's rights over the machine, and how it could have cgroups of its own. */
export async function privilegesOf(monitor: Monitor, delegated: boolean): Promise<Privileges> {
  const map = parseIdmap(await readHost(monitor, 'uid_map'));
  const contained = map.length > 0 && map[0]?.length !== ALL_IDS;
  return { limited: monitor.hello.rootless || contained, delegate: delegated ? null : delegateAdvice(monitor.launch) };
}
