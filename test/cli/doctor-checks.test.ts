import { describe, expect, it } from 'vitest';
import { canRun, checks } from '../../src/cli/doctor-checks.ts';
import type { Check, Findings } from '../../src/cli/doctor-findings.ts';

const ALLOWED = Object.fromEntries(
  ['mountNs', 'userNs', 'utsIpcNs', 'pidNsAndProc', 'netNs', 'cgroupNs', 'pivotRoot', 'overlay'].map(k => [
    k,
    true as const,
  ]),
);
const V2 = { version: 2 as const, mount: '/sys/fs/cgroup' };
const AROUND = { engine: null, seccomp: false, chroot: false, userNamespace: false, covered: [], profile: null };
const TRIAL = { where: '/sys/fs/cgroup/container-lab/x', delegated: false, missing: [], refused: null };
const REFUSAL = {
  message: 'mkdir-cgroup: mkdir "/sys/fs/cgroup/x": permission denied',
  errno: 'EACCES',
  why: 'not yours',
  todo: 'ask',
};
const FINE: Findings = {
  platform: 'linux',
  node: '20.19.0',
  uid: 1000,
  sudo: 'free',
  probe: { kernel: '6.1', arch: 'x86_64', uid: 0, can: ALLOWED, facts: {} },
  probeError: null,
  proc: null,
  cgroup: { kind: 'v2', controllers: { memory: V2, pids: V2, cpu: V2 }, unified: V2.mount, enabled: [], readOnly: [] },
  enclosure: AROUND,
  group: TRIAL,
  terminal: { tty: true, columns: 120, rows: 36, term: 'xterm-256color' },
};

function of(id: string, change: Partial<Findings>): Check {
  const check = checks({ ...FINE, ...change }).find(c => c.id === id);
  if (!check) throw new Error(`no check ${id}`);
  return check;
}
const refused = (what: string, errno = 'EPERM', call = 'unshare') => ({
  ...FINE,
  probe: { ...(FINE.probe as NonNullable<Findings['probe']>), can: { ...ALLOWED, [what]: { call, errno } } },
});
/** No user namespace, on a machine with these settings and surroundings. */
function withoutUserNamespace(
  facts: Record<string, string>,
  around: Partial<Findings['enclosure']> = {},
  errno = 'EPERM',
): Check {
  const probe = { ...refused('userNs', errno).probe, facts } as NonNullable<Findings['probe']>;
  return of('user-namespace', { probe, sudo: 'none', enclosure: { ...AROUND, ...around } });
}

