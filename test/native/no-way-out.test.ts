/** Untrusted images, names and paths: what they try, and that nothing outside is reached. */
import { execFileSync, spawnSync } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { OTHER_USER, worldReadableFolder } from '../helpers/other-user.ts';
import { isRoot, needs } from '../helpers/require.ts';
import { becomeContainer, HELPER, Helper, mountRootfs, until } from './helper.ts';

const folder = mkdtempSync(join(tmpdir(), 'lab-way-out-'));
const OPENAT2 = 437;
const [ENOSYS, EPERM] = [38, 1];

const comm = (process: string): string | null => {
  try {
    return readFileSync(`/proc/${process}/comm`, 'utf8').trim();
  } catch {
    return null;
  }
};

/** A program of test/helpers, made when it is first needed. */
function compiled(name: string): string {
  const program = join(folder, name);
  if (!existsSync(program))
    execFileSync('cc', ['-o', program, fileURLToPath(new URL(`../helpers/${name}.c`, import.meta.url))]);
  return program;
}

const withoutCall = (number: number, errno: number): string[] => [
  compiled('without-call'),
  String(number),
  String(errno),
  HELPER,
];

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe.runIf(needs(isRoot, 'mounts, needs root') && needs('cc', 'builds a filter'))('no way out', () => {
  let h: Helper;
  let pid: number;
  afterEach(async () => {
    if (!h.end) await h.quit();
  });

  async function withLayers(command?: string[]): Promise<string> {
    h = await Helper.start(command);
    pid = (await h.ok('spawn')).pid ?? 0;
    await h.ok('mount', { source: 'layers', target: h.hello.layers, fstype: 'tmpfs' });
    return h.hello.layers;
  }

  describe.each<[string, (() => string[]) | undefined]>([
    ['openat2', undefined],
    ['a kernel without openat2', () => withoutCall(OPENAT2, ENOSYS)],
    ['a filter that refuses openat2', () => withoutCall(OPENAT2, EPERM)],
  ])('look, with %s', (_what, command) => {
    test('stays below /proc/<pid>', async () => {
      await withLayers(command?.());
      const pid = h.hello.pid;
      expect(await h.look('read:host:status')).toContain(`Pid:\t${pid}\n`);
      expect(await h.look(`read:host:task/${pid}/status`)).toContain(`Pid:\t${pid}\n`);
      expect(await h.look('link:host:fd/1')).toMatch(/^(pipe|socket):/);
      expect(await h.look(`link:host:task/${pid}/ns/uts`)).toMatch(/^uts:/);
      expect(await h.look('read:host:exe')).toBe('ELOOP');
      for (const path of [
        'root/etc/passwd',
        'cwd/x',
        `task/${pid}/root/etc/passwd`,
        'fd/0/x',
        '../1/status',
        'task/../../1/status',
        '/etc/passwd',
        './root/etc/passwd',
        'ns/../root/etc/passwd',
      ])
        for (const kind of ['read', 'link', 'stat'])
          expect(await h.refused('look', { items: [`${kind}:host:${path}`] }), `${kind} ${path}`).toMatchObject({
            code: 'path',
          });
    });

    test('stays in the root of a subject, whatever its links say', async () => {
      const layers = await withLayers(command?.());
      writeFileSync(`${folder}/secret`, 'secret');
      const image = `${layers}/image`;
      await h.ok('mkdir', { paths: [image, `${image}/d`] });
      await h.ok('write-file', { path: `${image}/d/f`, data: 'inside' });
      const targets = [
        `${folder}/secret`,
        `../../../../..${folder}/secret`,
        `/proc/${h.hello.pid}/root${folder}/secret`,
        '/proc/self/root',
      ];
      for (const [i, target] of targets.entries())
        await h.ok('symlink', { target, paths: [`${image}/l${i}`, `${image}/d/l${i}`] });
      await h.ok('chroot', { path: image });
      expect(await h.look('bytes:stage:0/9/d/f')).toBe('inside');
      expect(await h.look('rlist:stage:/d')).toEqual(['f', 'l0', 'l1', 'l2', 'l3']);
      for (const at of ['', '/d'])
        for (const i of targets.keys()) {
          expect(await h.look(`bytes:stage:0/9${at}/l${i}`)).toMatch(/^(ENOENT|ELOOP|ENOTDIR)$/);
          expect(await h.look(`rlist:stage:${at}/l${i}`)).toMatch(/^(ENOENT|ELOOP|ENOTDIR)$/);
        }
      expect(await h.look(`bytes:stage:0/9${folder}/secret`)).toBe('ENOENT');
    });
  });

  test('what is made goes where it was asked whether it may, even when the directory is exchanged meanwhile', async () => {
    const layers = await withLayers();
    const outside = join(folder, 'outside');
    mkdirSync(outside);
    await h.ok('mkdir', { paths: [`${layers}/real`] });
    await h.ok('symlink', { target: 'real', paths: [`${layers}/way`] });
    await h.ok('symlink', { target: outside, paths: [`${layers}/other`] });
    // somebody in the stage's own view, who turns the link to and fro as fast as can be
    await h.ok('enter', { argv: [compiled('swap'), `${layers}/way`, `${layers}/other`], root: 'host' });
    const results = new Set<string>();
    for (let i = 0; i < 120; i++) {
      const path = `${layers}/way/${i}`;
      const made = [
        await h.op('write-file', { path, data: 'x' }),
        await h.op('mkdir', { paths: [`${path}d`] }),
        await h.op('symlink', { target: 'x', paths: [`${path}l`] }),
        await h.op('copy', { source: '/etc/passwd', target: `${path}c` }),
      ];
      for (const reply of made) results.add(reply.ok ? 'made' : (reply.error?.code ?? ''));
    }
    expect(readdirSync(outside)).toEqual([]);
    // both directions were really met
    expect([...results].sort()).toEqual(['made', 'path']);
  });

  test.runIf(needs('python3', 'writes the tar'))(
    'an image keeps neither device nodes nor setuid bits, unless it is asked for',
    async () => {
      const layers = await withLayers();
      execFileSync('python3', [
        '-c',
        `
import tarfile, io
t = tarfile.open(${JSON.stringify(`${folder}/armed.tar`)}, 'w')
def add(name, kind=tarfile.REGTYPE, mode=0o755, link='', major=0, minor=0):
    i = tarfile.TarInfo(name); i.type = kind; i.mode = mode; i.linkname = link; i.devmajor = major; i.devminor = minor
    if kind == tarfile.REGTYPE: i.size = 1
    t.addfile(i, io.BytesIO(b'x') if kind == tarfile.REGTYPE else None)
add('bin', tarfile.DIRTYPE); add('bin/su', mode=0o4755); add('bin/wall', mode=0o2755); add('tmp', tarfile.DIRTYPE, 0o1777)
add('bin/plain', mode=0o600); add('bin/same', tarfile.LNKTYPE, link='bin/su')
add('sda', tarfile.BLKTYPE, 0o666, major=8); add('null', tarfile.CHRTYPE, 0o666, major=1, minor=3); add('pipe', tarfile.FIFOTYPE)
add('shared', tarfile.DIRTYPE, 0o2775); add('shared/mem', tarfile.CHRTYPE, 0o666, major=1, minor=1)
`,
      ]);
      const modes = async (image: string) => {
        const names = [
          'bin/su',
          'bin/wall',
          'bin/plain',
          'bin/same',
          'tmp',
          'shared',
          'sda',
          'null',
          'shared/mem',
          'pipe',
        ];
        const { answers } = await h.ok('look', { items: names.map(name => `rstat:stage:${layers}/${image}/${name}`) });
        return Object.fromEntries(names.map((name, i) => [name, Object.values(answers?.[i] ?? {}).at(-1)]));
      };
      await h.ok('mkdir', { paths: [`${layers}/plain`, `${layers}/asked`] });
      const { calls } = await h.ok('unpack', { source: `${folder}/armed.tar`, target: `${layers}/plain` });
      expect(calls.filter(c => c.name === 'unlinkat')).toHaveLength(3);
      expect(await modes('plain')).toEqual({
        'bin/su': '100755',
        'bin/wall': '100755',
        'bin/plain': '100600',
        'bin/same': '100755',
        tmp: '41777',
        shared: '42775',
        sda: 'ENOENT',
        null: 'ENOENT',
        'shared/mem': 'ENOENT',
        pipe: '10755',
      });
      await h.ok('unpack', { source: `${folder}/armed.tar`, target: `${layers}/asked`, special: 1 });
      expect(await modes('asked')).toMatchObject({
        'bin/su': '104755',
        'bin/wall': '102755',
        sda: '60666',
        null: '20666',
        'shared/mem': '20666',
      });
    },
  );

  test.runIf(needs('python3', 'writes the tar'))('links in a tar reach nothing outside, hard or symbolic', async () => {
    const layers = await withLayers();
    const outside = join(folder, 'victim');
    mkdirSync(outside);
    writeFileSync(`${outside}/file`, 'kept', { mode: 0o600 });
    for (const [name, entries] of Object.entries({
      hard: `add('a', tarfile.LNKTYPE, link=${JSON.stringify(`${outside}/file`)}); add('a')`,
      climbing: `add('a', tarfile.LNKTYPE, link='../../../../../../..${outside}/file'); add('a')`,
      through: `add('d', tarfile.SYMTYPE, link='..'); add('d/d', tarfile.SYMTYPE, link=${JSON.stringify(outside)}); add('d/d/new'); add('d/d/file')`,
      modes: `add('f', tarfile.SYMTYPE, link=${JSON.stringify(`${outside}/file`)}); add('f', mode=0o4777)`,
      absolute: `add(${JSON.stringify(`${outside}/new`)}); add(${JSON.stringify(`${outside}/file`)})`,
    })) {
      const tar = join(folder, `${name}.tar`);
      execFileSync('python3', [
        '-c',
        `
import tarfile, io
t = tarfile.open(${JSON.stringify(tar)}, 'w')
def add(name, kind=tarfile.REGTYPE, mode=0o755, link=''):
    i = tarfile.TarInfo(name); i.type = kind; i.mode = mode; i.linkname = link
    if kind == tarfile.REGTYPE: i.size = 4
    t.addfile(i, io.BytesIO(b'evil') if kind == tarfile.REGTYPE else None)
${entries}
`,
      ]);
      await h.ok('mkdir', { paths: [`${layers}/${name}`] });
      await h.op('unpack', { source: tar, target: `${layers}/${name}` });
      expect(readdirSync(outside), name).toEqual(['file']);
      expect(readFileSync(`${outside}/file`, 'utf8'), name).toBe('kept');
    }
    expect(spawnSync('stat', ['-c', '%a', `${outside}/file`], { encoding: 'utf8' }).stdout).toBe('600\n');
  });

  test('what tar is: five capabilities, no_new_privs, a filter, and the host read-only', async () => {
    const layers = await withLayers();
    await h.ok('mkdir', { paths: [`${layers}/image`] });
    execFileSync('mkfifo', [`${folder}/endless.tar`]); // tar waits for a writer
    const unpacking = h.op('unpack', { source: `${folder}/endless.tar`, target: `${layers}/image` });
    const children = () => readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ');
    const tar = Number(await until('tar', () => children().find(child => comm(child) === 'tar')));
    const status = readFileSync(`/proc/${tar}/status`, 'utf8');
    expect(status).toMatch(/^CapEff:\t000000000800001b$/m);
    expect(status).toMatch(/^CapBnd:\t000000000800001b$/m);
    expect(status).toMatch(/^NoNewPrivs:\t1$/m);
    expect(status).toMatch(/^Seccomp:\t2$/m);
    const mounts = readFileSync(`/proc/${tar}/mountinfo`, 'utf8').trimEnd().split('\n');
    const writable = mounts.filter(line => /^(\S+ ){5}rw/.test(line)).map(line => line.split(' ')[4]);
    expect(writable).toEqual([`${layers}/image`]);
    process.kill(tar, 'SIGKILL');
    expect((await unpacking).error?.code).toBe('unpack');
  });

  test('make-dev makes nothing in a directory of the host', async () => {
    h = await Helper.start();
    await h.ok('spawn');
    mkdirSync(`${folder}/root`);
    await h.ok('chroot', { path: `${folder}/root` });
    expect(await h.refused('make-dev')).toMatchObject({ code: 'path' });
    expect(readdirSync(`${folder}/root`)).toEqual([]);
  });

  test('the app cannot make a device, and one in its image leads nowhere', async () => {
    h = await Helper.start();
    await h.ok('spawn');
    await mountRootfs(h);
    await becomeContainer(h);
    await h.ok('capabilities', { keep: 'docker' });
    await h.ok('no-new-privs');
    await h.ok('seccomp', { filter: 'docker' });
    const { channel } = await h.ok('exec', {
      argv: [
        '/bin/busybox',
        'sh',
        '-c',
        'busybox mknod /tmp/sda b 8 0; busybox mknod /tmp/mem c 1 1; busybox mknod /tmp/pipe p && echo pipe; ls /tmp',
      ],
    });
    await h.event('exit');
    expect(h.printed(channel ?? 0, 'stdout')).toBe('pipe\npipe\n');
    expect(h.printed(channel ?? 0, 'stderr').match(/Operation not permitted/g)).toHaveLength(2);
  });
});

