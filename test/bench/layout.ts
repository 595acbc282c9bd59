/** The groups that every contender gets: three limits, in the files of the machine at hand. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export interface Group {
  /** Absolute path of the directory below which the group is made. */
  parent: string;
  /** Control file and value. */
  limits: [file: string, value: string][];
}

export interface Layout {
  version: 1 | 2;
  groups: Group[];
  /** For crun and runc: the path of a group from the top of each hierarchy. */
  path(name: string): string;
}

const MEMORY = '67108864';

/** null: this machine has none of both. */
export function layout(): Layout | null {
  const mounts = readFileSync('/proc/self/mountinfo', 'utf8').split('\n').map(readMount);
  const v1 = (controller: string) =>
    mounts.find(m => m.type === 'cgroup' && m.options.split(',').includes(controller))?.point;
  const [memory, pids, cpu] = [v1('memory'), v1('pids'), v1('cpu')];
  if (memory && pids && cpu)
    return {
      version: 1,
      groups: [
        { parent: memory, limits: [['memory.limit_in_bytes', MEMORY]] },
        { parent: pids, limits: [['pids.max', '32']] },
        { parent: cpu, limits: [['cpu.cfs_quota_us', '200000']] },
      ],
      path: name => `/${name}`,
    };
  const top = mounts.find(m => m.type === 'cgroup2')?.point;
  const offered = top ? readFileSync(join(top, 'cgroup.controllers'), 'utf8').split(/\s+/) : [];
  if (!top || !offered.includes('memory') || !offered.includes('pids')) return null;
  const limits: Group['limits'] = [
    ['memory.max', MEMORY],
    ['pids.max', '32'],
  ];
  if (offered.includes('cpu')) limits.push(['cpu.max', '200000 100000']);
  enable(top, limits);
  return { version: 2, groups: [{ parent: top, limits }], path: name => `/${name}` };
}

function readMount(line: string) {
  const [left = '', right = ''] = line.split(' - ');
  const [type = '', , options = ''] = right.split(' ');
  return { point: left.split(' ')[4] ?? '', type, options };
}

/** Where systemd runs, the controllers are on already; in a bare machine nobody minds. */
function enable(top: string, limits: Group['limits']): void {
  const wanted = new Set(limits.map(([file]) => file.split('.')[0] ?? ''));
  const on = readFileSync(join(top, 'cgroup.subtree_control'), 'utf8').split(/\s+/);
  for (const controller of wanted)
    if (!on.includes(controller)) writeFileSync(join(top, 'cgroup.subtree_control'), `+${controller}`);
}
