import { describe, expect, test } from 'vitest';
import { traces } from '../helpers/host.ts';
import { isRoot, needs } from '../helpers/require.ts';
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
    expect(await h.event('exit')).toMatchObject({ code: null, signal: 'SIGSYS' });
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
