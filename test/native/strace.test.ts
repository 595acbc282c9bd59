/** What is told of each system call is what the kernel saw: strace(1) looks on. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Call } from '../../src/protocol/wire.ts';
import type { EventOf } from '../../src/session/events.ts';
import { cli } from '../helpers/cli.ts';
import { isRoot, needs } from '../helpers/require.ts';
import { patience } from '../helpers/slowness.ts';
import { notSeen, plainArguments, readStrace, type SeenCall, underStrace } from '../helpers/strace.ts';
import { becomeContainer, HELPER, Helper, makeGroup, memoryTree, mountRootfs } from './helper.ts';

const asSeen = ({ pid, name, args, ret, errno }: Call): SeenCall => ({
  pid,
  name,
  args: plainArguments(name, args),
  ret,
  errno,
});

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lab-strace-'));
  file = join(folder, 'seen');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe.runIf(
  needs(isRoot, 'makes containers, needs root') &&
    needs('strace', 'sees the calls that the helper makes; package strace'),
)('strace has seen', () => {
  test('every call that a whole course tells of, with these arguments and this end', {
    timeout: 12 * patience,
  }, async () => {
    // Where strace traces already, ptrace(2) is refused to the helper: so not every step goes well, and the exit code says nothing.
    const { events } = await cli(['run', '--all', '--json'], { through: underStrace(file) });
    const told = events().filter(event => event.type === 'syscall') as EventOf<'syscall'>[];
    const names = new Set(told.map(call => call.name));
    for (const name of ['execve', 'pivot_root', 'capset', 'seccomp', 'sendfile', 'wait4', 'kill'])
      expect(names).toContain(name);
    expect(told.length).toBeGreaterThan(500);
    expect(notSeen(told.map(asSeen), readStrace(file))).toEqual([]);
  });

  test('what the other ops tell of: a terminal, a shell that enters, a copy, modes, the loopback device', async () => {
    const h = await Helper.start([...underStrace(file), HELPER]);
    const replies = [await h.ok('spawn')];
    await mountRootfs(h);
    const { rootfs } = h.hello;
    replies.push(
      await h.ok('copy', { source: '/proc/self/status', target: `${rootfs}/tmp/status` }),
      await h.ok('write-file', { path: `${rootfs}/tmp/status`, data: 'again, \t"so"\n', mode: 0o4755 }),
      await h.ok('write-file', { path: `${rootfs}/tmp/long`, data: '%'.repeat(5000) }),
      await h.ok('mkdir', { paths: [`${rootfs}/tmp/sticky`], mode: 0o3777 }),
      await h.ok('fork-exit'),
    );
    await becomeContainer(h);
    replies.push(await h.ok('loopback-up'), await h.ok('protect-proc'));
    if (memoryTree()) {
      const group = await makeGroup(h);
      replies.push(await h.ok('join', { paths: [group] }));
    }
    replies.push(await h.ok('enter', { argv: ['sh', '-c', 'sleep 60'], env: ['PATH=/bin'] }));
    replies.push(await h.ok('signal', { sig: 'SIGCONT' }));
    replies.push(await h.op('exec', { argv: ['nothing', 'x'.repeat(3000), ...Array(300).fill('yy')], io: 'tty' }));
    replies.push(await h.ok('exec', { argv: ['sleep', '60'], env: ['PATH=/bin', 'A=1'], io: 'tty' }));
    replies.push(await h.ok('drop'));
    await h.quit();
    expect(notSeen(replies.flatMap(r => r.calls).map(asSeen), readStrace(file))).toEqual([]);
  });

  test('the calls that were refused, look-ups on the way included', async () => {
    const h = await Helper.start([...underStrace(file), HELPER]);
    await h.ok('spawn');
    await h.ok('mount', { source: 'none', target: h.hello.rootfs, fstype: 'tmpfs' });
    const nowhere = `${h.hello.rootfs}/no/such/place`;
    const replies = [
      await h.op('mkdir', { paths: [nowhere] }),
      await h.op('symlink', { target: 'x', paths: [nowhere] }),
      await h.op('write-file', { path: nowhere, data: 'x' }),
      await h.op('copy', { source: '/etc/hostname', target: nowhere }),
      await h.op('copy', { source: nowhere, target: nowhere }),
      await h.op('unpack', { source: nowhere, target: h.hello.rootfs }),
      await h.op('mount', { source: 'x', target: nowhere, fstype: 'tmpfs' }),
      await h.op('mkdir-cgroup', { path: '/sys/fs/cgroup/no/such' }),
      await h.op('enable-controllers', { path: '/sys/fs/cgroup/no', controllers: ['memory'] }),
      await h.op('mount-proc', { target: nowhere, beside: nowhere }),
    ];
    await h.quit();
    for (const reply of replies) {
      expect(reply.error?.errno, JSON.stringify(reply)).toBe('ENOENT');
      expect(reply.calls.at(-1), JSON.stringify(reply)).toMatchObject({ ret: -1, errno: 'ENOENT' });
    }
    expect(notSeen(replies.flatMap(r => r.calls).map(asSeen), readStrace(file))).toEqual([]);
  });
});