describe.runIf(needs(isRoot, 'acts as another user'))('the helper, started by hand by another user', () => {
  const UID = OTHER_USER;
  // on a /tmp like Debian 13's setuid has no effect; this one is elsewhere
  const place = worldReadableFolder('way-out');
  const helper = join(place, 'lab-helper');
  beforeAll(() => {
    copyFileSync(HELPER, helper);
  });
  afterAll(() => rmSync(place, { recursive: true, force: true }));
  const as = (words: string[], input = '', env: NodeJS.ProcessEnv = {}) => {
    const [program = '', ...args] = words;
    return spawnSync(program, args, { uid: UID, gid: UID, input, env, encoding: 'utf8', cwd: '/' });
  };

  test('has that user’s rights, another run directory, and no way to a session of root', async () => {
    const h = await Helper.start();
    const session = h.hello.session;
    const { stdout } = as(
      [helper],
      [
        '1 hello',
        `2 look items=cgroup::/sys/fs/cgroup/cgroup.procs,read:host:status`,
        `3 mkdir-cgroup path=/sys/fs/cgroup/lab-stranger`,
        '4 quit\n',
      ].join('\n'),
    );
    const replies = stdout
      .trimEnd()
      .split('\n')
      .map(
        line =>
          JSON.parse(line) as {
            hello?: { uid: number; run: string };
            ok: boolean;
            answers?: { v?: string; e?: string }[];
          },
      );
    expect(replies[0]?.hello).toMatchObject({ uid: UID, run: expect.stringMatching(`^/tmp/container-lab-${UID}/`) });
    expect(replies[1]?.answers?.[0]).toEqual({ e: 'EACCES' });
    expect(replies[1]?.answers?.[1]?.v).toMatch(new RegExp(`^Uid:\\t${UID}\\t${UID}\\t`, 'm'));
    expect(replies[2]?.ok).toBe(false);
    expect(existsSync(`/run/container-lab/${session}`)).toBe(true);
    expect(as(['/bin/ls', '/run/container-lab']).stderr).toContain('Permission denied');
    // clean of a stranger sees none of it
    expect(JSON.parse(as([helper, 'clean']).stdout)).toEqual({
      swept: { sessions: 0, cgroups: 0, processes: 0, directories: 0 },
      left: { cgroups: 0, processes: 0, files: 0 },
    });
    expect(existsSync(`/run/container-lab/${session}`)).toBe(true);
    expect((await h.ok('look', { items: ['read:host:status'] })).ok).toBe(true);
    await h.quit();
  });

  test('refuses to work when somebody has made it setuid', () => {
    chmodSync(helper, 0o4755);
    for (const mode of [[], ['clean'], ['probe'], ['guard']]) {
      const { status, stdout, stderr } = as([helper, ...mode], '1 hello\n');
      expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
      expect(stderr).toContain('chmod u-s');
    }
  });
});
