/** Without root's rights: what the kernel allows is done and judged, what it refuses is shown, nothing hangs and nothing is left. */
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { arch, tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { EventOf } from '../../src/session/events.ts';
import { cli, type Result } from '../helpers/cli.ts';
import { sessionName, untilNothingIsLeft } from '../helpers/host.ts';
import { OTHER_USER, othersHaveNode, worldReadableFolder } from '../helpers/other-user.ts';
import { copyPackage } from '../helpers/package-copy.ts';
import { isRoot, needs } from '../helpers/require.ts';

const asOther =
  needs(isRoot, 'becomes another user, needs root') && needs(othersHaveNode(), 'a Node that other users may start');
let folder: string;
let program: string;
beforeAll(() => {
  folder = worldReadableFolder('rootless');
  program = copyPackage(folder);
});
afterAll(() => rmSync(folder, { recursive: true }));

async function leftNothing(result: Result): Promise<void> {
  for (const event of result.events()) if (event.type === 'session') await untilNothingIsLeft(sessionName(event));
}

/** The refusals of a run in which nothing failed. */
function refusals(result: Result): EventOf<'refused'>[] {
  const events = result.events();
  expect(events.filter(e => e.type === 'error' || (e.type === 'expect' && e.ok === false))).toEqual([]);
  return events.flatMap(e => (e.type === 'refused' ? [e] : []));
}

function refused(result: Result, code: number, message: RegExp): void {
  expect(result.stderr).toMatch(message);
  expect(result.stderr).toMatch(/^container-lab: [^\n]+\n( {2}[^\n]+\n)?$/);
  expect(result.code).toBe(code);
}

describe.runIf(asOther)('an ordinary user', () => {
  it("goes as far as a user namespace allows, and shows the kernel's own refusal of a cgroup", async () => {
    const result = await cli(['run', '--all', '--json', '--rootless'], { program, uid: OTHER_USER });
    const events = result.events();
    expect(events.filter(e => e.type === 'error' || (e.type === 'expect' && e.ok === false))).toEqual([]);
    const steps = events.flatMap(e => (e.type === 'refused' ? [e] : []));
    expect(new Set(steps.map(e => e.lesson))).toEqual(new Set(['04-create-cgroup', '05-set-limits', '06-start-app']));
    for (const step of steps) {
      expect(step).toMatchObject({ errno: 'EACCES', message: expect.stringMatching(/mkdir .*permission denied$/) });
      // the kernel was asked in this very step
      const told = events.indexOf(step);
      const began = events.findLastIndex((e, i) => i < told && e.type === 'step.start');
      expect(events.slice(began, told)).toContainEqual(
        expect.objectContaining({ type: 'syscall', name: 'mkdir', errno: 'EACCES' }),
      );
    }
    // nothing that depends on a group is claimed either way, and all else is judged
    const unjudged = events.flatMap(e => (e.type === 'expect' && e.ok === null ? [`${e.lesson}/${e.step}`] : []));
    expect(unjudged).toContain('06-start-app/start');
    expect(unjudged.filter(at => at < '04')).toEqual([]);
    expect(events.at(-1)).toMatchObject({ type: 'session.end', ok: true, refused: steps.length });
    refused(result, 3, /04-create-cgroup\/create: the kernel does not allow this here: .*permission denied/);
    await leftNothing(result);
  });

  it('starts the app with a /proc of its own, though the old root is gone: the old one is lent for one call', async () => {
    const app = ['/bin/sh', '-c', 'echo $$; ls /proc | grep -c "^[0-9]"; grep -c " /tmp " /proc/self/mounts'];
    const result = await cli(['run', '06', '--json', '--rootless', '--', ...app], { program, uid: OTHER_USER });
    const events = result.events();
    const calls = events.flatMap(e => (e.type === 'syscall' ? [`${e.name} ${e.errno ?? 'ok'} ${e.args}`] : []));
    const at = calls.findIndex(call => call.startsWith('mount EPERM "proc"'));
    expect(calls.slice(at + 1, at + 4)).toEqual([
      expect.stringMatching(/^move_mount ok .*"\/tmp"/),
      expect.stringMatching(/^mount ok "proc", "\/proc"/),
      expect.stringMatching(/^umount2 ok "\/tmp", MNT_DETACH/),
    ]);
    const printed = events.flatMap(e => (e.type === 'program.output' && e.of === 'app' ? [e.data] : [])).join('');
    expect(printed).toMatch(/^1\n[1-5]\n0\n$/);
    await leftNothing(result);
  });

  it('is not locked out by another who has taken the name of their directory in /tmp, and the certificate looks into the other one', async () => {
    const taken = `/tmp/container-lab-${OTHER_USER}`;
    mkdirSync(taken, { mode: 0o755 });
    try {
      const result = await cli(['run', '00-orientation', '--json', '--rootless'], { program, uid: OTHER_USER });
      expect([result.stderr, result.code]).toEqual(['', 0]);
      const rootfs = result.events().flatMap(e => (e.type === 'session' ? [e.rootfs.path] : []));
      expect(rootfs[0]).toMatch(new RegExp(`^${taken}-[0-9a-f]{8}/`));
      expect(result.events()).toContainEqual(expect.objectContaining({ type: 'certificate', ours: [] }));
      expect(readdirSync('/tmp').filter(name => name.startsWith(`container-lab-${OTHER_USER}`))).toEqual([
        basename(taken),
      ]);
      expect((await cli(['clean', '--json'], { program, uid: OTHER_USER })).code).toBe(0);
    } finally {
      rmSync(taken, { recursive: true });
    }
  });

  it('may stop where nothing was refused yet, and all is well', async () => {
    const result = await cli(['run', '--until', '3', '--json', '--rootless'], { program, uid: OTHER_USER });
    expect([result.stderr, result.code]).toEqual(['', 0]);
    expect(result.events().at(-1)).toEqual(expect.not.objectContaining({ refused: expect.anything() }));
    await leftNothing(result);
  });
});

describe.runIf(asOther && needs('bwrap', 'is the sandbox'))('in a sandbox (bwrap)', () => {
  const sandbox = (...more: string[]): string[] => [
    ...['bwrap', '--ro-bind', '/', '/', '--dev', '/dev', '--proc', '/proc', '--tmpfs', '/tmp', '--tmpfs', '/run'],
    ...['--unshare-user', '--unshare-pid', '--unshare-net', '--die-with-parent', ...more],
  ];

  it('does what a nested user namespace allows', async () => {
    const result = await cli(['run', '--all', '--json', '--rootless'], {
      program,
      uid: OTHER_USER,
      through: sandbox(),
    });
    expect(new Set(refusals(result).map(e => e.lesson))).toEqual(
      new Set(['04-create-cgroup', '05-set-limits', '06-start-app']),
    );
    refused(result, 3, /the kernel does not allow this here/);
  });

  it('says in one sentence that there may be no user namespace in it, and doctor why', async () => {
    const through = sandbox('--unshare-user', '--disable-userns');
    const result = await cli(['run', '--all', '--rootless'], { program, uid: OTHER_USER, through });
    refused(result, 3, /unshare CLONE_NEWUSER: no space left/);
    const doctor = await cli(['doctor', '--rootless'], { program, uid: OTHER_USER, through });
    expect(doctor.stdout).toMatch(/^NO +user-namespace +unshare CLONE_NEWUSER: ENOSPC/m);
    expect(doctor.stdout).toMatch(/^note surroundings +.*a user namespace of its own/m);
    expect(doctor.code).toBe(3);
  });

  it('names the filter that refuses a user namespace', async () => {
    const filter = join(folder, 'filter');
    writeFileSync(filter, refuseUnshare());
    const filtered = ['sh', '-c', `exec "$@" 9<${filter}`, 'sh', ...sandbox('--seccomp', '9')];
    const result = await cli(['run', '--all', '--rootless'], { program, uid: OTHER_USER, through: filtered });
    refused(result, 3, /unshare CLONE_NEWUSER: operation not permitted: .*seccomp/);
    const doctor = await cli(['doctor', '--rootless'], { program, uid: OTHER_USER, through: filtered });
    expect(doctor.stdout).toMatch(/^note surroundings +.*a seccomp filter/m);
    expect(doctor.stdout).toMatch(/^NO +user-namespace +unshare CLONE_NEWUSER: EPERM\n.*\n.*seccomp=unconfined/m);
    expect(doctor.code).toBe(3);
  });
});

describe.runIf(asOther)('in a chroot', () => {
  it('names it: the kernel makes no user namespace there', async () => {
    const jail = mkdtempSync(join(tmpdir(), 'lab-jail-'));
    mkdirSync(join(jail, 'root'));
    // a directory below the mount is the root, so that it is none
    const through = [
      ...['unshare', '--mount', 'sh', '-e', '-c'],
      `mount --rbind / ${jail}/root; exec chroot --userspec=${OTHER_USER}:${OTHER_USER} ${jail}/root "$@"`,
      'sh',
    ];
    const result = await cli(['run', '--all', '--rootless'], { program, through });
    refused(result, 3, /unshare CLONE_NEWUSER: operation not permitted: .*chroot/);
    const doctor = await cli(['doctor', '--rootless'], { program, through });
    expect(doctor.stdout).toMatch(/^NO +user-namespace +unshare CLONE_NEWUSER: EPERM/m);
    expect(doctor.code).toBe(3);
    rmSync(jail, { recursive: true });
  });
});

/** A program for seccomp(2) that answers unshare with EPERM and lets all else pass: code, jt, jf, k of each instruction. */
function refuseUnshare(): Buffer {
  const unshare = arch() === 'arm64' ? 97 : 272;
  const program: [number, number, number, number][] = [
    [0x20, 0, 0, 0],
    [0x15, 0, 1, unshare],
    [0x06, 0, 0, 0x00050001],
    [0x06, 0, 0, 0x7fff0000],
  ];
  return Buffer.concat(
    program.map(([code, jt, jf, k]) => {
      const instruction = Buffer.alloc(8);
      instruction.writeUInt16LE(code, 0);
      instruction.writeUInt8(jt, 2);
      instruction.writeUInt8(jf, 3);
      instruction.writeUInt32LE(k, 4);
      return instruction;
    }),
  );
}
