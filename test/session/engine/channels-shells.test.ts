import { expect, test } from 'vitest';
import type { Monitor } from '../../../src/helper/monitor.ts';
import { Channels } from '../../../src/session/engine/channels.ts';

test('in whom a shell was open since it was asked last, whether it still is or not', () => {
  const channels = new Channels({ request: async () => ({}) } as unknown as Monitor, () => {});
  const since = () => [...channels.shellsSince()].sort();
  const close = (channel: number) => channels.handle({ event: 'closed', channel } as never);
  expect(since()).toEqual([]);
  channels.openShell(5, 'stage', 50, async () => null);
  expect(since()).toEqual(['stage']);
  expect(since()).toEqual(['stage']);
  channels.openShell(6, 'aside', 60, async () => null);
  close(6);
  expect(since()).toEqual(['aside', 'stage']);
  close(5);
  expect(since()).toEqual(['stage']);
  expect(since()).toEqual([]);
});
