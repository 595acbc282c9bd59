/** What an engine is made of, each part with those that it needs. */
import type { Hierarchy } from '../../kernel/cgroup/index.ts';
import type { Fingerprint } from '../../observe/fingerprint.ts';
import { MachineWatch } from '../../observe/machine-watch.ts';
import type { Recipe } from '../../rootfs/recipe-parts.ts';
import type { Monitor } from '../../stage/monitor.ts';
import type { LabEventBody } from '../events.ts';
import { Caller } from './caller.ts';
import { Camera } from './camera.ts';
import { Channels } from './channels.ts';
import type { App } from './expand.ts';
import { Gatekeeper } from './gatekeeper.ts';
import { Groups } from './groups.ts';
import { Operator } from './operator.ts';
import type { Subjects } from './subject.ts';
import { Witness } from './witness.ts';

export interface EngineOptions {
  version: string;
  app: App;
  /** The static programs of `native/apps`, as the host names them. */
  apps: string;
  /** Environment of a shell in the subject's view. */
  shellEnv: Record<string, string>;
  /** The host before the helper was started. */
  before: Fingerprint;
}

export interface Parts {
  monitor: Monitor;
  recipe: Recipe;
  options: EngineOptions;
  emit(event: LabEventBody): void;
  caller: Caller;
  groups: Groups;
  channels: Channels;
  camera: Camera;
  gatekeeper: Gatekeeper;
  operator: Operator;
  witness: Witness;
  machine: MachineWatch;
  subjects: Subjects;
}

/** Asks nobody anything. Needs a monitor that has said hello and a recipe for its layers. */
export function assemble(
  monitor: Monitor,
  hierarchy: Hierarchy,
  recipe: Recipe,
  options: EngineOptions,
  emit: (event: LabEventBody) => void,
): Parts {
  const { hello } = monitor;
  const subjects: Subjects = {};
  const witness = new Witness(options.before, hello);
  const caller = new Caller(monitor, event => {
    if (event.type === 'syscall') witness.saw(event);
    emit(event);
  });
  const groups = new Groups(hierarchy, caller);
  const channels = new Channels(monitor, emit);
  const camera = new Camera(hello, caller, subjects, { emit, shellsSince: () => channels.shellsSince() });
  const gatekeeper = new Gatekeeper(camera.source, hello.rootfs);
  const shared = { caller, groups, channels, camera, gatekeeper, witness, subjects, recipe, emit };
  const operator = new Operator({ ...shared, hello, app: options.app, apps: options.apps });
  return { ...shared, monitor, options, operator, machine: new MachineWatch() };
}
