/** Programs with as much on their command line as Linux takes; and what kills them. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { isRoot, needs } from '../helpers/require.ts';
import { patience } from '../helpers/slowness.ts';
import { becomeContainer, Helper, mountRootfs } from './helper.ts';

describe.runIf(
  needs(isRoot, 'makes containers, needs root') && needs('busybox', 'a shell for the rootfs; package busybox-static'),
)('a program', () => {
  let h: Helper;
  beforeEach(async () => {
    h = await Helper.start();
    await h.ok('spawn');
    await mountRootfs(h);
    await becomeContainer(h);
  });
  afterEach(async () => {
    await h.quit();
  });

  const counts = 'echo $# arguments, ${#1} bytes in the first';
  test.each<[string, string[], string]>([
    [
      'an argument of 131071 bytes, each of them escaped',
      ['%'.repeat(131_071)],
      '1 arguments, 131071 bytes in the first',
    ],
    ['60,000 arguments', Array(60_000).fill('x,y'), '60000 arguments, 3 bytes in the first'],
    ['1,900,000 bytes in all', Array(19).fill('a b'.repeat(33_333)), '19 arguments, 99999 bytes in the first'],
  ])('is started with %s', async (_what, words, answer) => {
    const env = ['PATH=/bin'];
    const shell = await h.ok('enter', { argv: ['sh', '-c', counts, 'sh', ...words], env });
    await h.prints(shell.channel ?? 0, new RegExp(answer));
    const { channel, calls } = await h.ok('exec', { argv: ['sh', '-c', counts, 'sh', ...words], env, io: 'pipe' });
    await h.prints(channel ?? 0, new RegExp(answer));
    const told = calls.at(-1);
    expect(told).toMatchObject({ name: 'execve', errno: null });
    expect(told?.args).toMatch(/\.\.\.\], \/\* 1 vars \*\/$/);
  });

  test('with more than Linux takes is refused by Linux, and the stage lives on', async () => {
    const reply = await h.op('exec', { argv: ['/bin/sh', '-c', ':', 'x'.repeat(131_072)], io: 'null' });
    expect(reply.error?.message).toMatch(
      /^execve "\/bin\/sh": argument list too long: an argument is longer than 128 KiB/,
    );
    expect(reply.calls.at(-1)).toMatchObject({ name: 'execve', ret: -1, errno: 'E2BIG' });
    await h.ok('chdir', { path: '/' });
  });

  test('has 64 MiB of shared memory, which is not the rest of /dev', async () => {
    const script =
      'dd if=/dev/zero of=/dev/shm/large bs=1048576 count=63 2>/dev/null && grep /dev/shm /proc/self/mounts; dd if=/dev/zero of=/dev/x bs=1048576 count=1';
    const { channel } = await h.ok('exec', {
      argv: ['sh', '-c', `${script}; ls -ld /dev/shm`],
      env: ['PATH=/bin'],
      io: 'pipe',
    });
    await h.event('exit');
    const said = h.printed(channel ?? 0);
    expect(said).toMatch(/^shm \/dev\/shm tmpfs rw,nosuid,nodev,noexec,relatime,size=65536k/m);
    expect(said).toMatch(/^drwxrwxrwt .* \/dev\/shm$/m);
    expect(said).toContain('No space left on device');
  });

  test('is told at its end to have had our filter, or not: what SIGSYS may come from', async () => {
    const exits = async () => {
      await h.ok('exec', { argv: ['sh', '-c', 'exit 3'], env: ['PATH=/bin'], io: 'null' });
      return (await h.ok('wait', { timeout: patience })).exit;
    };
    expect(await exits()).toMatchObject({ code: 3, filtered: false });
    await h.ok('drop');
    await h.ok('spawn');
    await mountRootfs(h);
    await becomeContainer(h);
    await h.ok('seccomp', { filter: 'docker' });
    expect(await exits()).toMatchObject({ code: 3, filtered: true });
    expect(await h.event('exit', { filtered: true })).toMatchObject({ code: 3 });
  });
});
