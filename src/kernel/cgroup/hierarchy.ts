/** One container's group on whatever hierarchies the machine has: what to ask the helper, what the answers mean. */
import { type RequestSubject, request } from '../../protocol/request.ts';
import type { LookAnswer, WireRequest } from '../../protocol/wire.ts';
import type { Delegated } from './delegated.ts';
import { type Directory, factsOf, type GroupSnapshot, placedFiles } from './facts.ts';
import type { Layout } from './layout.ts';
import { cpuWrites, type Limits, memoryWrites, pidsWrites, type Support, SWAP_FILE } from './limits.ts';

/** Parent of all our groups where systemd has not given us a scope. */
export const PARENT = 'container-lab';
/** Where the monitor goes in a scope: v2 wants no process beside the groups whose controllers it enables. */
const MONITOR = 'monitor';

const LIMITING = ['memory', 'pids', 'cpu'] as const;
const ACCOUNTING = ['cpuacct', 'freezer'] as const;

/** Where our groups may live. */
interface Place {
  /** Our own v2 group when it was handed over to us (a systemd scope with Delegate=yes, say); else null. */
  delegated: Delegated | null;
}

/** The group of one container: a directory in every hierarchy that matters. */
export interface Group {
  name: string;
  directories: Directory[];
  /** Controller (or `unified`) to directory, as the `hold` event shows it. */
  paths: Record<string, string>;
  create(subject: RequestSubject): WireRequest[];
  /** In the order the kernel takes them. */
  limit(limits: Limits, support: Support): WireRequest[];
  /** One request; a write to the process list of every directory. */
  join(subject: RequestSubject): WireRequest[];
  freeze(on: boolean): WireRequest[];
  remove(): WireRequest[];
  /** Items of `look`, in the order in which `facts` wants the answers. */
  items(): string[];
  facts(answers: readonly LookAnswer[]): GroupSnapshot;
}

export interface Hierarchy {
  layout: Layout;
  /** Limits this machine cannot set, because no hierarchy carries the controller, or it was not handed down to us. */
  missing: (typeof LIMITING)[number][];
  /** Once a session, before the first group. `notes`: plain sentences for the learner. */
  setup(): { requests: WireRequest[]; notes: string[] };
  /** Items of `look` to send after `setup`; `support` reads the answers. */
  probe(): string[];
  support(answers: readonly LookAnswer[]): Support;
  /** The group called `name`: one path component, unique among living sessions. */
  plan(name: string): Group;
}

/** `detect()`'s layout plus where we live. With layout kind `none`, groups have no directories and every list is empty. */
export function createHierarchy(layout: Layout, place: Place): Hierarchy {
  const trees = treesOf(layout, place);
  const memory = trees.find(tree => tree.controllers.includes('memory'));
  return {
    layout,
    missing: LIMITING.filter(name => !trees.some(tree => tree.controllers.includes(name))),
    setup: () => ({
      requests: trees.flatMap(tree => setupTree(tree, layout)),
      notes: trees.flatMap(tree => setupNotes(tree, layout)),
    }),
    probe: () => (memory === undefined ? [] : [lookItem(`${memory.made}/${SWAP_FILE[memory.version]}`)]),
    support: answers => ({ swap: answers[0] !== undefined && 'v' in answers[0] }),
    plan: name => createGroup(name, trees),
  };
}

/** One mounted hierarchy that we use. */
interface Tree {
  version: 1 | 2;
  /** Mount point, or the delegated scope. */
  top: string;
  delegated: Delegated | null;
  /** The directory of ours that holds the groups: on a delegated scope the scope itself. */
  base: string;
  /** The directory that `setup` makes. */
  made: string;
  controllers: string[];
}

