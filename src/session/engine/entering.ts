/** A shell enters a subject's view. */
import { LabError } from '../../protocol/lab-error.ts';
import type { Terminal } from '../session.ts';
import type { Caller } from './caller.ts';
import type { Channels } from './channels.ts';
import type { View } from './gatekeeper.ts';
import { shellRequest } from './shell.ts';
import { rootOf } from './shell-root.ts';
import { nameOf, type Subject } from './subject.ts';
import type { Witness } from './witness.ts';

export interface Entrance {
  caller: Caller;
  channels: Channels;
  witness: Witness;
  /** What the gatekeeper has just found the subject to see. */
  view: View;
  env: Record<string, string>;
  size: { columns: number; rows: number };
}

/** Throws the LabError of a refusal. */
export async function enterShell(
  subject: Subject,
  { caller, channels, witness, view, env, size }: Entrance,
): Promise<Terminal> {
  const named = { slot: subject.slot, pid: subject.pid, name: nameOf(subject) };
  let terminal: Terminal | undefined;
  await caller.ask(shellRequest(named, view, env, size), reply => {
    if (reply.ok && reply.channel !== undefined) {
      const pid = reply.pid ?? 0;
      witness.born(pid);
      terminal = channels.openShell(reply.channel, subject.slot, pid, () => rootOf(caller, pid));
    }
  });
  if (!terminal) throw new LabError('enter', 'the helper opened no terminal');
  return terminal;
}
