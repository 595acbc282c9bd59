import { describe, expect, it } from 'vitest';
import type { OpRecord } from '../../../../src/observe/attribution.ts';
import type { Snapshot } from '../../../../src/observe/snapshot.ts';
import { compare, gone, momentOf, NOTHING } from '../../../../src/session/engine/snapshots/compare.ts';
import type { Observed } from '../../../../src/session/engine/snapshots/observed.ts';
import type { LabEventBody } from '../../../../src/session/events.ts';

const facts = (of: Record<string, string>) => ({ facts: of, files: {} });
const who = (name: string, pid: number, more: Partial<Observed> = {}): Observed => ({
  ...{ name, was: name, of: name === 'host' ? null : name, pid, group: null, ran: false, sent: [], ...more },
});
const app = who('app', 7, { was: 'stage', of: 'stage' });
const host = facts({ hostname: 'machine' });
const granted = (seq: number, name: string) => [{ seq, name, errno: null }];
const unshare = (subject: string): OpRecord => ({
  op: 'unshare',
  args: { subject, flags: ['CLONE_NEWUTS'] },
  calls: granted(4, 'unshare'),
});

/** What is told of one snapshot after the other. */
function start() {
  let last = NOTHING;
  return (observed: Observed[], snapshot: Snapshot, ops: OpRecord[] = []): LabEventBody[] => {
    const [before, now] = [last, momentOf(observed, snapshot)];
    last = now;
    return compare(before, now, { observed, ops, places: { rootfs: '/r', layers: '/l' } });
  };
}

describe('what is told', () => {
  it('a subject is told whole when it is first seen, then only what has changed, and by which call', () => {
    const told = start();
    const subjects = [who('host', 1), who('stage', 7)];
    expect(told(subjects, { host, stage: facts({ 'ns.uts': 'uts:[1]' }) })).toMatchObject([
      { type: 'facts', subject: 'host', pid: 1, facts: { hostname: 'machine' } },
      { type: 'facts', subject: 'stage', pid: 7, facts: { 'ns.uts': 'uts:[1]' } },
    ]);
    expect(told(subjects, { host, stage: facts({ 'ns.uts': 'uts:[2]' }) }, [unshare('stage')])).toEqual([
      { type: 'change', subject: 'stage', key: 'ns.uts', before: 'uts:[1]', after: 'uts:[2]', cause: 4 },
    ]);
    expect(told(subjects, { host, stage: facts({ 'ns.uts': 'uts:[2]' }) })).toEqual([]);
  });

  it('another process under the same name is told whole', () => {
    const told = start();
    told([who('aside', 7)], { aside: facts({ hostname: 'a' }) });
    expect(told([who('aside', 8)], { aside: facts({ hostname: 'a' }) })).toMatchObject([
      { type: 'facts', subject: 'aside', pid: 8 },
    ]);
  });

  it('the stage that becomes the app is gone, the app is whole, and what execve changed is the app’s', () => {
    const told = start();
    told([who('stage', 7)], { stage: facts({ 'link.exe': '/helper' }) });
    const exec: OpRecord = { op: 'exec', args: { subject: 'stage' }, calls: granted(9, 'execve') };
    expect(told([app], { app: facts({ 'link.exe': '/bin/sh' }) }, [exec])).toMatchObject([
      { type: 'facts', subject: 'app', pid: 7 },
      { type: 'change', subject: 'app', key: 'link.exe', before: '/helper', after: '/bin/sh', cause: 9 },
      { type: 'gone', subject: 'stage', pid: 7 },
    ]);
  });

  it('of one that was never seen alive nothing is compared', () => {
    const told = start();
    told([who('stage', 7)], { stage: facts({ 'link.exe': '/helper' }) });
    const end = { ...facts({ 'exit.code': '0' }), ending: true as const };
    expect(told([app], { app: end }).map(({ type }) => type)).toEqual(['facts', 'gone']);
  });

  it('an end is told once, with the process that it was; the host has none', () => {
    const told = start();
    told([who('host', 1), who('aside', 7)], { host, aside: facts({}) });
    expect(told([who('host', 1)], {})).toEqual([{ type: 'gone', subject: 'aside', pid: 7 }]);
    expect(told([who('host', 1)], { host })).toMatchObject([{ type: 'facts', subject: 'host' }]);
  });

  it('nothing is gone of a name that nobody had', () => {
    const moment = momentOf([who('stage', 7)], { stage: facts({}) });
    expect(gone(moment, ['stage', 'app'])).toEqual([{ type: 'gone', subject: 'stage', pid: 7 }]);
  });
});

describe('of any number of subjects', () => {
  const names = ['stage', 'aside', 'c1', 'c2'];
  const all = (hostname: string) => Object.fromEntries(names.map(name => [name, facts({ hostname })]));

  it('a call explains what it was asked to change, and nothing of the others', () => {
    const told = start();
    const subjects = names.map((name, i) => who(name, 7 + i));
    told(subjects, all('a'));
    const rename: OpRecord = {
      op: 'sethostname',
      args: { subject: 'c1', name: 'b' },
      calls: granted(4, 'sethostname'),
    };
    const changes = told(subjects, all('b'), [rename]);
    expect(changes.map(e => e.type === 'change' && `${e.subject} ${e.cause ?? e.origin}`)).toEqual([
      ...['stage other', 'aside other', 'c1 4', 'c2 other'],
    ]);
  });

  it('a program does something in its own subject alone', () => {
    const told = start();
    const subjects = names.map((name, i) => who(name, 7 + i, { ran: name === 'c2' }));
    told(subjects, all('a'));
    expect(told(subjects, all('b')).map(e => e.type === 'change' && `${e.subject} ${e.origin}`)).toEqual([
      ...['stage other', 'aside other', 'c1 other', 'c2 app'],
    ]);
  });
});
