/** Starts a shell in a subject's namespaces and root. */
import { LabError } from '../../protocol/lab-error.ts';
import type { Terminal } from '../session.ts';
import type { Channels } from './channels.ts';
import type { View } from './gatekeeper.ts';
import type { HelperClient } from './helper-client.ts';
import type { HostAudit } from './host-audit.ts';
import { shellRequest } from './shell.ts';
import { rootOf } from './shell-root.ts';
import { named, type Subject } from './subjects/subject.ts';

interface Entrance {
  client: HelperClient;
  channels: Channels;
  audit: HostAudit;
  /** What the gatekeeper has just found the subject to see. */
  view: View;
  env: Record<string, string>;
  size: { columns: number; rows: number };
}

/** Throws the LabError of a refusal. */
export async function enterShell(
  subject: Subject,
  { client, channels, audit, view, env, size }: Entrance,
): Promise<Terminal> {
  let terminal: Terminal | undefined;
  await client.ask(shellRequest(named(subject), view, env, size), reply => {
    if (reply.ok && reply.channel !== undefined) {
      const pid = reply.pid ?? 0;
      audit.noteProcess(pid);
      terminal = channels.openShell(reply.channel, subject.as.name, pid, () => rootOf(client, pid));
    }
  });
  if (!terminal) throw new LabError('enter', 'the helper opened no terminal');
  return terminal;
}
