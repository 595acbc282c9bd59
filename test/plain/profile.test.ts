import { describe, expect, test } from 'vitest';
import { Profile, profileLines } from '../../src/plain/profile.ts';
import type { LabEvent } from '../../src/session/events.ts';

const call = (name: string, args: string, microseconds: number) => ({ name, args, ns: microseconds * 1000 });

describe('where the time went', () => {
  test('calls of one kind are added up, the dearest first, with what decides their price', () => {
    const lines = profileLines([
      call('unshare', 'CLONE_NEWUTS', 3),
      call('unshare', 'CLONE_NEWIPC|CLONE_NEWNET', 600),
      call('mount', '"overlay", "/run/x/rootfs", "overlay", 0, "lowerdir=/a"', 90),
      call('mount', 'NULL, "/", NULL, MS_REC|MS_PRIVATE, NULL', 7),
      call('write', '14</sys/fs/cgroup/x/pids.max>, "32", 2', 2),
      call('write', '15</sys/fs/cgroup/y/pids.max>, "32", 2', 3),
    ]);
    expect(lines[1]).toBe('Where the time went: 6 system calls, 0.7 ms');
    expect(lines.slice(4, 9)).toEqual([
      '     600   85 %      1  unshare CLONE_NEWIPC|CLONE_NEWNET',
      '      90   13 %      1  mount overlay',
      '       7    1 %      1  mount MS_REC|MS_PRIVATE',
      '       5    1 %      2  write pids.max',
      '       3    0 %      1  unshare CLONE_NEWUTS',
    ]);
    expect(lines.join('\n')).toMatch(
      /^unshare CLONE_NEWIPC\|CLONE_NEWNET: A network namespace is a network of its own/m,
    );
  });

  test('the network namespace is explained even where something else was dearer', () => {
    const dear = ['execve', 'clone', 'wait4', 'umount2'].map((name, i) => call(name, '', 9000 - i));
    expect(profileLines([...dear, call('unshare', 'CLONE_NEWNET', 600)]).at(-1)).toMatch(/^unshare CLONE_NEWNET: /);
  });

  test('experiments are counted apart', () => {
    const profile = new Profile();
    const step = (scope: 'main' | 'aside') =>
      ({ type: 'step.start', lesson: 'x', step: 'y', title: 'z', kind: 'action', scope, t: 0 }) as LabEvent;
    const made = (by: 'stage' | 'monitor' | 'shell', seq: number) =>
      ({ type: 'syscall', seq, by, pid: 1, ret: 0, errno: null, t: 0, ...call('chdir', '"/"', 4000) }) as LabEvent;
    for (const event of [step('main'), made('stage', 1), made('shell', 2), step('aside'), made('monitor', 3)])
      profile.add(event);
    expect(profile.lines()).toContain('Where the time went: 1 system calls, 4.0 ms');
    expect(profile.lines()).toContain('Not counted: 2 calls of experiments and shells, 8.0 ms.');
  });

  test('many kinds are cut, and none is lost from the sum', () => {
    const lines = profileLines(Array.from({ length: 30 }, (_, i) => call(`call${i}`, '', 10)));
    expect(lines).toContain('     100   33 %     10  all others');
  });
});
