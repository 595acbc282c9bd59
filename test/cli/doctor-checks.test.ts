import { describe, expect, it } from 'vitest';
import { type Check, canRun, checks, type Findings } from '../../src/cli/doctor-checks.ts';

const ALLOWED = Object.fromEntries(
  ['mountNs', 'userNs', 'utsIpcNs', 'pidNsAndProc', 'netNs', 'cgroupNs', 'pivotRoot', 'overlay'].map(k => [
    k,
    true as const,
  ]),
);
const V2 = { version: 2 as const, mount: '/sys/fs/cgroup' };
const FINE: Findings = {
  platform: 'linux',
  node: '20.19.0',
  uid: 1000,
  sudo: 'free',
  probe: { kernel: '6.1', arch: 'x86_64', uid: 0, can: ALLOWED, facts: {} },
  probeError: null,
  cgroup: { kind: 'v2', controllers: { memory: V2, pids: V2, cpu: V2 }, unified: V2.mount, enabled: [], readOnly: [] },
  cgroupWritable: false,
  systemd: true,
  terminal: { tty: true, columns: 120, rows: 36, term: 'xterm-256color' },
};

function of(id: string, change: Partial<Findings>): Check {
  const check = checks({ ...FINE, ...change }).find(c => c.id === id);
  if (!check) throw new Error(`no check ${id}`);
  return check;
}
const refused = (what: string, errno = 'EPERM') => ({
  ...FINE,
  probe: { ...(FINE.probe as NonNullable<Findings['probe']>), can: { ...ALLOWED, [what]: { call: 'unshare', errno } } },
});

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
    ['privilege', 'warn', { sudo: 'none' }],
    ['cgroup', 'no', { cgroup: null }],
    ['cgroup', 'no', { sudo: 'none' }],
    ['cgroup', 'ok', { sudo: 'none', cgroupWritable: true }],
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

  it("names AppArmor's restriction of user namespaces", () => {
    const facts = { apparmor_restrict_unprivileged_userns: '1' };
    const probe = { ...refused('userNs').probe, facts } as NonNullable<Findings['probe']>;
    const check = of('user-namespace', { probe, sudo: 'none' });
    expect(check.found).toContain('kernel.apparmor_restrict_unprivileged_userns = 1');
    expect(check.todo).toContain('sysctl');
  });
});
