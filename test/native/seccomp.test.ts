import { describe, expect, test } from 'vitest';
import { traces } from '../helpers/host.ts';
import { isRoot, needs } from '../helpers/require.ts';
import { filterOf, verdict } from './filter.ts';
import { APPS, Helper } from './helper.ts';

const TRIES = [
  'setpriority -20',
  'mount',
  'reboot',
  'init_module',
  'open_by_handle_at',
  'unshare CLONE_NEWUSER',
  'keyctl',
];

/**
 * By their numbers, what Docker's default profile (moby/profiles, seccomp/default.json) refuses with EPERM to a container with
 * Docker's fourteen capabilities, whatever the arguments. From 424 on the numbers are the same on all machines.
 */
const REFUSED_EVERYWHERE = [
  425, 426, 427, 428, 429, 430, 431, 432, 433, 438, 440, 442, 443, 450, 459, 460, 461, 467, 468, 469,
];
const REFUSED: Partial<Record<NodeJS.Architecture, number[]>> = {
  x64: [
    134, 136, 139, 153, 155, 156, 163, 164, 165, 166, 167, 168, 169, 170, 171, 172, 173, 174, 175, 176, 177, 178, 179,
    180, 181, 182, 183, 184, 185, 212, 227, 236, 237, 238, 239, 246, 248, 249, 250, 256, 272, 279, 298, 300, 304, 308,
    312, 313, 320, 321, 323, 336, 103,
  ],
  arm64: [
    18, 39, 40, 41, 42, 58, 60, 89, 97, 104, 105, 106, 112, 116, 142, 161, 162, 170, 217, 218, 219, 224, 225, 235, 236,
    237, 238, 239, 241, 262, 265, 268, 272, 273, 280, 282, 294,
  ],
};
/** Judged by their arguments, or by another rule: clone, personality, socket, mknod, mknodat, clone3. */
const BY_ARGUMENTS: Partial<Record<NodeJS.Architecture, number[]>> = {
  x64: [41, 56, 133, 135, 259, 435],
  arm64: [33, 92, 198, 220, 435],
};

/** What lab-apps tries reports of each call, and its exit status. */
async function tried(h: Helper): Promise<{ refused: string[]; status: number | null | undefined }> {
  const { channel } = await h.ok('exec', { argv: [APPS, 'tries'], root: 'host', io: 'pipe' });
  const { code } = await h.event('exit');
  const lines = h
    .printed(channel ?? 0, 'stdout')
    .trimEnd()
    .split('\n');
  expect(lines.map(line => line.slice(13, 36).trim())).toEqual(TRIES);
  return {
    refused: lines.filter(line => line.startsWith('refused')).map(line => line.slice(13, 36).trim()),
    status: code,
  };
}

async function begin(): Promise<Helper> {
  const h = await Helper.start();
  await h.ok('spawn');
  await h.ok('unshare', { flags: ['CLONE_NEWPID'] });
  await h.ok('fork');
  return h;
}

const status = async (h: Helper, field: string) =>
  new RegExp(`^${field}:\\t(.*)$`, 'm').exec(String(await h.look('read:stage:status')))?.[1];

