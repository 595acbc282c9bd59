import { expect, test } from 'vitest';
import { Queue } from '../../src/session/queue.ts';

test('the second begins when the first is through, in the order asked for', async () => {
  const queue = new Queue();
  const log: string[] = [];
  let go = (): void => {};
  const held = new Promise<void>(resolve => {
    go = resolve;
  });
  const first = queue.add(async () => {
    await held;
    log.push('first');
  });
  const second = queue.add(async () => log.push('second'));
  go();
  await Promise.all([first, second]);
  expect(log).toEqual(['first', 'second']);
});

test('one that fails tells who asked for it, and nobody else', async () => {
  const queue = new Queue();
  const first = queue.add(() => Promise.reject(new Error('refused')));
  const second = queue.add(async () => 'done');
  await expect(first).rejects.toThrow('refused');
  expect(await second).toBe('done');
});
