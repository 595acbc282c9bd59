import { describe, expect, it } from 'vitest';
import { byHandLine } from '../../src/session/by-hand.ts';
import type { Privilege } from '../../src/session/events.ts';
import { initialState, type SessionState } from '../../src/session/state.ts';

function session(privilege: Privilege): SessionState {
  const about = { version: '0', kernel: '6.1', arch: 'x86_64', cgroup: 'v2', started: '', t: 0 } as const;
  const rootfs = { path: '/r', layers: '/l', source: 's' };
  const stage = { pid: 42, facts: {}, files: {} };
  return {
    ...initialState,
    session: { type: 'session', contract: 2, ...about, privilege, rootfs },
    subjects: { stage },
  };
}
const line = (run: string, privilege: Privilege) =>
  byHandLine({ run, shows: '', where: run.includes('{') ? 'live' : 'own' }, session(privilege));

describe('byHandLine', () => {
  it.each<[string, Privilege, string | null]>([
    ['sudo unshare --uts hostname', 'root', 'unshare --uts hostname'],
    ['sudo unshare --uts hostname', 'sudo', 'sudo unshare --uts hostname'],
    ['sudo unshare --uts hostname', 'rootless', 'unshare --map-root-user --uts hostname'],
    ['sudo nsenter -t {pid} -u hostname', 'rootless', 'nsenter -t 42 --user --preserve-credentials -u hostname'],
    ['sudo ls -l /proc/{pid}/root', 'rootless', 'ls -l /proc/42/root'],
    ['grep NSpid /proc/{pid}/status', 'rootless', 'grep NSpid /proc/42/status'],
    ["sudo sh -c 'cd /sys/fs/cgroup && mkdir lab-by-hand'", 'rootless', null],
  ])('%s as %s', (run, privilege, typed) => {
    expect(line(run, privilege)).toBe(typed);
  });
});
