/** Makes the parts of an engine, and gives each the others that it needs. */

import type { Monitor } from '../../helper/monitor.ts';
import type { Hierarchy } from '../../kernel/cgroup/index.ts';
import type { Fingerprint } from '../../observe/fingerprint.ts';
import { MachineWatch } from '../../observe/machine-watch.ts';
import type { Recipe } from '../../rootfs/recipe-parts.ts';
import type { Cast, CastMember } from '../../words/cast.ts';
import type { LabEventBody } from '../events.ts';
import type { App } from './app.ts';
import { Channels } from './channels.ts';
import { Gatekeeper } from './gatekeeper.ts';
import { Groups } from './groups.ts';
import { HelperClient } from './helper-client.ts';
import { HostAudit } from './host-audit.ts';
import { Snapshotter } from './snapshots/snapshotter.ts';
import type { SubjectKind } from './subjects/kind.ts';
import { processKind } from './subjects/process.ts';
import type { Subjects } from './subjects/subject.ts';

export interface EngineOptions {
  version: string;
  app: App;
  /** The static programs of `native/apps`, as the host names them. */
  apps: string;
  /** Environment of a shell in the subject's view. */
  shellEnv: Record<string, string>;
  /** The host before the helper was started. */
  before: Fingerprint;
  /** The subjects that may be spawned; those of the course when left out. */
  cast?: Cast;
}

export interface Parts {
  monitor: Monitor;
  recipe: Recipe;
  options: EngineOptions;
  emit(event: LabEventBody): void;
  client: HelperClient;
  groups: Groups;
  channels: Channels;
  snapshotter: Snapshotter;
  gatekeeper: Gatekeeper;
  audit: HostAudit;
  machine: MachineWatch;
  subjects: Subjects;
  kinds: Readonly<Record<CastMember['kind'], SubjectKind>>;
}

/** Sends no request. Needs a monitor that has said hello and a recipe for its layers. */
export function assemble(
  monitor: Monitor,
  hierarchy: Hierarchy,
  recipe: Recipe,
  options: EngineOptions,
  emit: (event: LabEventBody) => void,
): Parts {
  const { hello } = monitor;
  const subjects: Subjects = {};
  const audit = new HostAudit(options.before, hello);
  const client = new HelperClient(monitor, event => {
    if (event.type === 'syscall') audit.noteCall(event);
    emit(event);
  });
  const groups = new Groups(hierarchy, client);
  const channels = new Channels(monitor, emit);
  const snapshotter = new Snapshotter(hello, client, subjects, { emit, shellsSince: () => channels.shellsSince() });
  const gatekeeper = new Gatekeeper(snapshotter.source, hello.rootfs);
  const shared = { client, groups, channels, snapshotter, gatekeeper, audit, subjects, recipe, emit };
  const kinds = { process: processKind({ client, groups, session: hello.session, apps: options.apps }) };
  return { ...shared, monitor, options, kinds, machine: new MachineWatch() };
}
