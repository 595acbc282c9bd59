/** Whose doing a change is, by who was there between the snapshots; and who is ending, on a helper that is scripted. */
import { beforeEach, describe, expect, it } from 'vitest';
import type { OpRecord } from '../../../../src/observe/attribution.ts';
import type { Hello, LookAnswer } from '../../../../src/protocol/wire.ts';
import type { HelperClient } from '../../../../src/session/engine/helper-client.ts';
import { Snapshotter } from '../../../../src/session/engine/snapshots/snapshotter.ts';
import type { Subject, Subjects } from '../../../../src/session/engine/subjects/subject.ts';
import type { LabEventBody } from '../../../../src/session/events.ts';
import { CAST, EXPERIMENT } from '../../../../src/words/cast.ts';

const ALIVE = '7 (x) S 1 7 7 0 -1 0 0 0 0 0 0 0 0 0 20 0 1 0 42';
const EXITING = '7 (x) R 1 7 7 0 -1 4 0 0 0 0 0 0 0 0 20 0 1 0 42';
const GONE: LookAnswer = { e: 'ENOENT' };
/** What the kernel would say of `kind:subject:path`. */
type World = (subject: string, path: string, kind: string) => LookAnswer;

let world: World;
let ops: OpRecord[];
let shells: Set<string>;
let subjects: Subjects;
let events: LabEventBody[];
let snapshotter: Snapshotter;

const subject = (name: string, more: Partial<Subject> = {}): Subject => ({
  ...{ as: CAST.find(member => member.name === name) ?? { ...EXPERIMENT, name } },
  ...{ pid: name === 'stage' ? 7 : 8, running: false, executes: false, sent: [] },
  ...{
    group: {} as Subject['group'],
    grouped: false,
    rootfs: null,
    groupRefused: false,
    predictedProblem: null,
    ...more,
  },
});
/** Everybody lives and is called this. */
const named =
  (name: string): World =>
  (_subject, path, kind) =>
    kind === 'hostname' ? { v: name } : path === 'stat' ? { v: ALIVE } : path === 'cwd' ? { v: '/' } : { e: 'EACCES' };
const changes = () => events.filter(e => e.type === 'change');
const causes = () => changes().map(c => `${c.subject} ${c.key} ${c.cause ?? c.origin}`);

beforeEach(() => {
  [world, ops, shells, events] = [named('box'), [], new Set(), []];
  subjects = { stage: subject('stage'), aside: subject('aside') };
  const look = async (items: string[]) =>
    items.map(item => {
      const [kind = '', whose = '', ...path] = item.split(':');
      return world(whose, path.join(':'), kind);
    });
  const client = {
    look,
    takeSnapshot: async (items: string[]) => ({ answers: await look(items), ops: ops.splice(0) }),
    forget: () => {},
  } as unknown as HelperClient;
  const hello = { pid: 1, rootfs: '/run/lab/rootfs', layers: '/run/lab/layers' } as Hello;
  snapshotter = new Snapshotter(hello, client, subjects, { emit: e => events.push(e), shellsSince: () => shells });
});

/** Everybody's host name changes, and nothing says why. */
async function renamed(): Promise<string[]> {
  await snapshotter.take();
  events = [];
  world = named('other');
  await snapshotter.take();
  return causes().sort();
}

describe('whose doing', () => {
  it('is asked of each subject: a program in one does nothing in another', async () => {
    subjects.aside = subject('aside', { running: true, executes: true });
    expect(await renamed()).toEqual(['aside hostname app', 'host hostname other', 'stage hostname other']);
  });

  it('is nobody’s of ours while no program has run', async () => {
    expect(await renamed()).toEqual(['aside hostname other', 'host hostname other', 'stage hostname other']);
  });

  it('is not the program’s while it is held at its first instruction', async () => {
    subjects.stage = subject('stage', { running: true });
    expect(await renamed()).toContain('app hostname other');
  });

  it('may be the learner’s in whom a shell was entered, and in no other', async () => {
    shells = new Set(['stage']);
    expect(await renamed()).toEqual(['aside hostname other', 'host hostname other', 'stage hostname app']);
  });

  it('is that of the request between the two snapshots, once', async () => {
    await snapshotter.take();
    ops = [
      { op: 'sethostname', args: { subject: 'stage', name: 'x' }, calls: [{ seq: 5, name: 'call', errno: null }] },
    ];
    world = named('x');
    await snapshotter.take();
    expect(causes()).toContain('stage hostname 5');
    events = [];
    world = named('y');
    await snapshotter.take();
    expect(causes()).toContain('stage hostname other');
  });
});

