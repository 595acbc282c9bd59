import { createHierarchy, type Layout } from '../../kernel/cgroup/index.ts';
import { LabError } from '../../protocol/lab-error.ts';
import { Monitor } from '../../stage/monitor.ts';
import { explainRefusal, type Refusal } from '../refusals.ts';
import { Caller } from './caller.ts';
import { delegation } from './delegation.ts';
import { Groups } from './groups.ts';
import { standing } from './standing.ts';

/** What came of making a group as step 4 does, and of removing it. */
export interface GroupTrial {
  /** Where groups of a session live; null when there is no tree. */
  where: string | null;
  /** It is a part of the tree that was handed over. */
  delegated: boolean;
  /** Limits that cannot be set there, for want of the controller. */
  missing: string[];
  refused: Refusal | null;
}

/** Make a group with the helper, as a session would, and undo it. Throws a LabError when the helper does not start. */
export async function rehearseGroup(layout: Layout, options: { rootless?: boolean }): Promise<GroupTrial> {
  const monitor = await Monitor.start({ ...options, interactive: false });
  try {
    const delegated = await delegation(monitor, layout);
    const hierarchy = createHierarchy(layout, { delegated });
    const caller = new Caller(monitor, () => {});
    const group = hierarchy.plan(`${monitor.hello.session}-trial`);
    const { missing } = hierarchy;
    const found = { where: group.directories.at(-1)?.path ?? null, delegated: delegated !== null, missing };
    try {
      await new Groups(hierarchy, caller).prepare();
      for (const request of [...group.create('stage'), ...group.remove()]) await caller.ask(request);
      return { ...found, refused: null };
    } catch (error) {
      if (!(error instanceof LabError)) throw error;
      const refused = explainRefusal('create-cgroup', error, await standing(monitor, delegated !== null), false);
      return { ...found, refused: refused ?? unexplained(error) };
    }
  } finally {
    await monitor.quit();
  }
}

function unexplained({ message, errno, hint }: LabError): Refusal {
  return { message, errno: errno ?? '', why: 'the kernel did not say more', todo: hint ?? 'run it as root' };
}
