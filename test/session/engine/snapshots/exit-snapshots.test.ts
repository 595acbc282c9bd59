import { describe, expect, it } from 'vitest';
import type { Snapshot } from '../../../../src/observe/snapshot.ts';
import { ExitSnapshots } from '../../../../src/session/engine/snapshots/exit-snapshots.ts';

const photo = (facts: Record<string, string | { error: string }>) => ({ facts, files: {} });
const host = photo({ hostname: 'vm' });
const alive: Snapshot = { host, aside: photo({ 'link.root': '/', 'link.cwd': '/', 'link.exe': '/bin/sh' }) };
const gone = { error: 'ENOENT' };
const observed = [
  { name: 'host' as const, slot: null, pid: 1, group: null, ran: false, sent: [] },
  { name: 'aside' as const, slot: 'aside' as const, pid: 7, group: null, ran: true, sent: [] },
];
const nothing = async () => [];

describe('farewells', () => {
  it('keep the last snapshot, with how it ended', async () => {
    const farewells = new ExitSnapshots();
    farewells.heard(7, { code: null, signal: 'SIGKILL', oomKill: 1 });
    const farewell = await farewells.take(observed, alive, { host }, nothing);
    expect(farewell?.aside?.facts).toMatchObject({
      'link.exe': '/bin/sh',
      'exit.code': null,
      'exit.signal': 'SIGKILL',
      'exit.oomKill': '1',
    });
    expect(farewells.with({ host }).aside).toEqual(farewell?.aside);
    farewells.forget(['aside']);
    expect(farewells.with({ host }).aside).toBeUndefined();
  });

  it('say nothing while everybody is there', async () => {
    expect(await new ExitSnapshots().take(observed, alive, alive, nothing)).toBeNull();
  });

  it('who is ending is shown as it lived, whatever was read of it', () => {
    const torn: Snapshot = { host, aside: { ...photo({ 'link.root': '/', hostname: gone }), ending: true } };
    expect(new ExitSnapshots().living(alive, torn)).toEqual(alive);
    const hidden: Snapshot = { host, aside: photo({ 'link.root': gone, 'link.cwd': gone, 'link.exe': gone }) };
    expect(new ExitSnapshots().living(alive, hidden)).toEqual(hidden);
  });

  it('of who was never seen alive there is the end alone', async () => {
    const farewells = new ExitSnapshots();
    const torn: Snapshot = { host, aside: { ...photo({ 'link.root': gone }), ending: true } };
    expect(farewells.living({ host }, torn)).toEqual({ host });
    expect(await farewells.take(observed, { host }, { host }, nothing)).toBeNull();
    farewells.heard(7, { code: 3, signal: null, oomKill: 0 });
    const farewell = await farewells.take(observed, { host }, { host }, nothing);
    expect(farewell?.aside).toEqual({
      facts: { 'exit.code': '3', 'exit.signal': null, 'exit.oomKill': '0' },
      files: {},
      ending: true,
    });
    expect(await farewells.take(observed, { host }, { host }, nothing)).toBeNull();
  });
});