describe('who is ending', () => {
  /** Its last fact is read when it has begun to end: what was read after `from` is what is left of it. */
  const torn =
    (stat: LookAnswer): World =>
    (whose, path, kind) =>
      whose !== 'aside' ? named('box')(whose, path, kind) : path === 'stat' ? stat : path === 'cwd' ? { v: '/' } : GONE;

  it.each<[string, LookAnswer]>([
    ['is taken apart', { v: EXITING }],
    ['is a zombie', { v: EXITING.replace('R', 'Z') }],
    ['was buried meanwhile', { e: 'ESRCH' }],
    ['was not found any more', GONE],
  ])('%s: nothing of what is left is told', async (_how, stat) => {
    subjects.aside = subject('aside', { running: true, executes: true });
    await snapshotter.take();
    const alive = snapshotter.living.aside;
    events = [];
    world = torn(stat);
    await snapshotter.take();
    expect(events).toEqual([]);
    expect(snapshotter.living.aside).toEqual(alive);

    snapshotter.noteExit({ event: 'exit', pid: 8, code: null, signal: 'SIGKILL', oomKill: 1 } as never);
    world = (whose, path, kind) => (whose === 'aside' ? { e: 'ESRCH' } : named('box')(whose, path, kind));
    await snapshotter.take();
    expect(causes()).toEqual(['aside exit.signal kernel', 'aside exit.oomKill kernel']);
    expect(events.at(-1)).toEqual({ type: 'gone', subject: 'aside', pid: 8 });
    expect(snapshotter.all.aside?.facts).toMatchObject({ hostname: 'box', 'link.cwd': '/', 'exit.signal': 'SIGKILL' });
  });

  it('by a signal of ours that it took its time to follow', async () => {
    subjects.aside = subject('aside', { running: true, executes: true });
    await snapshotter.take();
    ops = [
      { op: 'signal', args: { subject: 'aside', sig: 'SIGTERM' }, calls: [{ seq: 9, name: 'call', errno: null }] },
    ];
    await snapshotter.take();
    await snapshotter.take();
    snapshotter.noteExit({ event: 'exit', pid: 8, code: null, signal: 'SIGTERM', oomKill: 0 } as never);
    world = (whose, path, kind) => (whose === 'aside' ? { e: 'ESRCH' } : named('box')(whose, path, kind));
    await snapshotter.take();
    expect(causes()).toEqual(['aside exit.signal 9', 'aside exit.oomKill kernel']);
  });

  it('before anybody saw the program: the stage is not compared with what is left', async () => {
    await snapshotter.take();
    events = [];
    subjects.stage = subject('stage', { running: true, executes: true });
    world = (whose, path, kind) => (whose === 'app' ? { e: 'ESRCH' } : named('box')(whose, path, kind));
    snapshotter.noteExit({ event: 'exit', pid: 7, code: 3, signal: null, oomKill: 0 } as never);
    await snapshotter.take();
    expect(changes()).toEqual([]);
    expect(snapshotter.all.app?.facts).toEqual({ 'exit.code': '3', 'exit.signal': null, 'exit.oomKill': '0' });
  });
});

describe('four subjects', () => {
  const drop = (name: string) => {
    const one = subjects[name] as Subject;
    delete subjects[name];
    snapshotter.forget(one.as);
  };

  beforeEach(() => {
    for (const [i, name] of ['c1', 'c2'].entries()) subjects[name] = subject(name, { pid: 9 + i });
  });

  it('each has its own origin: one runs a program, in one there is a shell, one was asked, one is nobody’s', async () => {
    await snapshotter.take();
    subjects.c1 = subject('c1', { pid: 9, running: true, executes: true });
    shells = new Set(['aside']);
    ops = [{ op: 'sethostname', args: { subject: 'c2', name: 'x' }, calls: [{ seq: 5, name: 'call', errno: null }] }];
    world = named('x');
    await snapshotter.take();
    expect(causes().sort()).toEqual([
      ...['aside hostname app', 'c1 hostname app', 'c2 hostname 5', 'host hostname other', 'stage hostname other'],
    ]);
  });

  it('a signal to one ends that one, and is kept for it alone', async () => {
    await snapshotter.take();
    ops = [{ op: 'signal', args: { subject: 'c1', sig: 'SIGTERM' }, calls: [{ seq: 9, name: 'call', errno: null }] }];
    await snapshotter.take();
    expect(Object.values(subjects).map(one => one.sent.length)).toEqual([0, 0, 1, 0]);
    for (const pid of [9, 10])
      snapshotter.noteExit({ event: 'exit', pid, code: null, signal: 'SIGTERM', oomKill: 0 } as never);
    world = (whose, path, kind) => (whose.startsWith('c') ? { e: 'ESRCH' } : named('box')(whose, path, kind));
    await snapshotter.take();
    expect(causes().filter(cause => cause.includes('signal'))).toEqual(['c1 exit.signal 9', 'c2 exit.signal other']);
    expect(Object.keys(snapshotter.living)).toEqual(['host', 'stage', 'aside']);
    expect(Object.keys(snapshotter.all).sort()).toEqual(['aside', 'c1', 'c2', 'host', 'stage']);
  });

  it('one is dropped, and nothing is told of the others', async () => {
    await snapshotter.take();
    events = [];
    drop('c1');
    await snapshotter.take();
    expect(events).toEqual([{ type: 'gone', subject: 'c1', pid: 9 }]);
    expect(Object.keys(snapshotter.all)).toEqual(['host', 'stage', 'aside', 'c2']);
  });
});

describe('who is told of', () => {
  it('another process under the same name is told with all its facts, the same one is not', async () => {
    await snapshotter.take();
    await snapshotter.take();
    const told = () => events.flatMap(e => (e.type === 'facts' && e.subject === 'stage' ? [e.pid] : []));
    expect(told()).toEqual([7]);
    subjects.stage = subject('stage', { pid: 70 });
    await snapshotter.take();
    expect(told()).toEqual([7, 70]);
  });

  it('what we have torn down is gone, and forgotten: its successor is no change of it', async () => {
    await snapshotter.take();
    events = [];
    const stage = subjects.stage as Subject;
    delete subjects.stage;
    snapshotter.forget(stage.as);
    expect(events).toEqual([{ type: 'gone', subject: 'stage', pid: 7 }]);
    expect(snapshotter.living.stage).toBeUndefined();
    world = named('other');
    subjects.stage = subject('stage', { pid: 70 });
    await snapshotter.take();
    expect(events).toContainEqual(expect.objectContaining({ type: 'facts', subject: 'stage', pid: 70 }));
    expect(causes()).not.toContainEqual(expect.stringContaining('stage'));
  });
});
