import { expect, test } from 'vitest';
import { baselineOf, newSince, viewOf } from '../../src/observe/baseline.ts';
import type { ScannedProcess } from '../../src/protocol/wire.ts';

const process = (pid: number, ns: Record<string, number>, more: Partial<ScannedProcess> = {}): ScannedProcess => ({
  pid,
  start: pid * 10,
  ppid: 1,
  session: pid,
  tty: 0,
  comm: 'sh',
  ours: false,
  ns,
  ...more,
});
const since = (before: ScannedProcess[], now: ScannedProcess[]) =>
  newSince(baselineOf(before), now).map(({ pid }) => pid);

test('a view is the same whatever the order of its links', () => {
  expect(viewOf({ ns: { uts: 1, mnt: 2 }, root: '0:1/2' })).toBe(viewOf({ ns: { mnt: 2, uts: 1 }, root: '0:1/2' }));
  expect(viewOf({ ns: { uts: 1 } })).not.toBe(viewOf({ ns: { ipc: 1 } }));
  expect(viewOf({ ns: {} })).not.toBe(viewOf({ ns: {}, root: '0:1/2' }));
});

test('what is new counts, what was there does not', () => {
  const old = process(7, { uts: 1 });
  expect(since([old], [old, process(8, { uts: 2 })])).toEqual([8]);
  expect(since([], [old])).toEqual([7]);
});

test('a PID that is used again is another process', () => {
  expect(since([process(7, { uts: 1 })], [process(7, { uts: 1 }, { start: 71 })])).toEqual([7]);
});

test('an old process that has gone somewhere else counts', () => {
  expect(since([process(7, { uts: 1 })], [process(7, { uts: 1, net: 2 })])).toEqual([7]);
  expect(since([process(7, { uts: 1 })], [process(7, { uts: 1 }, { root: '0:1/2' })])).toEqual([7]);
});

test('ours never count', () => {
  expect(since([], [process(7, { uts: 1 }, { ours: true })])).toEqual([]);
});

test('who merely enters an old container, or ours, has made nothing', () => {
  const old = process(7, { uts: 1, mnt: 2 }, { root: '0:1/2' });
  const own = process(8, { uts: 3 }, { ours: true });
  const entered = process(20, { uts: 1, mnt: 2 }, { root: '0:1/2' });
  expect(since([old], [old, own, entered, process(21, { uts: 3 })])).toEqual([]);
  // half of it is his own work
  expect(since([old], [old, process(22, { uts: 1, mnt: 9 }, { root: '0:1/2' })])).toEqual([22]);
});

test('the inodes of a container that is gone, or was left, are nobody’s', () => {
  const old = process(7, { uts: 1 });
  expect(since([old], [process(20, { uts: 1 })])).toEqual([20]);
  expect(since([old], [process(7, { uts: 2 }), process(20, { uts: 1 })])).toEqual([7, 20]);
});
