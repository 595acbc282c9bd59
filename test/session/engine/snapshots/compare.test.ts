import { describe, expect, it } from 'vitest';
import type { OpRecord } from '../../../../src/observe/attribution.ts';
import type { SubjectName } from '../../../../src/observe/facts.ts';
import type { Snapshot } from '../../../../src/observe/snapshot.ts';
import { type Observed, Observer } from '../../../../src/session/engine/snapshots/compare.ts';
import type { LabEventBody } from '../../../../src/session/events.ts';

const photo = (facts: Record<string, string>) => ({ facts, files: {} });
const of = (name: SubjectName, pid: number): Observed => ({
  ...{ name, slot: name === 'host' ? null : name === 'aside' ? 'aside' : 'stage', pid, group: null },
  ...{ ran: false, sent: [] },
});
const host = photo({ hostname: 'machine' });
const granted = (seq: number, name: string) => [{ seq, name, errno: null }];
const unshare: OpRecord = {
  op: 'unshare',
  args: { subject: 'stage', flags: ['CLONE_NEWUTS'] },
  calls: granted(4, 'unshare'),
};

function start() {
  const events: LabEventBody[] = [];
  const observer = new Observer({ rootfs: '/r', layers: '/l' }, event => events.push(event));
  /** What is told of one more snapshot. */
  const told = (subjects: Observed[], now: Snapshot, ops: OpRecord[] = []): LabEventBody[] => {
    events.length = 0;
    observer.take(subjects, now, ops);
    return [...events];
  };
  return { events, observer, told };
}

describe('observer', () => {
  it('tells a subject whole when it is first seen, then only what has changed, and by which call', () => {
    const { told } = start();
    const subjects = [of('host', 1), of('stage', 7)];
    expect(told(subjects, { host, stage: photo({ 'ns.uts': 'uts:[1]' }) })).toMatchObject([
      { type: 'facts', subject: 'host', pid: 1, facts: { hostname: 'machine' } },
      { type: 'facts', subject: 'stage', pid: 7, facts: { 'ns.uts': 'uts:[1]' } },
    ]);
    expect(told(subjects, { host, stage: photo({ 'ns.uts': 'uts:[2]' }) }, [unshare])).toEqual([
      { type: 'change', subject: 'stage', key: 'ns.uts', before: 'uts:[1]', after: 'uts:[2]', cause: 4 },
    ]);
    expect(told(subjects, { host, stage: photo({ 'ns.uts': 'uts:[2]' }) })).toEqual([]);
  });

  it('another process under the same name is told whole', () => {
    const { told } = start();
    told([of('aside', 7)], { aside: photo({ hostname: 'a' }) });
    expect(told([of('aside', 8)], { aside: photo({ hostname: 'a' }) })).toMatchObject([
      { type: 'facts', subject: 'aside', pid: 8 },
    ]);
  });

  it('the stage that becomes the app is gone, the app is whole, and what execve changed is the app’s', () => {
    const { told } = start();
    told([of('stage', 7)], { stage: photo({ 'link.exe': '/helper' }) });
    const exec: OpRecord = { op: 'exec', args: { subject: 'stage' }, calls: granted(9, 'execve') };
    expect(told([of('app', 7)], { app: photo({ 'link.exe': '/bin/sh' }) }, [exec])).toMatchObject([
      { type: 'facts', subject: 'app', pid: 7 },
      { type: 'change', subject: 'app', key: 'link.exe', before: '/helper', after: '/bin/sh', cause: 9 },
      { type: 'gone', subject: 'stage', pid: 7 },
    ]);
  });

  it('of one that was never seen alive nothing is compared', () => {
    const { told } = start();
    told([of('stage', 7)], { stage: photo({ 'link.exe': '/helper' }) });
    const end = { ...photo({ 'exit.code': '0' }), ending: true as const };
    expect(told([of('app', 7)], { app: end }).map(({ type }) => type)).toEqual(['facts', 'gone']);
  });

  it('what changes where a program ran is the program’s, and in nobody else', () => {
    const { told } = start();
    const subjects = [of('stage', 7), { ...of('aside', 8), ran: true }];
    told(subjects, { stage: photo({ hostname: 'a' }), aside: photo({ hostname: 'a' }) });
    expect(told(subjects, { stage: photo({ hostname: 'b' }), aside: photo({ hostname: 'b' }) })).toMatchObject([
      { subject: 'stage', cause: null, origin: 'other' },
      { subject: 'aside', cause: null, origin: 'app' },
    ]);
  });

  it('an end is told once, with the process that it was', () => {
    const { told } = start();
    told([of('host', 1), of('aside', 7)], { host, aside: photo({}) });
    expect(told([of('host', 1)], { host })).toEqual([{ type: 'gone', subject: 'aside', pid: 7 }]);
    expect(told([of('host', 1)], { host })).toEqual([]);
  });

  it('what we have torn down is gone, and forgotten: its successor is no change of it', () => {
    const { events, observer, told } = start();
    told([of('stage', 7)], { stage: photo({ hostname: 'a' }) });
    events.length = 0;
    observer.forget(['stage', 'app']);
    expect(events).toEqual([{ type: 'gone', subject: 'stage', pid: 7 }]);
    expect(observer.snapshot).toEqual({});
    expect(told([of('stage', 8)], { stage: photo({ hostname: 'b' }) })).toMatchObject([{ type: 'facts', pid: 8 }]);
  });

  it('snapshots the groups of those who have one, and the session’s places', () => {
    const { observer } = start();
    const group = { readings: () => [], facts: () => ({ facts: {}, files: {} }) } as unknown as Observed['group'];
    expect(observer.frame([of('host', 1), { ...of('stage', 7), group }])).toEqual({
      rootfs: '/r',
      layers: '/l',
      subjects: ['host', 'stage'],
      cgroups: [{ subject: 'stage', group }],
    });
  });
});
