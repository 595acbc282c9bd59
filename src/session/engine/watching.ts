/** What a challenge is looked at with: which seeker, over which source. */
import { systemReader } from '../../kernel/cgroup/system-reader.ts';
import type { ChallengeStep } from '../../lesson/lesson.ts';
import { createGroupSeeker } from '../../observe/group-seeker.ts';
import type { MachineWatch } from '../../observe/machine-watch.ts';
import { createProcessSeeker } from '../../observe/process-seeker.ts';
import type { ScanQuery } from '../../observe/process-watch.ts';
import type { SubjectFacts } from '../../observe/snapshot.ts';
import { LabError } from '../../protocol/lab-error.ts';
import { request } from '../../protocol/request.ts';
import type { Scan } from '../../protocol/wire.ts';
import type { Watch } from '../challenge/challenges.ts';
import type { Groups } from './groups.ts';
import type { HelperClient } from './helper-client.ts';

/** What of the session a seeker needs. */
interface Watching {
  /** The helper's PID: its own groups are no candidates. */
  monitor: number;
  client: HelperClient;
  groups: Groups;
  machine: MachineWatch;
  /** The host's last snapshot. */
  host(): SubjectFacts;
  /** The name that only this session uses: what {name} stands for. */
  name: string;
}

/** The seeker that this challenge asks for, and what is watched beside it. */
export function watchFor(step: ChallengeStep, { monitor, client, groups, machine, host, name }: Watching): Watch {
  const { layout } = groups.hierarchy;
  const scanned = (query: ScanQuery) => scan(client, query);
  const seeker =
    step.seeks.kind === 'cgroup'
      ? createGroupSeeker(scanned, { name: step.seeks.name, unique: step.seeks.name.includes(name), layout, monitor })
      : createProcessSeeker(
          { scan: scanned, look: items => client.look(items) },
          // limits of the login that this program was started from are nobody's achievement
          { layout, outside: () => [systemReader.readFile('/proc/self/cgroup')] },
        );
  return { seeker, machine, host };
}

async function scan(client: HelperClient, { ...args }: ScanQuery): Promise<Scan> {
  const reply = await client.ask(request('scan', args));
  if (!reply.scan) throw new LabError('scan', 'the helper did not answer scan');
  return reply.scan;
}
