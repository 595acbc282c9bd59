import { describe, expect, it } from 'vitest';
import { parseMountinfo } from '../../src/kernel/mountinfo.ts';
import type { LessonOp } from '../../src/lesson/lesson.ts';
import { LabError } from '../../src/protocol/lab-error.ts';
import { type Answers, NotStarted, obstacle, promisedBy } from '../../src/session/gate.ts';

const op = (name: string, args: LessonOp['args'] = {}): LessonOp => ({ op: name, args });
const ALL = [
  op('protect-proc'),
  op('capabilities', { keep: 'docker' }),
  op('no-new-privs'),
  op('seccomp', { filter: 'docker' }),
];

const MOUNTS = `10 1 0:40 / / rw - overlay lab-rootfs rw
11 10 0:41 / /proc rw,nosuid - proc proc rw
12 11 0:41 /sys /proc/sys ro,nosuid - proc proc rw
`;
const caps = (value: string) => Object.fromEntries(['CapEff', 'CapPrm', 'CapBnd'].map(set => [set, value]));
const status = {
  ...caps('00000000a80425fb'),
  CapInh: '0',
  CapAmb: '0',
  NoNewPrivs: '1',
  Seccomp: '2',
  Seccomp_filters: '2',
};
const fine: Answers = {
  root: '0:40/2',
  machine: '254:0/2',
  rootfs: '0:40/2',
  status,
  machineStatus: { ...caps('000001ffffffffff'), NoNewPrivs: '0', Seccomp: '2', Seccomp_filters: '1' },
  mounts: parseMountinfo(MOUNTS),
  running: false,
};
const found = (change: Partial<Answers>, protections = ALL) => obstacle({ ...fine, ...change }, protections);
const withStatus = (change: Record<string, string>) => found({ status: { ...status, ...change } });

