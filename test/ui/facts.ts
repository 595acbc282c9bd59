/** Facts as they look on a real machine, for the tests of the user interfaces. */
import type { Facts } from '../../src/words/fact-value.ts';

const INODES: Record<string, number> = {
  mnt: 4026531832,
  uts: 4026531838,
  ipc: 4026531839,
  net: 4026531833,
  pid: 4026531836,
  user: 4026531837,
  cgroup: 4026531835,
  time: 4026531834,
};

export const HOST_PID = 81234;
export const STAGE_PID = 81236;
export const ROOTFS = '/run/container-lab/5f3a91c2/rootfs';

export function hostFacts(): Facts {
  return {
    ...Object.fromEntries(Object.entries(INODES).map(([name, inode]) => [`ns.${name}`, `${name}:[${inode}]`])),
    'ns.pid_for_children': 'pid:[4026531836]',
    'ns.time_for_children': 'time:[4026531834]',
    'link.root': '/',
    'link.cwd': '/',
    'link.exe': '/home/learner/container-lab/native/build/lab-helper',
    rootId: '254:0/2',
    mounts: [
      '27 1 254:0 / / rw,relatime - ext4 /dev/vda1 rw',
      '22 27 0:21 / /proc rw,relatime - proc proc rw',
      '23 27 0:22 / /sys rw,relatime - sysfs sysfs rw',
      '24 27 0:6 / /dev rw,relatime - devtmpfs devtmpfs rw,size=12334524k',
      '31 23 0:27 / /sys/fs/cgroup rw,nosuid - tmpfs cgroup_root rw,mode=755',
    ],
    'status.Name': 'lab-helper',
    'status.PPid': '81230',
    'status.NSpid': String(HOST_PID),
    'status.CapEff': '000001ffffffffff',
    'status.CapBnd': '000001ffffffffff',
    'status.NoNewPrivs': '0',
    'status.Seccomp': '0',
    uid_map: ['         0          0 4294967295'],
    gid_map: ['         0          0 4294967295'],
    hostname: 'vm',
    'net.devices': ['lo', 'eth0'],
    'cgroup.path': ['8:pids:/', '4:memory:/process_api', '2:cpuacct:/', '1:cpu:/', '0::/'],
    'root.entries': [
      'bin',
      'boot',
      'dev',
      'etc',
      'home',
      'lib',
      'proc',
      'root',
      'run',
      'sbin',
      'sys',
      'tmp',
      'usr',
      'var',
    ],
    'rootfs.id': '0:24/1801',
    'rootfs.entries': [],
    'layers.entries': [],
  };
}

/** The stage after step 0: a private mount namespace, nothing else. */
export function stageFacts(): Facts {
  return {
    ...hostFacts(),
    'ns.mnt': 'mnt:[4026532180]',
    mounts: [
      '91 90 254:0 / / rw,relatime - ext4 /dev/vda1 rw',
      '92 91 0:21 / /proc rw,relatime - proc proc rw',
      '93 91 0:22 / /sys rw,relatime - sysfs sysfs rw',
      '94 91 0:6 / /dev rw,relatime - devtmpfs devtmpfs rw,size=12334524k',
      '95 93 0:27 / /sys/fs/cgroup rw,nosuid - tmpfs cgroup_root rw,mode=755',
    ],
    'status.NSpid': String(STAGE_PID),
    'status.PPid': String(HOST_PID),
  };
}

/** A v1 group with a memory limit and a CPU limit. */
export function groupFacts(): { facts: Facts; files: Record<string, string | string[]> } {
  const dir = (controller: string) => `/sys/fs/cgroup/${controller}/container-lab/5f3a91c2`;
  return {
    facts: {
      'cgroup.procs': [],
      'cgroup.memory.max': '9223372036854771712',
      'cgroup.memory.current': '0',
      'cgroup.memory.events.oom_kill': '0',
      'cgroup.pids.max': 'max',
      'cgroup.pids.current': '0',
      'cgroup.cpu.max': '-1 100000',
      'cgroup.cpuacct.usage': '0',
      'cgroup.cpu.stat.nr_throttled': '0',
    },
    files: {
      'cgroup.procs': `${dir('memory')}/cgroup.procs`,
      'cgroup.memory.max': `${dir('memory')}/memory.limit_in_bytes`,
      'cgroup.memory.current': `${dir('memory')}/memory.usage_in_bytes`,
      'cgroup.pids.max': `${dir('pids')}/pids.max`,
      'cgroup.pids.current': `${dir('pids')}/pids.current`,
      'cgroup.cpu.max': [`${dir('cpu')}/cpu.cfs_quota_us`, `${dir('cpu')}/cpu.cfs_period_us`],
    },
  };
}
