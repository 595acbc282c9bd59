import { describe, expect, test } from 'vitest';
import { isRoot, needs } from '../helpers/require.ts';
import { Helper, type RawReply, until } from './helper.ts';

/** Lines in one write, and their replies. */
async function batch(h: Helper, lines: string[]): Promise<RawReply[]> {
  const before = h.replies.length;
  h.process.stdin.write(lines.map((line, i) => `${1000 + i} ${line}\n`).join(''));
  await until(`${lines.length} replies`, () => h.replies.length >= before + lines.length);
  const replies = h.replies.slice(before);
  expect(replies.map(reply => reply.id)).toEqual(lines.map((_, i) => 1000 + i));
  return replies;
}

/** Descriptors may have other numbers. */
const args = (text: string) => text.replace(/\b\d+</g, 'N<');
const shape = (reply: RawReply) => [
  reply.ok,
  reply.error?.code,
  reply.calls.map(c => [c.by, c.name, args(c.args), c.errno]),
];

describe.runIf(needs(isRoot, 'makes namespaces, needs root'))('requests that follow each other on the wire', () => {
  test('are answered as they are one by one', async () => {
    const lines = [
      'mount source=t target=/mnt fstype=tmpfs',
      'mkdir paths=/mnt/a,/mnt/b',
      'unshare flags=CLONE_NEWUTS,CLONE_NEWPID',
      'sethostname name=lab-batch',
      'chdir path=/no/such/place', // refused: what follows is carried out all the same
      'chdir path=/mnt/a',
      'unshare flags=CLONE_NEWPID', // out of order: refused by the monitor
      'fork',
      'mkdir paths=/mnt/b', // exists
      'exec root=host argv=/no/such/program',
      'chdir path=/',
    ];
    const one = await Helper.start();
    await one.ok('spawn');
    const singly: RawReply[] = [];
    for (const [i, line] of lines.entries()) singly.push(await one.raw(`${1000 + i} ${line}\n`));
    await one.quit();
    const other = await Helper.start();
    const [spawned, ...together] = await batch(other, ['spawn', ...lines]);
    expect(together.map(shape)).toEqual(singly.map(shape));
    expect(spawned?.calls.map(c => [c.by, c.name])).toEqual([
      ['monitor', 'clone'],
      ['stage', 'unshare'],
      ['stage', 'mount'],
    ]);
    // before the fork the old PID, from it on the new one
    const forked = lines.indexOf('fork');
    const [old, young] = [spawned?.pid, together[forked]?.pid];
    expect(young).not.toBe(old);
    for (const [i, reply] of together.entries()) {
      expect(reply.pid).toBe(i < forked ? old : young);
      for (const call of reply.calls) expect(call.pid).toBe(i <= forked ? old : young);
    }
    await other.quit();
  });

  test('a program that is over before anybody could hear of it is told in full, again and again', async () => {
    const h = await Helper.start();
    for (let i = 0; i < 150; i++) {
      const replies = await batch(h, [
        'spawn',
        'unshare flags=CLONE_NEWPID',
        'fork',
        'exec root=host io=null argv=/bin/true',
        'wait',
        'drop',
      ]);
      const [, , forked, started, waited] = replies;
      expect(replies.map(reply => reply.error)).toEqual(replies.map(() => undefined));
      expect(started?.calls.map(c => [c.name, c.pid])).toEqual([['execve', forked?.pid]]);
      expect(waited?.exit).toMatchObject({ code: 0, running: true });
    }
    await h.quit();
  });

  test('may be more than fit, and record more calls than fit', async () => {
    const h = await Helper.start();
    const many = Array.from({ length: 40 }, (_, i) => `/mnt/${i}`.padEnd(120, 'x'));
    const lines = [
      'spawn',
      'mount source=t target=/mnt fstype=tmpfs',
      ...Array.from({ length: 150 }, () => 'chdir path=/mnt'),
      ...Array.from({ length: 30 }, (_, i) => `mkdir paths=${many.map(path => `${path}${i}`)}`),
    ];
    const replies = await batch(h, lines);
    expect(replies.every(reply => reply.ok)).toBe(true);
    expect(replies.flatMap(reply => reply.calls)).toHaveLength(3 + 1 + 150 + 30 * 40);
    await h.quit();
  });

  test('the death of the stage answers those that were done, the one at hand, and refuses the rest', async () => {
    const h = await Helper.start();
    h.process.stdin.write(
      '1 spawn\n2 chdir path=/\n3 unshare flags=CLONE_NEWPID\n4 fork\n5 unshare flags=CLONE_NEWPID\n',
    );
    const forked = await until('the fork', () => h.replies.find(reply => reply.id === 4));
    process.kill(forked.pid ?? 0, 'SIGSTOP');
    h.process.stdin.write('9 hello\n6 chdir path=/\n7 chdir path=/\n8 chdir path=/\n');
    await until('the stage to be asked', () => h.replies.some(reply => reply.id === 9));
    process.kill(forked.pid ?? 0, 'SIGKILL');
    await until('all replies', () => h.replies.length === 10);
    expect(h.replies.slice(7).map(reply => reply.error?.code)).toEqual(['died', 'gone', 'gone']);
    await h.quit();
  });
});