describe('the gate', () => {
  it('lets through what is as it must be', () => {
    expect(found({})).toBeNull();
  });

  it.each<[string, Partial<Answers>, RegExp]>([
    ["is the machine's", { root: '254:0/2' }, /still this machine's own/],
    ["is the machine's, which is what was mounted", { root: '254:0/2', rootfs: '254:0/2' }, /still this machine's own/],
    ['is not told', { root: null }, /does not say which root/],
    ['cannot be compared', { machine: null }, /does not say which root/],
    ['was never mounted', { rootfs: null }, /nothing is mounted/],
    ['is another directory', { root: '254:0/777' }, /not what step 1 mounted/],
    ['is another directory of the same file system', { root: '0:40/9' }, /not what step 1 mounted/],
  ])('bars a root that %s, without any protection asked for', (_what, change, says) => {
    expect(found(change, [])).toEqual({ says: expect.stringMatching(says), op: null });
  });

  it('lets a running program have gone on, in the same file system', () => {
    expect(found({ root: '0:40/9', running: true })).toBeNull();
    expect(found({ root: '0:50/9', running: true })).toMatchObject({ op: null });
    expect(found({ root: '254:0/2', rootfs: '254:0/77', running: true })).toMatchObject({ op: null });
  });

  it.each<[string, Record<string, string>, string, RegExp]>([
    ['one capability too many', { CapEff: '00000000a82425fb' }, 'capabilities', /CapEff is 00000000a82425fb/],
    ['one that execve gives back', { CapBnd: '000001ffffffffff' }, 'capabilities', /CapBnd/],
    ['one that can be switched on', { CapPrm: '00000000a82425fb' }, 'capabilities', /CapPrm/],
    ['one that is inherited', { CapInh: '0000000000200000' }, 'capabilities', /CapInh/],
    ['one that is ambient', { CapAmb: '0000000000200000' }, 'capabilities', /CapAmb/],
    ['a set that cannot be read', { CapBnd: '' }, 'capabilities', /cannot be read/],
    ['rights to gain', { NoNewPrivs: '0' }, 'no-new-privs', /NoNewPrivs is 0/],
    ['no filter', { Seccomp: '0', Seccomp_filters: '0' }, 'seccomp', /Seccomp is 0/],
    ['only the filter that was there before', { Seccomp_filters: '1' }, 'seccomp', /Seccomp_filters is 1, as outside/],
  ])('bars %s', (_what, change, protection, says) => {
    expect(withStatus(change)).toEqual({ says: expect.stringMatching(says), op: protection });
  });

  it('lets fewer capabilities through, and a kernel that does not count filters', () => {
    expect(withStatus(caps('0000000000000001'))).toBeNull();
    const { Seccomp_filters: _unknown, ...before59 } = status;
    expect(found({ status: before59 })).toBeNull();
    expect(found({ status: { ...status, ...caps('1') } }, [op('capabilities', { keep: 'none' })])).toMatchObject({
      op: 'capabilities',
    });
  });

  it.each([
    ['is not covered', MOUNTS.replace(/^12.*\n/m, '')],
    ['may be written', MOUNTS.replace('/proc/sys ro', '/proc/sys rw')],
    ['has a writable mount over the other', `${MOUNTS}13 12 0:41 /sys /proc/sys rw - proc proc rw\n`],
    ['a second one elsewhere', `${MOUNTS}13 10 0:42 / /p rw - proc proc rw\n`],
    [
      'over the root, for /proc is a link to /, and what is closed is the image’s own /sys',
      `10 1 0:40 / / rw - overlay lab-rootfs rw
11 10 0:41 / / rw,nosuid - proc proc rw
12 10 0:40 /sys /sys ro - overlay lab-rootfs rw
`,
    ],
    ['closed at another one', `${MOUNTS}13 10 0:42 / /proc rw - proc proc rw\n`],
  ])('bars a /proc whose settings are open: %s', (_what, text) => {
    expect(found({ mounts: parseMountinfo(text) })).toMatchObject({ op: 'protect-proc' });
  });

  it('lets through a proc that a link of the image has led elsewhere, when it is closed there', () => {
    expect(found({ mounts: parseMountinfo(MOUNTS.replaceAll('/proc', '/p')) })).toBeNull();
    expect(found({ mounts: parseMountinfo(`${MOUNTS}13 10 0:42 / /p ro - proc proc rw\n`) })).toBeNull();
  });

  it.each<[string, string]>([
    ['another directory of it is closed', '12 11 0:41 /sys /proc/irq ro - proc proc rw'],
    ['another mount at its place is', '12 10 0:41 /sys /proc/sys ro - proc proc rw'],
    [
      'it is open again on top',
      '12 11 0:41 /sys /proc/sys ro - proc proc rw\n13 11 0:41 /sys /proc/sys rw - proc proc rw',
    ],
  ])('bars a proc whose settings may be written: %s', (_how, lines) => {
    const open = MOUNTS.split('\n').slice(0, 2).join('\n');
    expect(found({ mounts: parseMountinfo(`${open}\n${lines}\n`) })).toMatchObject({
      op: 'protect-proc',
      says: "the kernel's settings in /proc/sys may be written",
    });
  });

  it('bars a part of proc that is mounted alone: what lies on its sys is not the settings', () => {
    const part = MOUNTS.replace('0:41 / /proc', '0:41 /self /proc');
    expect(found({ mounts: parseMountinfo(part) })).toMatchObject({ op: 'protect-proc' });
  });

  it('does without ambient capabilities on a kernel that has none, and not without any other set', () => {
    const { CapAmb: _ambient, ...old } = status;
    expect(found({ status: old })).toBeNull();
    const { CapInh: _inherited, ...broken } = status;
    expect(found({ status: broken })).toMatchObject({ op: 'capabilities', says: expect.stringContaining('no CapInh') });
    for (const value of ['', 'x0', '0x', '0'.repeat(17)])
      expect(withStatus({ CapAmb: value })).toMatchObject({
        op: 'capabilities',
        says: expect.stringContaining('CapAmb'),
      });
  });

  it('counts filters only where the kernel counts them on both sides', () => {
    const { Seccomp_filters: _count, ...machineStatus } = fine.machineStatus as Record<string, string>;
    expect(found({ machineStatus })).toBeNull();
  });

  it('bars mounts that cannot be read, and has nothing to ask where no proc is mounted', () => {
    expect(found({ mounts: null })).toMatchObject({ op: 'protect-proc' });
    expect(found({ mounts: parseMountinfo(MOUNTS.split('\n')[0] ?? '') })).toBeNull();
  });

  it('asks only for what was asked for', () => {
    expect(found({ status: {}, mounts: null }, [])).toBeNull();
  });

  it('knows what ops promise: whose root there is, and which protections', () => {
    const inside = (...names: [string, string?][]) =>
      promisedBy(names.map(([name, path]) => op(name, path === undefined ? {} : { path }))).inside;
    expect(inside(['mount'], ['fork'])).toBe(false);
    expect(inside(['open-root'], ['chroot', '{rootfs}'])).toBe(true);
    expect(inside(['open-root'], ['chroot', '{rootfs}'], ['fchdir-root'], ['chroot', '.'])).toBe(false);
    expect(inside(['chroot', '{rootfs}'], ['fchdir-root'], ['chroot', '.'], ['pivot_root'])).toBe(true);
    const shut = { ...op('fchdir-root'), expectErrno: 'EBADF' };
    expect(promisedBy([op('pivot_root'), op('close-root'), shut]).inside).toBe(true);
    expect(promisedBy([op('mount'), ...ALL, op('start-app')]).protections).toEqual(ALL);
  });

  it('says what is not started, why, and what came first', () => {
    const barred = new NotStarted('the app is not started', { says: 'no filter', op: 'seccomp' });
    expect(barred).toBeInstanceOf(LabError);
    expect(barred).toMatchObject({ code: 'place', exit: 1, message: 'the app is not started: no filter' });
    expect(barred.because('06-start-app/filter: seccomp: EPERM').message).toBe(
      'the app is not started: no filter; what failed first: 06-start-app/filter: seccomp: EPERM',
    );
  });
});