describe('doctor checks', () => {
  it('lets a good machine run', () => {
    expect(canRun(checks(FINE))).toBe(true);
    expect(checks(FINE).every(c => c.state === 'ok')).toBe(true);
  });

  it.each<[string, string, Partial<Findings>]>([
    ['kernel', 'no', { platform: 'darwin', probe: null }],
    ['kernel', 'no', { probe: null, probeError: 'there is no lab-helper' }],
    ['net-namespace', 'no', refused('netNs')],
    ['net-namespace', 'warn', { ...refused('netNs'), sudo: 'asks' }],
    ['overlay', 'warn', refused('overlay', 'ENODEV')],
    ['user-namespace', 'warn', refused('userNs', 'ENOSPC')],
    ['user-namespace', 'no', { ...refused('userNs', 'ENOSPC'), sudo: 'none' }],
    ['proc', 'no', { proc: { kind: 'covered', found: 'tmpfs is mounted over /proc', todo: 'umount /proc' } }],
    ['privilege', 'warn', { sudo: 'none' }],
    ['cgroup', 'no', { cgroup: null }],
    ['cgroup', 'no', { group: { ...TRIAL, refused: REFUSAL } }],
    ['cgroup', 'warn', { group: { ...TRIAL, delegated: true, missing: ['cpu'] } }],
    ['cgroup', 'ok', { group: null }],
    ['surroundings', 'warn', { enclosure: { ...AROUND, seccomp: true } }],
    ['pid-namespace', 'warn', { ...refused('pidNsAndProc', 'EPERM', 'mount'), sudo: 'none' }],
    ['uts-ipc-namespaces', 'warn', { ...refused('utsIpcNs', 'EPERM', 'sethostname'), sudo: 'none' }],
    ['pid-namespace', 'no', { ...refused('pidNsAndProc', 'EPERM', 'unshare'), sudo: 'none' }],
    [
      'cgroup',
      'no',
      {
        cgroup: {
          kind: 'v2',
          controllers: { memory: V2, pids: V2, cpu: V2 },
          unified: V2.mount,
          enabled: [],
          readOnly: [V2.mount],
        },
      },
    ],
    [
      'cgroup',
      'no',
      { cgroup: { kind: 'v2', controllers: { memory: V2, pids: V2 }, unified: V2.mount, enabled: [], readOnly: [] } },
    ],
    ['terminal', 'warn', { terminal: { tty: true, columns: 30, rows: 8, term: 'xterm' } }],
  ])('%s is %s', (id, state, change) => {
    expect(of(id, change).state).toBe(state);
  });

  it('names the controller that is missing and what to do', () => {
    const check = of('cgroup', {
      cgroup: { kind: 'v2', controllers: { pids: V2, cpu: V2 }, unified: V2.mount, enabled: [], readOnly: [] },
    });
    expect(check.meaning).toContain('memory');
    expect(check.todo).toBeTruthy();
  });

  // Debian has no such setting: the fixture is what Ubuntu 24.04 shows, where unshare succeeds and the mount after it is refused
  it("names AppArmor's restriction of user namespaces", () => {
    const facts = { apparmor_restrict_unprivileged_userns: '1' };
    const probe = { ...refused('userNs', 'EACCES', 'mount').probe, facts } as NonNullable<Findings['probe']>;
    const check = of('user-namespace', { probe, sudo: 'none' });
    expect(check.state).toBe('no');
    expect(check.found).toContain('kernel.apparmor_restrict_unprivileged_userns = 1');
    expect(check.todo).toContain('sysctl kernel.apparmor_restrict_unprivileged_userns=0');
  });

  it.each<[string, Check, RegExp, RegExp]>([
    [
      'max_user_namespaces',
      withoutUserNamespace({ max_user_namespaces: '0' }, {}, 'ENOSPC'),
      /= 0/,
      /sysctl user\.max/,
    ],
    ['unprivileged_userns_clone', withoutUserNamespace({ unprivileged_userns_clone: '0' }), /= 0/, /_clone=1/],
    ['a chroot', withoutUserNamespace({}, { chroot: true }), /chroot/, /pivot_root/],
    ['nothing that it knows', withoutUserNamespace({}), /perhaps this is a chroot/, /leave/],
    ['a seccomp filter', withoutUserNamespace({}, { seccomp: true }), /EPERM/, /seccomp=unconfined/],
    [
      'an AppArmor profile',
      withoutUserNamespace({}, { profile: 'docker-default' }, 'EACCES'),
      /EACCES/,
      /docker-default/,
    ],
  ])('%s: says what refuses a user namespace, and the way out', (_name, check, found, todo) => {
    expect(check.found).toMatch(found);
    expect(check.todo).toMatch(todo);
  });

  it('names what is around us', () => {
    const check = of('surroundings', {
      enclosure: { ...AROUND, engine: 'podman', seccomp: true, covered: ['/proc/kcore', '/proc/keys'] },
    });
    expect(check.found).toBe('a mark of podman, a seccomp filter, parts of /proc are covered (2)');
  });

  it('tells a uid 0 without rights from root', () => {
    expect(of('privilege', { uid: 0, sudo: 'none' }).found).toContain('without CAP_SYS_ADMIN');
  });
});