describe.runIf(needs(isRoot, 'gives up rights, needs root'))('seccomp', () => {
  test('refuses what Docker refuses, is told as a call, and the stage works on', async () => {
    const h = await begin();
    expect(await status(h, 'Seccomp')).toBe('0');
    const { calls } = await h.ok('seccomp', { filter: 'docker' });
    expect(calls).toMatchObject([
      {
        by: 'stage',
        name: 'seccomp',
        ret: 0,
        errno: null,
        args: expect.stringMatching(/^SECCOMP_SET_MODE_FILTER, 0, \{len=\d+, /),
      },
    ]);
    expect(await status(h, 'Seccomp')).toBe('2');
    // root with every capability, and yet
    expect(await h.refused('unshare', { flags: ['CLONE_NEWUTS'] })).toEqual({ code: 'unshare', errno: 'EPERM' });
    expect(await h.refused('mount', { source: 'x', target: '/tmp', fstype: 'tmpfs' })).toEqual({
      code: 'mount',
      errno: 'EPERM',
    });
    await h.ok('fork-exit');
    expect(await tried(h)).toEqual({ refused: TRIES.filter(call => call !== 'setpriority -20'), status: 1 });
    await h.quit();
    expect(traces(h.hello.session)).toEqual({ mounts: [], cgroups: [], processes: [], files: [] });
  });

  test('says to every number what Docker’s list says, and ENOSYS to those not given out', async ctx => {
    const refused = REFUSED[process.arch];
    const byArguments = BY_ARGUMENTS[process.arch];
    if (!refused || !byArguments) return ctx.skip(`no list for ${process.arch}`);
    const h = await begin();
    await h.ok('seccomp', { filter: 'docker' });
    const filter = filterOf((await h.ok('fork-exit')).pid ?? 0);
    await h.quit();
    const last = process.arch === 'x64' ? 336 : 294; // of the numbers of one machine alone
    const wanted = (number: number) => {
      if (refused.includes(number) || REFUSED_EVERYWHERE.includes(number)) return 'EPERM';
      return number > 469 || (number > last && number < 424) ? 'ENOSYS' : 'allowed';
    };
    const wrong: string[] = [];
    for (let number = 0; number < 1100; number++) {
      if (byArguments.includes(number)) continue;
      const said = verdict(filter, number, [1, 1, 1, 1, 1, 1]);
      if (said !== wanted(number)) wrong.push(`${number}: ${said}, not ${wanted(number)}`);
    }
    expect(wrong).toEqual([]);
    expect(verdict(filter, 435)).toBe('ENOSYS');
    expect(verdict(filter, 0xffffffff)).toBe('ENOSYS');
    expect(verdict(filter, 39, [], 0x40000003)).toBe('killed');
    const clone = process.arch === 'x64' ? 56 : 220;
    expect([0x11, 0x10000000, 0x7e020000].map(flags => verdict(filter, clone, [flags]))).toEqual([
      'allowed',
      'EPERM',
      'EPERM',
    ]);
    const personality = process.arch === 'x64' ? 135 : 92;
    expect([0, 8, 0x20000, 0x20008, 0xffffffff, 0x40000].map(p => verdict(filter, personality, [p]))).toEqual([
      ...Array(5).fill('allowed'),
      'EPERM',
    ]);
    const socket = process.arch === 'x64' ? 41 : 198;
    expect([1, 2, 38, 40].map(family => verdict(filter, socket, [family]))).toEqual([
      'allowed',
      'allowed',
      'EPERM',
      'EPERM',
    ]);
  });

  test('with the capabilities and no_new_privs, everything that tries asks for is refused', async () => {
    const h = await begin();
    await h.ok('capabilities', { keep: 'docker' });
    expect(await h.refused('seccomp', { filter: 'docker' })).toEqual({ code: 'seccomp', errno: 'EACCES' });
    await h.ok('no-new-privs');
    await h.ok('seccomp', { filter: 'docker' });
    expect(await tried(h)).toEqual({ refused: TRIES, status: 0 });
    await h.quit();
  });

  test('without it two of these come through: a user namespace, and the keys', async () => {
    const h = await begin();
    await h.ok('capabilities', { keep: 'docker' });
    await h.ok('no-new-privs');
    const { refused } = await tried(h);
    expect(refused).not.toContain('keyctl');
    expect(refused).toContain('mount');
    await h.quit();
  });

  test('programs that were made for libc with clone3, threads, sockets and shells still work', async () => {
    const h = await begin();
    await h.ok('capabilities', { keep: 'docker' });
    await h.ok('no-new-privs');
    await h.ok('seccomp', { filter: 'docker' });
    const script = `
      const { Worker } = require('node:worker_threads');
      const { execFileSync } = require('node:child_process');
      const server = require('node:net').createServer(s => s.end('hi')).listen('\\0lab-seccomp-' + process.pid, () =>
        require('node:net').connect(server.address()).on('data', d => {
          server.close();
          new Worker('require("node:worker_threads").parentPort.postMessage(7)', { eval: true }).on('message', m =>
            console.log(String(d), m, execFileSync('/bin/sh', ['-c', 'echo sub | cat']).toString().trim()));
        }));`;
    const { channel } = await h.ok('exec', { argv: [process.execPath, '-e', script], root: 'host', io: 'pipe' });
    expect((await h.event('exit')).code, h.printed(channel ?? 0)).toBe(0);
    expect(h.printed(channel ?? 0, 'stdout')).toBe('hi 7 sub\n');
    await h.quit();
  });

  test('a call of another architecture kills the program', async ctx => {
    if (process.arch !== 'x64') ctx.skip('int 0x80 is of x86 alone');
    const h = await begin();
    await h.ok('no-new-privs');
    await h.ok('seccomp', { filter: 'docker' });
    const { channel } = await h.ok('exec', { argv: [APPS, 'tries', 'i386'], root: 'host', io: 'pipe' });
    expect(await h.event('exit')).toMatchObject({ code: null, signal: 'SIGSYS', filtered: true });
    expect(h.printed(channel ?? 0)).toBe('');
    await h.quit();
  });

  test('what is entered has the same filter', async () => {
    const h = await begin();
    await h.ok('no-new-privs');
    await h.ok('seccomp', { filter: 'docker' });
    const entered = await h.ok('enter', { argv: ['/bin/grep', 'Seccomp:', '/proc/self/status'], root: 'host' });
    expect(entered.calls.filter(c => c.by === 'shell').map(c => c.name)).toContain('seccomp');
    expect(await h.prints(entered.channel ?? 0, /Seccomp:\s+\d/)).toMatch(/2$/);
    await h.quit();
  });
});
