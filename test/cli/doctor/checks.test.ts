import { describe, expect, it } from 'vitest';
import { canRun, checks } from '../../../src/cli/doctor/checks.ts';
import type { Check, Findings } from '../../../src/cli/doctor/findings.ts';

const ALLOWED = Object.fromEntries(
  [
    'mountNs userNs utsIpcNs pidNsAndProc netNs cgroupNs pivotRoot mounts overlay',
    'closeRange pidfd setnsPidfd openat2',
  ]
    .join(' ')
    .split(' ')
    .map(k => [k, true as const]),
);
const V2 = { version: 2 as const, mount: '/sys/fs/cgroup' };
const AROUND = { engine: null, seccomp: false, chroot: false, userNamespace: false, covered: [], profile: null };
const GROUP = { where: '/sys/fs/cgroup/container-lab/x', delegated: false, missing: [], refused: null };
const SESSION = { directory: '/run/container-lab/1-a', failed: null, left: null, group: GROUP };
const FAILED = { message: 'mkdir "/run/container-lab": permission denied', errno: 'EACCES', hint: null };
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
  sudoSaid: null,
  sudoGroups: ['sudo'],
  exhausted: {},
  probe: { kernel: '6.1', arch: 'x86_64', uid: 0, can: ALLOWED, facts: {} },
  probeError: null,
  proc: null,
  cgroup: { kind: 'v2', controllers: { memory: V2, pids: V2, cpu: V2 }, unified: V2.mount, enabled: [], readOnly: [] },
  enclosure: AROUND,
  session: SESSION,
  terminal: { tty: true, columns: 120, rows: 36, term: 'xterm-256color', multiplexerWithoutUtf8: false },
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
    ['net-namespace', 'untried', { ...refused('netNs'), sudo: 'asks' }],
    ['kernel', 'no', refused('closeRange', 'ENOSYS', 'close_range')],
    ['kernel', 'warn', refused('openat2', 'ENOSYS', 'openat2')],
    ['mounts', 'no', refused('mounts', 'ENOSPC', 'mount')],
    ['privilege', 'untried', { sudo: 'asks', sudoSaid: 'a password is required' }],
    ['privilege', 'warn', { sudo: 'refuses', sudoSaid: 'student is not in the sudoers file' }],
    ['privilege', 'warn', { sudo: 'root', uid: 0, enclosure: { ...AROUND, userNamespace: true } }],
    ['session', 'untried', { sudo: 'asks', session: null }],
    ['session', 'no', { session: { directory: null, failed: FAILED, left: null, group: null } }],
    ['session', 'warn', { session: { ...SESSION, left: { cgroups: 1 } } }],
    ['overlay', 'warn', refused('overlay', 'ENODEV')],
    ['user-namespace', 'warn', refused('userNs', 'ENOSPC')],
    ['user-namespace', 'no', { ...refused('userNs', 'ENOSPC'), sudo: 'none' }],
    ['proc', 'no', { proc: { kind: 'covered', found: 'tmpfs is mounted over /proc', todo: 'umount /proc' } }],
    ['privilege', 'warn', { sudo: 'none' }],
    ['cgroup', 'no', { cgroup: null }],
    ['cgroup', 'no', { session: { ...SESSION, group: { ...GROUP, refused: REFUSAL } } }],
    ['cgroup', 'warn', { session: { ...SESSION, group: { ...GROUP, delegated: true, missing: ['cpu'] } } }],
    ['cgroup', 'untried', { sudo: 'asks', session: null }],
    ['cgroup', 'untried', { session: { ...SESSION, group: null } }],
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
    ['terminal', 'warn', { terminal: { ...FINE.terminal, columns: 30, rows: 8 } }],
    ['terminal', 'warn', { terminal: { ...FINE.terminal, multiplexerWithoutUtf8: true } }],
  ])('%s is %s', (id, state, change) => {
    expect(of(id, change).state).toBe(state);
  });

  it('can only run what was tried: not known is neither yes nor no', () => {
    const able = (change: Partial<Findings>) => canRun(checks({ ...FINE, ...change }));
    expect(able({ sudo: 'asks', session: null })).toBeNull();
    expect(able({ sudo: 'asks', session: null, platform: 'darwin' })).toBe(false);
    expect(able({ session: { ...SESSION, group: null } })).toBeNull();
    expect(able({ session: { directory: null, failed: FAILED, left: null, group: null } })).toBe(false);
    expect(able({ sudo: 'refuses', sudoSaid: 'no' })).toBe(true);
  });

  it('names the limit that is used up, where it was read', () => {
    const limit = { found: 'user.max_net_namespaces = 0: no such namespace may be made', todo: 'as root: sysctl x=1' };
    const check = of('net-namespace', { ...refused('netNs', 'ENOSPC'), exhausted: { netNs: limit } });
    expect(check).toMatchObject({ state: 'no', found: expect.stringContaining(limit.found), todo: limit.todo });
    expect(of('net-namespace', refused('netNs', 'ENOSPC')).todo).not.toMatch(/virtual machine/);
  });

  it('names the lowest kernel, and what is missing below a newer one', () => {
    expect(of('kernel', refused('closeRange', 'ENOSYS')).meaning).toContain('Linux 5.9 is the lowest');
    const check = of('kernel', refused('openat2', 'ENOSYS'));
    expect(check.found).toContain('openat2: ENOSYS (Linux 5.6 brought it)');
    expect(check.meaning).toContain('a lesson of others');
  });

  it('says who may use sudo only as far as sudo says it', () => {
    const asks = of('privilege', { sudo: 'asks', sudoSaid: 'interactive authentication is required', sudoGroups: [] });
    expect(asks.found).toMatch(/“interactive authentication is required”; the user is in none of the groups/);
    expect(asks.todo).toMatch(/^sudo -v/);
    expect(asks.meaning).not.toMatch(/no sudo/);
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
      of('user-namespace', {
        ...refused('userNs', 'ENOSPC'),
        sudo: 'none',
        exhausted: {
          userNs: { found: 'user.max_user_namespaces = 0: none', todo: 'as root: sysctl user.max_user_namespaces=1' },
        },
      }),
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
