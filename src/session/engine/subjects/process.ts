/** A process of the helper's, which carries out ops until it becomes a program. */

import { LabError } from '../../../protocol/lab-error.ts';
import { request } from '../../../protocol/request.ts';
import type { Groups } from '../groups.ts';
import type { HelperClient } from '../helper-client.ts';
import { limitMet, withLimit } from '../limit-met.ts';
import type { SubjectKind } from './kind.ts';

interface ProcessOptions {
  client: HelperClient;
  groups: Groups;
  /** The name of the session, under which the helper finds its groups. */
  session: string;
  /** The static programs of `native/apps`: all that an untrusted lesson may start. */
  apps: string;
}

export function processKind({ client, groups, session, apps }: ProcessOptions): SubjectKind {
  return {
    async spawn(member, { strict }) {
      const how = strict ? { strict: 1 as const, programs: apps } : {};
      const { pid = 0 } = await client.ask(request('spawn', { subject: member.name, ...how })).catch(async error => {
        throw error instanceof LabError ? withLimit(error, await limitMet(client, error, null)) : error;
      });
      return {
        ...{ as: member, pid, running: false, executes: false, sent: [], predictedProblem: null, rootfs: null },
        ...{ group: groups.plan(`${session}-${member.group}`), grouped: false, groupRefused: false },
      };
    },
    async drop({ name }) {
      await client.ask(request('drop', { subject: name }));
    },
  };
}
