/** Nothing starts in the wrong place: where the root or its protection has failed the app is not started, and says for what. */
import { execFileSync } from 'node:child_process';
import { chmodSync, copyFileSync, existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { LabEvent } from '../../src/session/events.ts';
import { cli, PROGRAM, type Result } from '../helpers/cli.ts';
import { sessionName, untilNothingIsLeft } from '../helpers/host.ts';
import { isRoot, needs, which } from '../helpers/require.ts';
import { openScreen } from '../helpers/screen.ts';
import { withoutCall } from '../helpers/without-call.ts';

const LEARNER = 12345;
const ready = [
  needs(isRoot, 'makes mounts and becomes another user, needs root'),
  needs('busybox', 'is the only program of the image'),
  needs('cc', 'builds a filter'),
];

describe.runIf(ready.every(Boolean))('nothing starts in the wrong place', () => {
  const folder = mkdtempSync(join(tmpdir(), 'lab-place-'));
  const image = join(folder, 'image');
  /** Everybody may write here: what a program on the machine's own root would leave. */
  const outside = join(folder, 'outside');
  const reached = join(outside, 'reached');
  const app = ['/bin/sh', '-c', `echo RAN; touch ${reached} 2>/dev/null; ls /`];
  beforeAll(() => {
    mkdirSync(join(image, 'bin'), { recursive: true });
    copyFileSync(which('busybox') as string, join(image, 'bin/busybox'));
    for (const name of ['sh', 'ls', 'touch']) symlinkSync('busybox', join(image, 'bin', name));
    symlinkSync('bin/sh', join(image, 'link'));
    mkdirSync(outside);
    for (const path of [folder, outside]) chmodSync(path, path === outside ? 0o777 : 0o755);
    execFileSync('tar', ['-C', image, '-cf', join(folder, 'image.tar'), '.']);
  });
  afterEach(() => rmSync(reached, { force: true }));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  /** In a mount namespace: an overlay on an overlay, at `stacked`. The kernel mounts no third one on it (EINVAL). */
  const onStack = (words: string[] = []): string[] => [
    ...['unshare', '--mount', 'sh', '-e', '-c'],
    `mkdir -p ${folder}/stack; mount -t tmpfs -o mode=755 t ${folder}/stack; cd ${folder}/stack; mkdir u w m l n
     mount -t overlay o -o lowerdir=${image},upperdir=u,workdir=w m; mount -t overlay p -o lowerdir=m:l n
     cd "$OLDPWD"; exec "$@"`,
    'sh',
    ...words,
  ];
  const stacked = join(folder, 'stack/n');
  const asLearner = ['setpriv', '--reuid', String(LEARNER), '--regid', String(LEARNER), '--clear-groups'];

  const run = (lessons: string[], more: { through?: string[]; uid?: number; rootfs?: string; words?: string[] } = {}) =>
    cli(['run', ...lessons, '--json', '--rootfs', more.rootfs ?? image, ...(more.words ?? []), '--', ...app], more);

  function output(events: LabEvent[]): string {
    return events.map(e => (e.type === 'program.output' && e.of === 'app' ? e.data : '')).join('');
  }

  /** The app was not started: exit 1, by this reason, and its file is nowhere. */
  async function notStarted(result: Result, reason: RegExp): Promise<LabEvent[]> {
    const events = result.events();
    expect(existsSync(reached)).toBe(false);
    expect(events.filter(e => (e.type === 'program.start' || e.type === 'program.output') && e.of === 'app')).toEqual(
      [],
    );
    expect(result.code).toBe(1);
    expect(result.stderr).toMatch(reason);
    expect(result.stderr).toMatch(/^container-lab: [^\n]+\n( {2}[^\n]+\n)?$/);
    expect(events.at(-1)).toMatchObject({ type: 'session.end', ok: false });
    for (const event of events) if (event.type === 'session') await untilNothingIsLeft(sessionName(event));
    return events;
  }

  describe.each([
    ['root', [], undefined],
    ['an ordinary user', ['--rootless'], LEARNER],
  ])('as %s', (_who, words, uid) => {
    const user = uid === undefined ? {} : { uid };
    const through = (wrapper: string[]) => ({ ...user, words, through: wrapper });

    it.each([
      ['pivot_root', 'EINVAL', ['03', '06'], /pivot_root/],
      ['pivot_root', 'EPERM', ['03', '06'], /pivot_root/],
      ['chroot', 'EINVAL', ['03', '06'], /chroot/],
      ['capset', 'EINVAL', ['06'], /capset/],
      ['seccomp', 'EINVAL', ['06'], /seccomp/],
      ['seccomp', 'ENOSYS', ['06'], /seccomp/],
    ] as const)('without %s (%s)', async (call, errno, lessons, reason) => {
      await notStarted(await run([...lessons], through(withoutCall(call, errno))), reason);
    });

    it('on an image on which no overlay is mounted, the app runs inside of the image', async () => {
      const wrapper = onStack(uid === undefined ? [] : asLearner);
      const result = await cli(['run', '01', '02', '03', '06', ...words, '--json', '--rootfs', stacked, '--', ...app], {
        through: wrapper,
      });
      const events = result.events();
      expect(events.filter(e => e.type === 'error' || (e.type === 'expect' && e.ok === false))).toEqual([]);
      expect(events).toContainEqual(expect.objectContaining({ type: 'syscall', name: 'mount', errno: 'EINVAL' }));
      expect(output(events)).toBe('RAN\nbin\ndev\nlink\nproc\nsys\ntmp\n');
      expect(existsSync(reached)).toBe(false);
      expect(result.code).toBe(uid === undefined ? 0 : 3); // an ordinary user has no group here
      for (const event of events) if (event.type === 'session') await untilNothingIsLeft(sessionName(event));
    });
  });

  it('what rests on a failed step is skipped and says for what, experiments go on, and the last step too is skipped', async () => {
    const result = await run(['--until', '06/start'], { through: withoutCall('pivot_root', 'EINVAL') });
    const events = await notStarted(result, /^container-lab: pivot_root .*\(steps skipped, for they rest on it: \d+\)/);
    const skipped = events.flatMap(e => (e.type === 'skipped' ? [e] : []));
    expect(skipped.map(e => `${e.lesson}/${e.step}`)).toEqual(
      expect.arrayContaining([
        '03-chroot/detach',
        '04-create-cgroup/create',
        '06-start-app/filter',
        '06-start-app/start',
      ]),
    );
    expect(new Set(skipped.map(e => e.because))).toEqual(new Set(['03-chroot/pivot']));
    expect(skipped[0]?.message).toMatch(/pivot_root .*invalid argument/);
    const over = new Map(events.flatMap(e => (e.type === 'step.end' ? [[`${e.lesson}/${e.step}`, e.ok]] : [])));
    expect(over.get('03-chroot/pivot')).toBe(false);
    expect(over.get('06-start-app/start')).toBeNull();
    expect(over.get('05-set-limits/memory-hog')).toBe(true);
    expect(events.at(-1)).toMatchObject({ skipped: skipped.length });
    // no call of a skipped step was made
    const at = events.findIndex(e => e.type === 'skipped');
    expect(events.slice(at).filter(e => e.type === 'syscall' && e.by === 'stage')).toEqual([]);
  });

  it('an image whose /proc leads to / gets no writable settings of the kernel: ".." of the root leads there', async () => {
    const tricky = join(folder, 'tricky');
    execFileSync('cp', ['-a', image, tricky]);
    symlinkSync('/', join(tricky, 'proc'));
    const events = await notStarted(
      await run(['01', '02', '03', '06'], { rootfs: tricky }),
      /06-start-app\/proc: this did not hold: A new \/proc is mounted/,
    );
    const message = "the app is not started: the kernel's settings in /sys may be written";
    expect(events).toContainEqual(
      expect.objectContaining({ type: 'error', message: expect.stringContaining(message) }),
    );
  });

  it('half an image does not go on', async () => {
    const broken = join(folder, 'broken.tar');
    execFileSync('sh', ['-c', `head -c 700000 ${folder}/image.tar > ${broken}`]);
    await notStarted(await run(['01', '02', '03', '06'], { rootfs: broken }), /unpack .*tar failed/);
  });

  it('--privileged leaves out the protections, and not the root', async () => {
    const fine = await run(['06'], { words: ['--privileged'], through: withoutCall('seccomp', 'ENOSYS') });
    expect(output(fine.events())).toContain('RAN\n');
    expect(existsSync(reached)).toBe(false);
    await notStarted(
      await run(['03', '06'], { words: ['--privileged'], through: withoutCall('pivot_root', 'EINVAL') }),
      /pivot_root/,
    );
  });

  it.each([
    ['pivot_root', '03-chroot/pivot'],
    ['seccomp', '06-start-app/filter'],
  ] as const)('open --plain without %s: the app is skipped, and the learner told why', async (call, because) => {
    const { stdout, code } = await cli(['open', '--plain', '06/start'], {
      through: withoutCall(call, 'EINVAL'),
      input: '\n\nq\n',
    });
    expect(stdout).not.toContain('the app runs');
    expect(stdout).toMatch(new RegExp(`error: ${call}.*invalid argument`));
    expect(stdout).toMatch(new RegExp(`skipped: it rests on ${because}, which did not succeed: ${call}`));
    expect(stdout).toMatch(/^What comes before this step has been carried out up to the error: \d+ system calls/m);
    expect(stdout).toContain('not every expectation held; steps skipped: 1');
    expect(code).toBe(1);
  });

  it('open, on the screen: the step is skipped, and no shell is called one inside', async () => {
    const [program = '', ...words] = [...withoutCall('pivot_root', 'EINVAL'), process.execPath, PROGRAM];
    const shown = openScreen(program, [...words, 'open', '06-start-app/start'], { columns: 120, rows: 36 });
    try {
      await shown.waitFor(/pivot_root .*invalid argument/);
      shown.press('\u001b');
      await shown.waitFor('Enter carries out');
      shown.press('\r');
      await shown.waitFor('↷ skipped: it rests on 03-chroot/pivot');
      shown.press('t');
      await shown.waitFor('no shell is opened');
      expect(shown.text()).not.toMatch(/Shell inside|the app runs/);
    } finally {
      await shown.close();
    }
  });
});
