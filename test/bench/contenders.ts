/**
 * Who makes the container, and how each is told to do the same: new mount, PID, UTS, IPC, network and
 * cgroup namespaces, the same root, /proc, three limits, one program, and nothing left afterwards.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { which } from '../helpers/require.ts';
import type { Contender } from './interleave.ts';
import type { Group, Layout } from './layout.ts';
import type { Workshop } from './workshop.ts';

export interface Party {
  contenders: Contender[];
  missing: string[];
}

/** `app`: absolute path and arguments of what runs inside. `variant` keeps the files of different calls apart. */
export function party(workshop: Workshop, layout: Layout, app: string[], variant: string): Party {
  const { root } = workshop;
  const groups = layout.groups.map(group => described(group, 'lab-bench'));
  const grouped = [workshop.program('grouped'), ...groups, '--'];
  const into = layout.version === 2 ? 'into' : 'write';
  const contenders: Contender[] = [
    { name: 'floor', command: [workshop.program('floor'), into, root, ...groups, '--', ...app] },
    ours(workshop, layout, app, variant),
  ];
  const missing: string[] = [];
  const peer = (name: string, why: string, command: (program: string) => string[]) => {
    const program = which(name);
    if (program) contenders.push({ name, command: command(program) });
    else missing.push(`${name}: not installed (${why})`);
  };
  const bundle = makeBundle(workshop, layout, app, variant);
  peer('unshare', 'package util-linux', program => [
    ...grouped,
    program,
    ...['--mount', '--pid', '--net', '--ipc', '--uts', '--cgroup', '--fork'],
    `--root=${root}`,
    '--mount-proc=/proc',
    ...app,
  ]);
  peer('bwrap', 'package bubblewrap', program => [
    ...grouped,
    program,
    ...['--unshare-pid', '--unshare-net', '--unshare-ipc', '--unshare-uts', '--unshare-cgroup', '--as-pid-1'],
    ...['--bind', root, '/', '--proc', '/proc'],
    ...app,
  ]);
  peer('crun', 'package crun', program => [
    ...[program, '--cgroup-manager=cgroupfs', 'run', '-b', bundle, `lab-bench-crun-${variant}`],
  ]);
  peer('runc', 'package runc', program => [program, 'run', '-b', bundle, `lab-bench-runc-${variant}`]);
  return { contenders, missing };
}

/** As native/groups.h reads it. */
function described({ parent, limits }: Group, name: string): string {
  return `${join(parent, name)}:${limits.map(([file, value]) => `${file}=${value}`).join(',')}`;
}

/** The requests of one full run, in the order of the lessons. */
export function requests({ root }: Pick<Workshop, 'root'>, layout: Layout, app: string[]): string[] {
  const name = (group: Group) => join(group.parent, 'lab-bench-ours');
  const paths = layout.groups.map(name).join(',');
  const born = layout.version === 2;
  const container = [
    `chdir path=${root}`,
    'pivot_root new=. put=.',
    'umount target=. flags=MNT_DETACH',
    'chdir path=/',
    'mount source=proc target=/proc fstype=proc',
  ];
  const limits = layout.groups.flatMap(group => [
    `mkdir-cgroup path=${name(group)}`,
    ...group.limits.map(
      ([file, value]) => `write-cgroup path=${name(group)} file=${file} value=${value.replace(' ', '%20')}`,
    ),
  ]);
  const namespaces = [
    `mount source=${root} target=${root} flags=MS_BIND,MS_REC`,
    'unshare flags=CLONE_NEWUTS,CLONE_NEWIPC,CLONE_NEWNET,CLONE_NEWPID',
  ];
  const order = born
    ? [...limits, 'spawn', ...namespaces, `fork into=${paths}`, 'unshare flags=CLONE_NEWCGROUP', ...container]
    : ['spawn', ...namespaces, 'fork', ...container, ...limits, `join paths=${paths}`, 'unshare flags=CLONE_NEWCGROUP'];
  return ['hello', ...order, `exec io=null argv=${app.join(',')}`, 'wait', 'quit'];
}

function ours(workshop: Workshop, layout: Layout, app: string[], variant: string): Contender {
  const input = join(workshop.folder, `requests-${variant}`);
  const lines = requests(workshop, layout, app);
  writeFileSync(input, lines.map((line, i) => `${i + 1} ${line}\n`).join(''));
  // from a sealed copy of itself, as the product starts it: crun and runc seal themselves too
  return { name: 'ours', command: [workshop.helper, 'sealed'], input };
}

/** A bundle of the OCI runtime specification that asks for the same and for nothing else. */
function makeBundle(workshop: Workshop, layout: Layout, app: string[], variant: string): string {
  const bundle = join(workshop.folder, `bundle-${variant}`);
  mkdirSync(bundle, { recursive: true });
  const config = {
    ociVersion: '1.0.2',
    process: { terminal: false, user: { uid: 0, gid: 0 }, args: app, env: ['PATH=/bin'], cwd: '/' },
    root: { path: workshop.root, readonly: false },
    mounts: [{ destination: '/proc', type: 'proc', source: 'proc' }],
    linux: {
      namespaces: ['mount', 'pid', 'uts', 'ipc', 'network', 'cgroup'].map(type => ({ type })),
      cgroupsPath: layout.path('lab-bench-oci'),
      resources: { memory: { limit: 67108864 }, pids: { limit: 32 }, cpu: { quota: 200000, period: 100000 } },
    },
  };
  writeFileSync(join(bundle, 'config.json'), JSON.stringify(config));
  return bundle;
}
