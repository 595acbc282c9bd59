/** Facts of a candidate are about what a thing is: not its name, nor where its links lead outside, nor the letters of its mode. */
import { spawnSync } from 'node:child_process';
import { chmodSync, copyFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { descendsFrom } from '../../src/kernel/processes.ts';
import { createProcessSeeker } from '../../src/observe/process-seeker.ts';
import type { Seeker } from '../../src/observe/seeker.ts';
import type { Facts } from '../../src/words/fact-value.ts';
import { isRoot, needs, which } from '../helpers/require.ts';
import { HELPER, Helper, until } from '../native/helper.ts';
import { endAll, layout, learner, sighted, sourceOf } from './seeking.ts';

const busybox = which('busybox') ?? '';
const isStatic = busybox !== '' && !spawnSync('ldd', [busybox], { encoding: 'utf8' }).stdout?.includes('=>');

let h: Helper;
let seeker: Seeker;

async function watch(command?: string[]): Promise<void> {
  h = await Helper.start(command);
  seeker = createProcessSeeker(sourceOf(h), { layout });
  await seeker.begin();
}

afterEach(async () => {
  await endAll();
  await h.quit();
});

/** The facts of the sleep that this line comes to. */
async function factsOf(line: string): Promise<{ facts: Facts; pid: number }> {
  const { pid = 0 } = learner(line);
  const found = await sighted(seeker, line, s => s.name === 'sleep' && s.pid !== undefined && descendsFrom(s.pid, pid));
  return { facts: found.facts, pid: found.pid ?? 0 };
}

describe.runIf(needs(isRoot && which('ip') !== null, 'moves network devices, needs root and ip'))(
  'network devices',
  () => {
    // the host of this test is a network namespace of its own: nothing of the machine's is moved
    const inHost = (...words: string[]) => spawnSync('nsenter', ['-t', String(h.hello.pid), '-n', ...words]);
    beforeEach(async () => {
      h = await Helper.start(['unshare', '-n', HELPER]);
      expect(inHost('ip', 'link', 'add', 'ib0', 'type', 'veth', 'peer', 'name', 'usb0').status).toBe(0);
      seeker = createProcessSeeker(sourceOf(h), { layout });
      await seeker.begin();
    });
    const own = (lines: string) => `exec nsenter -t ${h.hello.pid} -n unshare -n sh -c "${lines}; exec sleep 4321"`;

    test('called eth0 and br0, and made inside: none of the host’s', async () => {
      const lines = 'ip link add eth0 type veth peer name p0; ip link add br0 type bridge';
      const { facts } = await factsOf(own(lines));
      expect(facts).toMatchObject({
        'net.hostDevices': [],
        'net.cards': expect.arrayContaining(['eth0', 'p0', 'br0']),
      });
    });

    test('made on the host for it, as engines do, and moved in: not one that the host had', async () => {
      expect(inHost('ip', 'link', 'add', 'v0', 'type', 'veth', 'peer', 'name', 'v1').status).toBe(0);
      const { pid } = await factsOf(own('true'));
      expect(inHost('ip', 'link', 'set', 'v1', 'netns', String(pid)).status).toBe(0);
      const found = await sighted(seeker, 'v1', s => s.pid === pid && String(s.facts['net.cards']) === 'v1');
      expect(found.facts['net.hostDevices']).toEqual([]);
    });

    test('one of the host’s, whatever it is called by now', async () => {
      const { pid, facts } = await factsOf(own('true'));
      expect(facts).toMatchObject({ 'net.hostDevices': [], 'net.cards': [] });
      expect(inHost('ip', 'link', 'set', 'ib0', 'netns', String(pid), 'name', 'mine0').status).toBe(0);
      await sighted(seeker, 'ib0', s => s.pid === pid && String(s.facts['net.hostDevices']) === 'mine0');
    });
  },
);

describe.runIf(needs(isRoot && isStatic, 'makes roots with a static busybox, needs root'))('a future root', () => {
  const dir = mkdtempSync(join(tmpdir(), 'container-lab-test-'));
  const root = join(dir, 'root');
  const name = 'box-of-nowhere-else';

  beforeAll(() => {
    for (const each of ['bin', 'proc', 'tmp', 'lib']) mkdirSync(join(root, each), { recursive: true });
    for (const each of [name, 'sleep']) copyFileSync(busybox, join(root, 'bin', each));
    writeFileSync(join(dir, 'outside'), '');
  });
  afterAll(() => rmSync(dir, { recursive: true }));
  beforeEach(async () => {
    rmSync(join(root, 'bin/sh'), { force: true });
    await watch();
  });

  const shell = () => join(root, 'bin/sh');
  const text = (content: string) => () => writeFileSync(shell(), content, { mode: 0o755 });
  const copy = (mode: number) => () => {
    copyFileSync(busybox, shell());
    chmodSync(shell(), mode);
  };
  const mounted = `exec unshare -m sh -c "mount --bind ${root} /mnt; exec sleep 4321"`;
  const chrooted = `exec chroot ${root} /bin/sleep 4321`;

  test.each<[string, () => void, unknown]>([
    ['an absolute link in it, as in Alpine', () => symlinkSync(`/bin/${name}`, shell()), 'program'],
    ['setuid, as Buildroot installs it', copy(0o4755), 'program'],
    ['setgid and sticky', copy(0o3755), 'program'],
    ['a script of its own box', text(`#!/bin/${name} sh\n`), 'program'],
    ['a script that ends without a newline', text(`#!/bin/${name}`), 'program'],
    ['a link to what only the host has', () => symlinkSync('/bin/bash', shell()), { error: 'ENOENT' }],
    ['a link out of it', () => symlinkSync(`../../../../..${join(dir, 'outside')}`, shell()), { error: 'ENOENT' }],
    ['nobody may execute it', copy(0o644), 'not executable'],
    ['an empty file', text(''), 'no program'],
    ['a text', text('echo hello\n'), 'no program'],
    ['the beginning of a program', text('\x7fELF\x02\x01\x01'.padEnd(100, '\0')), 'no program'],
    ['a script of a missing interpreter', text('#!/bin/bash\n'), 'without its interpreter'],
    ['a script with a carriage return', text(`#!/bin/${name}\r\n`), 'without its interpreter'],
    ['a program whose loader is outside', () => copyFileSync('/bin/bash', shell()), 'without its loader'],
    ['a directory', () => mkdirSync(shell()), 'a directory'],
    ['a pipe', () => spawnSync('mkfifo', ['-m', '755', shell()]), 'no regular file'],
  ])('%s', async (_what, make, worth) => {
    rmSync(shell(), { recursive: true, force: true });
    make();
    try {
      const { facts } = await factsOf(chrooted);
      expect(facts['root.shell']).toEqual(worth);
      const below = (await factsOf(mounted)).facts;
      expect(below['mounts.withShell']).toEqual(worth === 'program' ? ['/mnt'] : []);
      expect(below['mounts.withRootDirs']).toEqual(worth === 'program' ? ['/mnt'] : []);
    } finally {
      rmSync(shell(), { recursive: true, force: true });
    }
  });

  test('where nothing may be executed there is no program', async () => {
    copy(0o755)();
    const line = `exec unshare -m sh -c "mount --bind ${root} /mnt; mount -o remount,bind,noexec /mnt; exec sleep 4321"`;
    expect((await factsOf(line)).facts['mounts.withShell']).toEqual([]);
  });

  test('what the process itself runs is a program', async () => {
    copyFileSync(busybox, join(root, 'bin/again'));
    try {
      symlinkSync('again', shell());
      const { pid = 0 } = learner(`exec chroot ${root} /bin/sh -c "/bin/sleep 4321; true"`);
      const found = await sighted(seeker, 'the shell', s => s.pid === pid && s.name === 'sh');
      expect(found.facts['root.shell']).toBe('program');
    } finally {
      rmSync(join(root, 'bin/again'));
    }
  });

  test('directories are found through links inside, and not through links outside', async () => {
    copy(0o755)();
    const links = join(dir, 'links');
    mkdirSync(join(links, 'bin'), { recursive: true });
    mkdirSync(join(links, 'var/tmp'), { recursive: true });
    copyFileSync(busybox, join(links, 'bin/sh'));
    symlinkSync('/var/tmp', join(links, 'tmp'));
    symlinkSync('/srv', join(links, 'proc'));
    const line = `exec unshare -m sh -c "mount --bind ${links} /mnt; exec sleep 4321"`;
    expect((await factsOf(line)).facts).toMatchObject({ 'mounts.withShell': ['/mnt'], 'mounts.withRootDirs': [] });
    mkdirSync(join(links, 'srv'));
    expect((await factsOf(line)).facts['mounts.withRootDirs']).toEqual(['/mnt']);
  });
});

describe.runIf(needs(isRoot, 'makes mounts, needs root'))('mounts', () => {
  beforeEach(() => watch());

  test('shared is what the kernel says of the mount, not a part of its name', async () => {
    const line = (how: string) =>
      `exec unshare -m sh -c "mount -t tmpfs t /mnt; mkdir /mnt/shared:1; mount -t tmpfs u /mnt/shared:1; mount --make-${how} /mnt; exec sleep 4321"`;
    const shared = async (how: string) => {
      const { facts } = await factsOf(line(how));
      return facts['mounts.shared'];
    };
    expect(await shared('private')).toEqual([]);
    expect(await shared('shared')).toEqual(['/mnt']);
  });
});

test.runIf(needs(isRoot, 'starts a helper, needs root'))(
  'what a foreign process’s root holds is not told beyond that',
  async () => {
    h = await Helper.start();
    const me = `${process.pid}.${await until('my own start', () => startOf())}`;
    for (const item of [
      `below:${me}:4/mnt/../etc/passwd`,
      `program:${me}:x/bin/sh`,
      `below:${me}:9/mnt`,
      'below:host:0/etc',
      'stat:host:/exe',
    ])
      expect((await h.op('look', { items: [item] })).ok, item).toBe(false);
  },
);

test.runIf(needs(isRoot, 'starts a helper, needs root'))(
  'so many scripts in each other as execve(2) takes',
  async () => {
    h = await Helper.start();
    const folder = mkdtempSync(join(tmpdir(), 'container-lab-test-'));
    try {
      const me = `${process.pid}.${await until('my own start', () => startOf())}`;
      const script = (n: number) => (n === 0 ? '/bin/true' : join(folder, `script-${n}`));
      for (let n = 1; n <= 6; n++) {
        writeFileSync(script(n), `#!${script(n - 1)}\n`, { mode: 0o755 });
        const starts = spawnSync(script(n)).status === 0;
        expect(starts, `${n} scripts`).toBe(n <= 5);
        expect((await h.look(`program:${me}:0${script(n)}`)) === 'program', `${n} scripts`).toBe(starts);
      }
    } finally {
      rmSync(folder, { recursive: true });
    }
  },
);

function startOf(): string {
  return spawnSync('sh', ['-c', `cut -d' ' -f22 /proc/${process.pid}/stat`], { encoding: 'utf8' }).stdout.trim();
}
