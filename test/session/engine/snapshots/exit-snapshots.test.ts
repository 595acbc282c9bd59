import { describe, expect, it } from 'vitest';
import type { Snapshot } from '../../../../src/observe/snapshot.ts';
import { ExitSnapshots } from '../../../../src/session/engine/snapshots/exit-snapshots.ts';
import type { Observed } from '../../../../src/session/engine/snapshots/observed.ts';

const facts = (of: Record<string, string | { error: string }>) => ({ facts: of, files: {} });
const host = facts({ hostname: 'vm' });
const alive: Snapshot = { host, aside: facts({ 'link.root': '/', 'link.cwd': '/', 'link.exe': '/bin/sh' }) };
const gone = { error: 'ENOENT' };
const who = (name: string, pid: number): Observed => ({
  ...{ name, was: name, of: name === 'host' ? null : name, pid, group: null, ran: false, sent: [] },
});
const observed = [who('host', 1), who('aside', 7)];
const nothing = async () => [];

describe('exit snapshots', () => {
  it('who has ended is in the first of two snapshots, as it lived and with how it ended; then it is kept', async () => {
    const exits = new ExitSnapshots();
    exits.noteExit(7, { code: null, signal: 'SIGKILL', oomKill: 1 });
    const [ended, living, ...more] = await exits.moments(observed, alive, { host }, nothing);
    expect(ended?.aside?.facts).toMatchObject({
      ...{ 'link.exe': '/bin/sh', 'exit.code': null, 'exit.signal': 'SIGKILL', 'exit.oomKill': '1' },
    });
    expect([living, more]).toEqual([{ host }, []]);
    expect(exits.with({ host }).aside).toEqual(ended?.aside);
    exits.forget(['aside']);
    expect(exits.with({ host }).aside).toBeUndefined();
  });

  it('while everybody is there one snapshot is all', async () => {
    expect(await new ExitSnapshots().moments(observed, alive, alive, nothing)).toEqual([alive]);
  });

  it('who is ending is shown as it lived, whatever was read of it', async () => {
    const torn: Snapshot = { host, aside: { ...facts({ 'link.root': '/', hostname: gone }), ending: true } };
    expect(await new ExitSnapshots().moments(observed, alive, torn, nothing)).toEqual([alive]);
    const hidden: Snapshot = { host, aside: facts({ 'link.root': gone, 'link.cwd': gone, 'link.exe': gone }) };
    expect(await new ExitSnapshots().moments(observed, alive, hidden, nothing)).toEqual([hidden]);
  });

  it('of who was never seen alive there is the end alone, once', async () => {
    const exits = new ExitSnapshots();
    const torn: Snapshot = { host, aside: { ...facts({ 'link.root': gone }), ending: true } };
    expect(await exits.moments(observed, { host }, torn, nothing)).toEqual([{ host }]);
    exits.noteExit(7, { code: 3, signal: null, oomKill: 0 });
    const [ended] = await exits.moments(observed, { host }, { host }, nothing);
    expect(ended?.aside).toEqual({
      facts: { 'exit.code': '3', 'exit.signal': null, 'exit.oomKill': '0' },
      files: {},
      ending: true,
    });
    expect(await exits.moments(observed, { host }, { host }, nothing)).toEqual([{ host }]);
  });

  it('what the group of one has counted is read once more', async () => {
    const group = {
      items: () => ['cgroup::/g/pids.max'],
      facts: (answers: { v: string }[]) => ({ facts: { 'cgroup.pids.max': answers[0]?.v }, files: {} }),
    } as unknown as NonNullable<Observed['group']>;
    const exits = new ExitSnapshots();
    exits.noteExit(7, { code: 0, signal: null, oomKill: 0 });
    const grouped = [{ ...who('aside', 7), group }];
    const [ended] = await exits.moments(grouped, alive, {}, async items => items.map(v => ({ v })));
    expect(ended?.aside?.facts['cgroup.pids.max']).toBe('cgroup::/g/pids.max');
  });

  it('several who end at once are told together', async () => {
    const all = [who('c1', 7), who('c2', 8), who('c3', 9)];
    const exits = new ExitSnapshots();
    for (const pid of [7, 9]) exits.noteExit(pid, { code: 0, signal: null, oomKill: 0 });
    const lived = Object.fromEntries(all.map(({ name }) => [name, facts({})]));
    const [ended, living] = await exits.moments(all, lived, { c2: facts({}) }, nothing);
    expect([Object.keys(ended ?? {}).sort(), Object.keys(living ?? {})]).toEqual([['c1', 'c2', 'c3'], ['c2']]);
  });
});
