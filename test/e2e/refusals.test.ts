/** What this machine or this user cannot do: one sentence, the right exit code, nothing left, and never a wait for ever. */
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { cli, PROGRAM, type Result, start } from '../helpers/cli.ts';
import { sessionName, untilNothingIsLeft } from '../helpers/host.ts';
import { OTHER_USER, othersHaveNode, worldReadableFolder } from '../helpers/other-user.ts';
import { copyPackage } from '../helpers/package-copy.ts';
import { isOfApp } from '../helpers/programs.ts';
import { isRoot, needs } from '../helpers/require.ts';
import { tinyElf } from '../helpers/tiny-elf.ts';

const dir = mkdtempSync(join(tmpdir(), 'lab-refusals-'));
chmodSync(dir, 0o755);
afterAll(() => rmSync(dir, { recursive: true, force: true }));

/** The program where another user gets at it. */
const open = worldReadableFolder('refusals');
const program = copyPackage(open);
afterAll(() => rmSync(open, { recursive: true }));
const asOther =
  needs(isRoot, 'plays other users and other machines, needs root') &&
  needs(othersHaveNode(), 'a Node that other users may start');

/** A shell in a mount namespace of its own, which changes the view before it becomes the program. */
const inPrivateView = (script: string): string[] => [
  'unshare',
  '--mount',
  'sh',
  '-e',
  '-c',
  `${script}\nexec "$@"`,
  'sh',
];
const CGROUP_MOUNTS =
  "$(sed -n 's/^[^ ]* [^ ]* [^ ]* [^ ]* \\([^ ]*\\) .* - cgroup2\\{0,1\\} .*/\\1/p' /proc/self/mountinfo)";

function refused(result: Result, code: number, message: RegExp): void {
  expect(result.stderr).toMatch(message);
  expect(result.stderr).toMatch(/^container-lab: [^\n]+\n( {2}[^\n]+\n)?$/);
  expect(result.code).toBe(code);
}

async function leftNothing(result: Result): Promise<void> {
  for (const event of result.events()) if (event.type === 'session') await untilNothingIsLeft(sessionName(event));
}

describe.runIf(asOther)('an ordinary user', () => {
  it('is told that the six steps cannot run', async () => {
    const result = await cli(['doctor', '--json'], { program, uid: OTHER_USER });
    const { able, checks, findings } = JSON.parse(result.stdout);
    expect(['none', 'refuses'], 'no sudo here, or one that does not know the user').toContain(findings.sudo);
    expect(checks.find((check: { id: string }) => check.id === 'cgroup')).toMatchObject({ state: 'no' });
    expect([able, result.code]).toEqual([false, 3]);
  });

  it('sweeps sessions of their own without sudo', async () => {
    const result = await cli(['clean', '--json'], { program, uid: OTHER_USER });
    expect(result.stderr).toBe('');
    expect(JSON.parse(result.stdout)).toMatchObject({ swept: { sessions: 0 }, left: { files: 0 } });
    expect(result.code).toBe(0);
  });

  it.runIf(needs('sudo', 'refuses a user that it does not know'))("hears sudo's own refusal", async () => {
    for (const command of [['run', '--all', '--json'], ['open']]) {
      const result = await cli(command, { program, uid: OTHER_USER });
      refused(result, 3, /sudo did not start the helper: .*\n.*--rootless/);
      expect(result.stdout).toBe('');
    }
  });

  it.runIf(needs('bwrap', 'is a sandbox that may not do anything'))('is not kept waiting in a sandbox', async () => {
    const sandbox = ['bwrap', '--ro-bind', '/', '/', '--dev', '/dev', '--proc', '/proc', '--unshare-all'];
    refused(
      await cli(['run', '--until', '3', '--rootless'], { program, uid: OTHER_USER, through: sandbox }),
      3,
      /cannot work here|unshare/,
    );
  });
});

describe.runIf(needs(isRoot, 'takes cgroups away in a mount namespace, needs root'))(
  'cgroups that are not there',
  () => {
    const none = inPrivateView(`for m in ${CGROUP_MOUNTS}; do umount -l "$m" || :; done`);
    const readOnly = inPrivateView(`for m in ${CGROUP_MOUNTS}; do mount -o remount,bind,ro "$m"; done`);

    it.each<[string, string[], RegExp]>([
      ['none', none, /no cgroup filesystem is mounted/],
      ['read-only', readOnly, /is read-only/],
    ])('%s: said before anything is started', async (_name, through, why) => {
      const all = await cli(['run', '--all', '--json'], { through });
      refused(all, 3, why);
      expect(all.stdout).toBe('');
      const doctor = await cli(['doctor'], { through });
      expect(doctor.stdout).toMatch(/^NO +cgroup /m);
      expect(doctor.stdout).toMatch(why);
      expect(doctor.code).toBe(3);
      const three = await cli(['run', '--until', '3', '--json'], { through });
      expect([three.stderr, three.code]).toEqual(['', 0]);
      await leftNothing(three);
    });
  },
);

