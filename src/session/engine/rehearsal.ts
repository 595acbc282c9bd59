/** Tries what a session needs, and takes it back: the helper, its directories, a process in a group with limits. */

import { Monitor } from '../../helper/monitor.ts';
import { createHierarchy, type Group, type Hierarchy, type Layout } from '../../kernel/cgroup/index.ts';
import { LabError } from '../../protocol/lab-error.ts';
import { request } from '../../protocol/request.ts';
import type { Left, WireRequest } from '../../protocol/wire.ts';
import { EXPERIMENT } from '../../words/cast.ts';
import { explainRefusal, type Refusal } from '../refusals.ts';
import { delegation } from './delegation.ts';
import { Groups } from './groups.ts';
import { HelperClient } from './helper-client.ts';
import { limitMet, withLimit } from './limit-met.ts';
import { privilegesOf } from './privileges.ts';

/** What came of a group as steps 4 and 5 make it: with each limit, with a process in it, and removed. */
interface GroupTrial {
  /** Where groups of a session live; null when there is no tree. */
  where: string | null;
  /** It is a part of the tree that was handed over. */
  delegated: boolean;
  /** Limits that cannot be set there, for want of the controller. */
  missing: string[];
  refused: Refusal | null;
}

/** Why a session cannot begin. */
interface Failure {
  message: string;
  errno: string | null;
  hint: string | null;
}

export interface Rehearsal {
  /** The run directory of the trial, made and gone again; null when the helper could not make it. */
  directory: string | null;
  /** Why no session can begin: no helper, no directory, or no stage; null when one did. */
  failed: Failure | null;
  /** What could not be taken back, counted; null when nothing, or nothing was made. */
  left: Left | null;
  /** Null when it was not tried: no session, or no tree to try it in. */
  group: GroupTrial | null;
}

/** One of each that a lesson may set, as small as lesson 05 does. */
export const LIMITS = { memory: 64 * 2 ** 20, swap: 0, pids: 16, cpu: 0.2 };

/**
 * Begin a session as `run` does, without asking for a password; spawn a stage and try a group with it; end the session.
 * @param layout null: no group is tried
 */
export async function rehearse(layout: Layout | null, options: { rootless?: boolean }): Promise<Rehearsal> {
  let monitor: Monitor;
  try {
    monitor = await Monitor.start({ ...options, interactive: false });
  } catch (error) {
    return { directory: null, failed: failure(error), left: null, group: null };
  }
  const found: Rehearsal = { directory: monitor.hello.run, failed: null, left: null, group: null };
  const client = new HelperClient(monitor, () => {});
  try {
    const place = layout === null ? null : await placeOf(monitor, client, layout);
    // a part that was handed over: the helper leaves its inner group before a stage is born in it
    let refused = place && (await attempt(place, 'create-cgroup', () => place.groups.prepare()));
    await client.ask(request('spawn', { subject: EXPERIMENT.name }));
    for (const [op, requests] of place ? requestsFor(place) : [])
      refused ??= await attempt(place as Place, op, async () => {
        for (const request of requests) await client.ask(request);
      });
    if (place) found.group = { ...place.trial, refused };
  } catch (error) {
    const known = error instanceof LabError && !monitor.over;
    found.failed = failure(known ? withLimit(error, await limitMet(client, error, null)) : error);
  }
  const left = await monitor.quit();
  if (left !== null && Object.values(left).some(count => count > 0)) found.left = left;
  return found;
}

/** Where the group is to be, and how it is made. */
interface Place {
  monitor: Monitor;
  client: HelperClient;
  hierarchy: Hierarchy;
  groups: Groups;
  group: Group;
  trial: Omit<GroupTrial, 'refused'>;
}

async function placeOf(monitor: Monitor, client: HelperClient, layout: Layout): Promise<Place> {
  const delegated = await delegation(monitor, layout);
  const hierarchy = createHierarchy(layout, { delegated });
  const group = hierarchy.plan(`${monitor.hello.session}-trial`);
  const where = group.directories.at(-1)?.path ?? null;
  const trial = { where, delegated: delegated !== null, missing: hierarchy.missing };
  return { monitor, client, hierarchy, groups: new Groups(hierarchy, client), group, trial };
}

/** Why the kernel refused it; null when it did not. */
async function attempt(
  { monitor, client, trial }: Place,
  op: string,
  what: () => Promise<unknown>,
): Promise<Refusal | null> {
  try {
    await what();
    return null;
  } catch (error) {
    if (!(error instanceof LabError) || monitor.over) throw error;
    const limit = await limitMet(client, error, null);
    return explainRefusal(op, error, await privilegesOf(monitor, trial.delegated), false, limit) ?? unexplained(error);
  }
}

/** In their order, each by the op of the lessons that it stands for. */
function requestsFor({ group, hierarchy, groups }: Place): [op: string, requests: WireRequest[]][] {
  const missing: string[] = hierarchy.missing;
  const limits = Object.entries(LIMITS).filter(([name]) => !missing.includes(name === 'swap' ? 'memory' : name));
  return [
    ['create-cgroup', group.create(EXPERIMENT.name)],
    ['set-limit', group.limit(Object.fromEntries(limits), groups.support)],
    ['join-cgroup', group.join(EXPERIMENT.name)],
    ['remove-cgroup', [request('drop', { subject: EXPERIMENT.name })]],
  ];
}

function unexplained({ message, errno, hint }: LabError): Refusal {
  return { message, errno: errno ?? '', why: 'the kernel did not say more', todo: hint ?? 'run it as root' };
}

function failure(error: unknown): Failure {
  if (!(error instanceof LabError)) throw error;
  return { message: error.message, errno: error.errno ?? null, hint: error.hint ?? null };
}
