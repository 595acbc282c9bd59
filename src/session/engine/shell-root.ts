import { processStat } from '../../kernel/processes.ts';
import type { HelperClient } from './helper-client.ts';

/** Device and inode of the root directory of a process, as `rootId` of a subject (words/facts/); null where the kernel does not say. */
export async function rootOf(client: Pick<HelperClient, 'look'>, pid: number): Promise<string | null> {
  const started = processStat(pid)?.started;
  if (started === undefined) return null;
  const [answer] = await client.look([`stat:${pid}.${started}:root`]);
  return answer !== undefined && 'id' in answer ? (answer.id ?? null) : null;
}