describe.runIf(needs(isRoot, 'makes mounts and cgroups, needs root'))('output that goes nowhere', () => {
  it.each([[['run', '--all', '--json']], [['list']], [['doctor']]])(
    '%j says in one sentence that a disk is full',
    args => {
      const words = [process.execPath, PROGRAM, ...args];
      const { status, stderr } = spawnSync('sh', ['-c', 'exec "$@" >/dev/full', 'sh', ...words], { encoding: 'utf8' });
      expect(stderr).toMatch(/^container-lab: standard output cannot be written: no space left.*\n {2}.*\n$/);
      expect(status).toBe(3);
    },
  );

  it('ends a held session whose reader has left', () => {
    const script = '"$@" | head -1; echo "${PIPESTATUS[0]}"';
    const words = [process.execPath, PROGRAM, 'run', '--all', '--hold', '--json'];
    const { stdout, stderr } = spawnSync('bash', ['-c', script, 'bash', ...words], { encoding: 'utf8' });
    const [session = '', code] = stdout.trim().split('\n');
    expect([stderr, code]).toEqual(['', '130']);
    return untilNothingIsLeft(sessionName(JSON.parse(session)));
  });
});

describe.runIf(needs(isRoot, 'makes mounts and cgroups, needs root'))('another place', () => {
  it('may have blanks, umlauts and percent signs in its path, and be read-only', async () => {
    const place = join(dir, 'mit Leerzeichen, ü:ß%20');
    mkdirSync(place);
    const program = copyPackage(place);
    const through = inPrivateView(`mount --bind '${place}' '${place}'; mount -o remount,bind,ro '${place}'`);
    const result = await cli(['run', '--all', '--json'], { program, through });
    expect([result.stderr, result.code]).toEqual(['', 0]);
    await leftNothing(result);
  });

  it('says so when its programs may not be executed', async () => {
    const place = join(dir, 'noexec');
    mkdirSync(place);
    const program = copyPackage(place);
    const through = inPrivateView(`mount --bind '${place}' '${place}'; mount -o remount,bind,noexec '${place}'`);
    refused(
      await cli(['run', '--all'], { program, through }),
      3,
      /may not be executed \(is its filesystem mounted noexec\?\)/,
    );
    expect((await cli(['doctor'], { program, through })).code).toBe(3);
  });

  it('says so when its programs are not there, damaged, or for another machine', async () => {
    const place = join(dir, 'another machine');
    mkdirSync(place);
    const program = copyPackage(place);
    rmSync(join(place, 'native'), { recursive: true });
    const helper = join(place, `native/prebuilt/linux-${process.arch}/lab-helper`);
    const foreign = process.arch === 'x64' ? 183 : 62;
    mkdirSync(dirname(helper), { recursive: true });
    for (const [bytes, what] of [
      [null, /there is no lab-(helper|apps) for linux-\w+: neither .* nor .* exists/],
      ['echo a script as root', /lab-helper is no program, not for linux-/],
      [tinyElf({ machine: foreign }), /lab-helper is a program for (x64|arm64), not for linux-/],
    ] as const) {
      if (bytes !== null) writeFileSync(helper, bytes, { mode: 0o755 });
      refused(await cli(['clean'], { program }), 3, what);
      const doctor = await cli(['doctor'], { program });
      expect(doctor.stdout).toMatch(/^NO +kernel .*\n.*\n.*npm run build/m);
      expect(doctor.stdout).toMatch(what);
      expect(doctor.code).toBe(3);
    }
  });

  it('says by name which question the kernel answers otherwise than its author', async () => {
    const place = join(dir, 'mistaken');
    mkdirSync(place);
    const program = copyPackage(place);
    const lesson = join(place, 'lessons/02-unshare.md');
    const text = readFileSync(lesson, 'utf8');
    // the author now holds the first choice for right; the kernel goes on saying the second
    const mistaken = text.replace(
      /( {6}- id: a\n)( {8}text: "1, for it is the first[\s\S]*?)( {8}correct: true\n)/,
      '$1        correct: true\n$2',
    );
    expect(mistaken).not.toBe(text);
    writeFileSync(lesson, mistaken);
    // of the same length: only the time of the file tells of it, which is that of an edit after the copy (lesson/folder-mark)
    const later = Date.now() / 1000 + 60;
    utimesSync(lesson, later, later);
    const result = await cli(['run', '02', '--json'], { program });
    expect(result.code).toBe(1);
    expect(result.stderr).toContain('02-unshare/guess-pid: your kernel differs from what its author expected');
  });

  it('names file, line and fix of a broken lesson that came with it', async () => {
    const place = join(dir, 'broken');
    mkdirSync(place);
    const program = copyPackage(place);
    writeFileSync(
      join(place, 'lessons/03-chroot.md'),
      '---\nschema: 1\ntitle: Broken\nsteps:\n  - { id: a, type: nonsense }\n---\n',
    );
    for (const args of [['run', '--all'], ['open'], ['list']])
      refused(await cli(args, { program }), 1, /03-chroot\.md:\d+: .*\n {2}.*container-lab lint/);
  });

  it('may have been removed while one stands in it', async () => {
    const gone = join(dir, 'gone');
    const through = ['sh', '-ec', `mkdir '${gone}'; cd '${gone}'; rmdir '${gone}'; exec "$@"`, 'sh'];
    for (const args of [['run', '01', '--json'], ['doctor'], ['clean']]) {
      const result = await cli(args, { through });
      expect([result.stderr, result.code]).toEqual(['', 0]);
    }
  });

  it.runIf(asOther)('needs no HOME, no temporary directory and no name of the user', async () => {
    const through = ['env', '-u', 'HOME', '-u', 'XDG_STATE_HOME', 'TMPDIR=/nonexistent'];
    const run = await cli(['run', '01', '--json'], { through: ['env', '-u', 'HOME', 'TMPDIR=/nonexistent'] });
    expect([run.stderr, run.code]).toEqual(['', 0]);
    const nobody = [...through, 'setpriv', '--reuid', '123456', '--clear-groups'];
    for (const args of [['list'], ['progress'], ['replay', '--plain']]) {
      const result = await cli(args, { program, through: nobody });
      expect([result.stderr, result.code]).toEqual(['', 0]);
    }
  });

  it('needs no home and no directory of the user', async () => {
    const env = {
      HOME: '/nonexistent',
      XDG_STATE_HOME: '/proc/x',
      XDG_CONFIG_HOME: '/proc',
      XDG_RUNTIME_DIR: '/proc/1/x',
    };
    const result = await cli(['run', '01', '--json'], { env });
    expect([result.stderr, result.code]).toEqual(['', 0]);
  });
});

describe('a system that is not Linux', () => {
  // our Node, which says that it is another's
  const disguise = join(dir, 'darwin.cjs');
  writeFileSync(disguise, "Object.defineProperty(process, 'platform', { value: 'darwin' });");
  const env = { NODE_OPTIONS: `--require ${disguise}` };

  it.each([[['run', '--all']], [['open']], [['demo', 'unshare']], [['clean']]])('cannot do %j', async args => {
    refused(
      await cli(args, { env }),
      3,
      /containers need a Linux kernel and this is darwin\n.*replay, glossary and lint/,
    );
  });

  it('is told so by doctor', async () => {
    const { stdout, code } = await cli(['doctor'], { env });
    expect(stdout).toMatch(/^NO +kernel +darwin/m);
    expect(code).toBe(3);
  });

  it.each([[['replay', '--plain']], [['glossary', 'cgroup']], [['lint']], [['list']]])('can do %j', async args => {
    const result = await cli(args, { env });
    expect([result.stderr, result.code]).toEqual(['', 0]);
    expect(result.stdout).not.toBe('');
  });
});

describe.runIf(needs(isRoot, 'makes mounts and cgroups, needs root'))('deaths in the middle', () => {
  it('a killed helper is told, and what it left is taken away at once', async () => {
    const running = start(['run', '--all', '--hold', '--json']);
    await running.event('hold');
    const session = sessionName(await running.event('session'));
    process.kill(Number(session.split('-')[0]), 'SIGKILL');
    const ended = await running.ended;
    refused(ended, 3, /the helper ended unexpectedly\n.*container-lab clean/);
    await untilNothingIsLeft(session);
  });

  it.each<[string, string[]]>([
    ['a fork bomb', ['/bin/sh', '-c', 'while :; do /bin/forks 1000; done']],
    ['memory hogs', ['/bin/sh', '-c', 'while :; do /bin/hog 512; done']],
    ['busy loops', ['/bin/spin', '60', '4']],
    [
      'a daemon that ignores signals',
      ['/bin/sh', '-c', "trap '' TERM HUP INT; (setsid sleep 1000 &); sleep 999 & sleep 998"],
    ],
  ])('nothing is left of %s when the CLI is killed', async (_name, app) => {
    const running = start(['run', '--all', '--json', '--', ...app]);
    await running.event('program.start', isOfApp);
    const session = sessionName(await running.event('session'));
    running.child.kill('SIGKILL');
    await running.ended;
    await untilNothingIsLeft(session);
  });

  it('goes on where it stood after it was stopped', async () => {
    const running = start(['run', '--all', '--json']);
    await running.event('lesson.start');
    running.child.kill('SIGSTOP');
    running.child.kill('SIGCONT');
    const ended = await running.ended;
    expect([ended.stderr, ended.code]).toEqual(['', 0]);
    await leftNothing(ended);
  });

  it('one session does not notice that another was killed', async () => {
    const [victim, audit] = [1, 2].map(() => start(['run', '--all', '--hold', '--json'], { stdin: 'pipe' }));
    if (!victim || !audit) throw new Error('two sessions');
    await Promise.all([victim.event('hold'), audit.event('hold')]);
    const session = sessionName(await victim.event('session'));
    victim.child.kill('SIGKILL');
    await untilNothingIsLeft(session);
    audit.child.stdin?.end();
    const ended = await audit.ended;
    expect([ended.stderr, ended.code]).toEqual(['', 0]);
    await leftNothing(ended);
  });
});
