/** What the lessons say of runc, and the order of its calls. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect } from 'vitest';
import { isRoot, needs } from '../../helpers/require.ts';
import { at, bundle, type Config, calls } from './runc.ts';
import { GROUP, sentence, takenAway, typed } from './sentence.ts';

const FILTER = {
  defaultAction: 'SCMP_ACT_ALLOW',
  syscalls: [{ names: ['mkdirat'], action: 'SCMP_ACT_ERRNO', args: [{ index: 2, value: 4242, op: 'SCMP_CMP_EQ' }] }],
};
const filtered = (noNewPrivileges: boolean) => (config: Config) => {
  config.process.noNewPrivileges = noNewPrivileges;
  config.linux.seccomp = FILTER;
  config.linux.resources = { ...config.linux.resources, memory: { limit: 67108864 }, pids: { limit: 33 } };
};
/** Of the filter that is set; libseccomp's questions fail with EFAULT or ask for something else. */
const SECCOMP = /^seccomp\(SECCOMP_SET_MODE_FILTER, .*= 0$|^prctl\(PR_SET_SECCOMP.*= 0$/;
const NO_NEW_PRIVS = /^prctl\(PR_SET_NO_NEW_PRIVS/;
const CAPSET = /^capset\(.*= 0$/;
const PROGRAM = /^execve\("\/bin\/true"/;
const increasing = (numbers: number[]): void => expect(numbers).toEqual([...numbers].sort((a, b) => a - b));

const tools =
  needs(isRoot, 'runs runc, needs root') &&
  needs('runc', 'is what the sentences are about') &&
  needs('busybox', 'fills the root of a bundle');

describe.runIf(tools && needs('strace', 'tells the order of its calls'))('runc, call by call', () => {
  let dir: string;
  takenAway();
  beforeEach(() => (dir = mkdtempSync(join(tmpdir(), 'lab-runc-'))));
  afterEach(() => rmSync(dir, { recursive: true }));

  sentence('06-start-app/docker', "runc's order, as strace shows it", () => {
    const seen = calls(bundle(dir, filtered(false)));
    increasing([
      at(seen, new RegExp(`^mkdir(at)?\\(.*/${GROUP}"`)),
      at(seen, /^unshare\(CLONE_NEWNS/),
      at(seen, /^mount\(".*rootfs"/),
      at(seen, /^write\(\d+, "67108864"/),
      at(seen, /^pivot_root\("\.", "\."\)/),
      at(seen, /^umount2\("\.", MNT_DETACH\)/),
      at(seen, /^sethostname\(/),
      at(seen, SECCOMP),
      at(seen, CAPSET),
      at(seen, PROGRAM),
    ]);
    expect(seen.some(call => NO_NEW_PRIVS.test(call))).toBe(false);
    // the child that will be PID 1 is born right after it
    expect(seen.slice(at(seen, /^unshare\(CLONE_NEWNS/)).some(call => /^clone\(/.test(call))).toBe(true);
  });
  sentence('06-start-app/docker', 'The filter comes before capset', () => {});

  sentence('06-start-app/docker', 'runc does as we did: prctl, capset, seccomp', () => {
    const seen = calls(bundle(dir, filtered(true)));
    increasing([at(seen, NO_NEW_PRIVS), at(seen, CAPSET, 'last'), at(seen, SECCOMP), at(seen, PROGRAM)]);
  });

  sentence('04-create-cgroup/docker', 'runc makes the cgroup and joins it before it unshares.', () => {
    const seen = calls(bundle(dir, filtered(false)));
    // a PID is written to cgroup.procs without a newline
    increasing([
      at(seen, new RegExp(`^mkdir(at)?\\(.*/${GROUP}"`)),
      at(seen, /^write\(\d+, "\d{2,}", /),
      at(seen, /^unshare\(CLONE_NEWNS/),
    ]);
  });
  const limits = (): void => {
    const seen = calls(bundle(dir, filtered(false)));
    increasing([at(seen, /^unshare\(CLONE_NEWNS/), at(seen, /^write\(\d+, "67108864"/), at(seen, /^pivot_root\(/)]);
    increasing([at(seen, /^unshare\(CLONE_NEWNS/), at(seen, /^write\(\d+, "33"/), at(seen, /^pivot_root\(/)]);
  };
  sentence('04-create-cgroup/docker', 'It writes the limits later, just before it pivots', limits);
  sentence('06-start-app/misconceptions', 'writes the limits just before it pivots', limits);
  sentence(
    'correction C05',
    'makes the cgroup and joins it before unshare, writes the limits just before pivot_root',
    limits,
  );

  sentence('02-unshare/docker', 'runc makes that one later, when it has joined the group.', () => {
    const seen = calls(bundle(dir, config => config.linux.namespaces.push({ type: 'cgroup' })));
    const five = seen[at(seen, /^unshare\(CLONE_NEWNS/)] ?? '';
    for (const kind of ['UTS', 'IPC', 'PID', 'NET']) expect(five).toContain(`CLONE_NEW${kind}`);
    expect(five).not.toContain('CGROUP');
    increasing([
      at(seen, /^write\(\d+, "\d{2,}", /),
      at(seen, /^unshare\(CLONE_NEWNS/),
      at(seen, /^unshare\(CLONE_NEWCGROUP/),
    ]);
  });

  sentence('03-chroot/docker', 'runc then moves the rootfs on top of / (MS_MOVE) and calls chroot.', () => {
    const seen = calls(
      bundle(dir, config => (config.mounts = config.mounts.filter(m => m.destination === '/proc'))),
      ['--no-pivot'],
    );
    increasing([at(seen, /^mount\(.*"\/", .*MS_MOVE/), at(seen, /^chroot\("\."/), at(seen, PROGRAM)]);
    expect(seen.some(call => call.startsWith('pivot_root'))).toBe(false);
  });
});

describe.runIf(tools)('runc', () => {
  let dir: string;
  takenAway();
  beforeEach(() => (dir = mkdtempSync(join(tmpdir(), 'lab-runc-'))));
  afterEach(() => rmSync(dir, { recursive: true }));

  sentence('03-chroot/docker', 'runc run --no-pivot exists', () => {
    expect(typed('runc run --help')).toContain('--no-pivot');
    expect(typed('runc --no-pivot')).toContain('not defined');
  });

  sentence('01-mount-rootfs/docker', 'The directories of -v are private, unless one asks for more', () => {
    // as Docker asks: the root a slave, a bind of -v private
    const shared = join(dir, 'shared');
    const made = bundle(join(dir, 'made'), config => {
      config.process.args = ['/bin/sleep', '60'];
      config.linux.rootfsPropagation = 'rslave';
      const options = ['rbind', 'rprivate'];
      config.mounts.push({ destination: '/v', source: join(shared, 'volume'), type: 'none', options });
    });
    const runc = `runc --root ${dir}/state`;
    const seen = typed(
      `mkdir ${shared}; mount -t tmpfs base ${shared}; mount --make-shared ${shared}; cd ${shared}; mkdir -p volume/late; cp -a ${made} .
       ${runc} run --detach --bundle made ${GROUP} >/dev/null </dev/null
       mount -t tmpfs below-root made/rootfs/late; mount -t tmpfs below-volume volume/late
       ${runc} exec ${GROUP} cat /proc/self/mountinfo
       ${runc} delete --force ${GROUP}`,
    );
    expect(seen).toMatch(/ \/ rw\S* master:\d+ /);
    expect(seen).toContain(' below-root ');
    expect(seen).not.toContain(' below-volume ');
  });
});