function treesOf(layout: Layout, place: Place): Tree[] {
  const byMount = new Map<string, string[]>();
  for (const name of [...LIMITING, ...ACCOUNTING]) {
    const at = layout.controllers[name];
    if (at?.version !== 1) continue;
    byMount.set(at.mount, [...(byMount.get(at.mount) ?? []), name]);
  }
  const trees = [...byMount].map(([mount, controllers]): Tree => {
    const base = `${mount}/${PARENT}`;
    return { version: 1, top: mount, delegated: null, base, made: base, controllers };
  });
  if (layout.unified !== null) {
    const { delegated } = place;
    const handed = (name: string): boolean => delegated === null || delegated.controllers.includes(name);
    const controllers = LIMITING.filter(name => layout.controllers[name]?.version === 2 && handed(name));
    const top = delegated?.path ?? layout.unified;
    const base = delegated?.path ?? `${layout.unified}/${PARENT}`;
    const made = delegated === null ? base : `${delegated.path}/${MONITOR}`;
    trees.push({ version: 2, top, delegated, base, made, controllers });
  }
  return trees;
}

function setupTree(tree: Tree, layout: Layout): WireRequest[] {
  const make: WireRequest = request('mkdir-cgroup', { path: tree.made, shared: true });
  if (tree.version === 1) return [make];
  const enable = (path: string, controllers: string[]): WireRequest[] =>
    controllers.length === 0 ? [] : [request('enable-controllers', { path, controllers })];
  if (tree.delegated) {
    const along = tree.delegated.shared ? { parent: 1 as const } : {};
    const leave: WireRequest = request('join', { subject: 'monitor', paths: [tree.made], ...along });
    return [make, leave, ...enable(tree.top, tree.controllers)];
  }
  return [...enable(tree.top, switchedOff(tree, layout)), make, ...enable(tree.base, tree.controllers)];
}

/** Controllers that have to be enabled in a group we did not make. */
function switchedOff(tree: Tree, layout: Layout): string[] {
  return tree.controllers.filter(name => !layout.enabled.includes(name));
}

function setupNotes(tree: Tree, layout: Layout): string[] {
  if (tree.version === 1 || tree.delegated) return [];
  const off = switchedOff(tree, layout);
  if (off.length === 0) return [];
  const value = off.map(name => `+${name}`).join(' ');
  return [
    `the top of ${tree.top} did not pass on ${off.join(', ')} to its children: "${value}" is written to ${tree.top}/cgroup.subtree_control, the only file not ours that is touched`,
  ];
}

function createGroup(name: string, trees: Tree[]): Group {
  if (!/^[\w][\w.-]*$/.test(name)) throw new RangeError(`"${name}" is no name for a cgroup`);
  const directories = trees.map(({ base, version, controllers }) => ({
    path: `${base}/${name}`,
    version,
    controllers,
  }));
  const holder = (controller: string) => directories.find(directory => directory.controllers.includes(controller));
  const unified = directories.find(directory => directory.version === 2);
  const files = placedFiles(directories);
  return {
    name,
    directories,
    paths: Object.fromEntries([
      ...directories.flatMap(({ controllers, path }) => controllers.map(controller => [controller, path])),
      ...(unified === undefined ? [] : [['unified', unified.path]]),
    ]),
    create: subject => directories.map(({ path }) => request('mkdir-cgroup', { subject, path })),
    limit: (limits, support) =>
      [
        ...memoryWrites(holder('memory')?.version ?? 2, limits, support),
        ...pidsWrites(limits),
        ...cpuWrites(holder('cpu')?.version ?? 2, limits),
      ].flatMap(({ controller, file, value }) => {
        // a controller that was not handed down: the kernel itself says that there is no such file
        const path = holder(controller)?.path ?? unified?.path;
        return path === undefined ? [] : [writeRequest(path, file, value)];
      }),
    join: subject =>
      directories.length === 0 ? [] : [request('join', { subject, paths: directories.map(({ path }) => path) })],
    freeze: on => {
      const freezer = holder('freezer');
      if (unified !== undefined) return [writeRequest(unified.path, 'cgroup.freeze', on ? '1' : '0')];
      return freezer === undefined ? [] : [writeRequest(freezer.path, 'freezer.state', on ? 'FROZEN' : 'THAWED')];
    },
    remove: () => directories.map(({ path }) => request('rmdir-cgroup', { path })).reverse(),
    items: () => files.map(({ path }) => lookItem(path)),
    facts: answers => factsOf(files, answers),
  };
}

function writeRequest(path: string, file: string, value: string): WireRequest {
  return request('write-cgroup', { path, file, value });
}

function lookItem(path: string): string {
  return `cgroup::${path}`;
}
