/** The engine and its ops on a scripted helper: what is asked for an op, in which order, and what is told of it. */
import { beforeEach, describe, expect, it } from 'vitest';
import type { LessonOp } from '../../../src/lesson/lesson.ts';
import { takeFingerprint } from '../../../src/observe/fingerprint.ts';
import { Engine } from '../../../src/session/engine/engine.ts';
import { runDirectories } from '../../../src/session/engine/host-audit.ts';
import type { LabEventBody } from '../../../src/session/events.ts';
import { CAST, type Cast, type CastMember, CONTAINER, EXPERIMENT } from '../../../src/words/cast.ts';
import { alive, HELLO, ScriptedMonitor } from '../../helpers/scripted-monitor.ts';

const STAGE = 2 ** 22 + 7;
const ASIDE = 2 ** 22 + 8;
const chdir: LessonOp = { op: 'chdir', args: { path: '/' } };
const unshare: LessonOp = { op: 'unshare', args: { flags: ['CLONE_NEWUTS'] } };
const exec = (...argv: string[]): LessonOp => ({ op: 'exec', args: { argv } });

let helper: ScriptedMonitor;
let events: LabEventBody[];
let engine: Engine;

beforeEach(async () => {
  helper = new ScriptedMonitor();
  events = [];
  helper.processes.host = alive(HELLO.pid);
  helper.script.spawn = ({ args }) => {
    const pid = args.subject === 'stage' ? STAGE : ASIDE;
    helper.processes[String(args.subject)] = alive(pid);
    return { pid };
  };
  helper.script.exec = ({ args }) => {
    if (args.subject === 'stage') helper.processes.app = helper.processes.stage ?? {};
    return { channel: 1, held: true };
  };
  await connect();
});

async function connect(cast: Cast = CAST): Promise<void> {
  const recipe = {
    ...{ source: 'test', lower: '/l/image', steps: [], mountPoints: [] },
    ...{ size: 2 ** 29, tree: null, foreign: false, survey: null },
  };
  const app = { argv: ['/bin/sh'], io: 'pipe' as const, env: { PATH: '/bin' } };
  const before = takeFingerprint(runDirectories());
  const options = { version: '1.2.3', app, apps: '/opt/lab-apps', shellEnv: { TERM: 'x' }, before, cast };
  engine = await Engine.connect(helper.monitor, recipe, options, event => events.push(event));
}

const perform = (ops: LessonOp[], of = 'stage', quiet = false) => engine.perform(ops, of, { quiet, protections: [] });
const told = (type: LabEventBody['type']) => events.filter(event => event.type === type);
const snapshots = () => helper.looked.filter(item => item === 'read:host:status').length;
/** Step 1 has mounted, step 3 has entered: the stage's root is no longer the machine's. */
async function enterRoot(): Promise<void> {
  await engine.spawn('stage');
  const stage = helper.processes.stage ?? {};
  helper.script.mount = () => {
    stage[`rstat:${HELLO.rootfs}`] = '0:50/1';
    return {};
  };
  await perform([{ op: 'mount', args: { source: 'overlay', target: '{rootfs}', fstype: 'overlay' } }]);
  stage['stat:root'] = '0:50/1';
}

describe('subjects', () => {
  it('one that is spawned is told of with the host, one that is dropped is gone', async () => {
    await engine.spawn('stage');
    expect(told('facts')).toMatchObject([
      { subject: 'host', pid: HELLO.pid },
      { subject: 'stage', pid: STAGE },
    ]);
    await engine.drop('stage');
    expect(told('gone')).toEqual([{ type: 'gone', subject: 'stage', pid: STAGE }]);
    expect(helper.sent.at(-1)).toEqual({ op: 'drop', args: { subject: 'stage' } });
  });

  it('nobody is dropped twice', async () => {
    await engine.spawn('aside');
    await engine.drop('aside');
    await engine.drop('aside');
    expect(helper.ops).toEqual(['spawn', 'drop']);
  });

  it('that of a lesson which is not trusted is spawned so', async () => {
    await engine.spawn('stage', { strict: true });
    expect(helper.sent[0]?.args).toEqual({ subject: 'stage', strict: 1, programs: '/opt/lab-apps' });
  });

  it('with nobody there nothing is looked at', async () => {
    await engine.refresh();
    await engine.panic();
    expect([helper.looked, helper.sent]).toEqual([expect.not.arrayContaining(['read:host:status']), []]);
  });
});

describe('ops', () => {
  it('are carried out one after the other, with a snapshot after each, or one at the end', async () => {
    await engine.spawn('stage');
    const before = snapshots();
    await perform([unshare, chdir]);
    expect(snapshots() - before).toBe(2);
    await perform([unshare, chdir], 'stage', true);
    expect(snapshots() - before).toBe(3);
    expect(helper.ops).toEqual(['spawn', 'unshare', 'chdir', 'unshare', 'chdir']);
    expect(helper.sent[1]?.args).toEqual({ subject: 'stage', flags: ['CLONE_NEWUTS'] });
  });

  it.each([true, false])('what they change is told with the call that did it (quiet: %s)', async quiet => {
    await engine.spawn('stage');
    helper.script.sethostname = () => {
      if (helper.processes.stage) helper.processes.stage['hostname:'] = 'lab-box\n';
      return { calls: [{ name: 'sethostname' }] };
    };
    const done = await perform([{ op: 'sethostname', args: { name: 'lab-box' } }, chdir], 'stage', quiet);
    expect(told('syscall')).toMatchObject([{ seq: 1, name: 'sethostname' }]);
    expect(told('change')).toMatchObject([{ subject: 'stage', key: 'hostname', after: 'lab-box', cause: 1 }]);
    expect(done).toMatchObject({
      before: { stage: { facts: { hostname: 'machine' } } },
      after: { stage: { facts: { hostname: 'lab-box' } } },
      errno: null,
      failed: null,
      refused: null,
      stopped: null,
    });
  });

  it('one that fails ends it: what follows is not tried, and it is said where', async () => {
    await engine.spawn('stage');
    helper.script.unshare = { error: { message: 'unshare: EINVAL', errno: 'EINVAL' } };
    const done = await perform([unshare, chdir]);
    expect(helper.ops).toEqual(['spawn', 'unshare']);
    expect(done).toMatchObject({ errno: 'EINVAL', failed: { message: 'unshare: EINVAL' }, stopped: unshare });
  });

  it('a refusal that the lesson wants is no failure; another one is', async () => {
    await engine.spawn('stage');
    helper.script.unshare = { error: { message: 'unshare: EPERM', errno: 'EPERM' } };
    expect(await perform([{ ...unshare, expectErrno: 'EPERM' }])).toMatchObject({ errno: 'EPERM', failed: null });
    expect((await perform([{ ...unshare, expectErrno: 'EINVAL' }])).failed).not.toBeNull();
  });

  it('what is to be done instead is done, and said', async () => {
    await engine.spawn('stage');
    helper.script.unshare = { error: { message: 'unshare: EPERM', errno: 'EPERM' } };
    const otherwise = { errno: ['EPERM'], say: 'another way', do: [chdir] };
    expect((await perform([{ ...unshare, otherwise }])).failed).toBeNull();
    expect(told('note')).toEqual([{ type: 'note', text: 'another way' }]);
    expect(helper.ops).toEqual(['spawn', 'unshare', 'chdir']);
    expect((await perform([{ ...unshare, otherwise: { ...otherwise, errno: ['ENOSYS'] } }])).failed).not.toBeNull();
  });

  it('nobody is asked for an op where there is no process', async () => {
    expect((await perform([chdir])).failed).toMatchObject({ code: 'gone', message: 'the stage process has ended' });
    expect(helper.sent).toEqual([]);
  });

  it('when the helper is gone no snapshot is taken', async () => {
    await engine.spawn('stage');
    const before = snapshots();
    helper.script.unshare = () => {
      helper.over = true;
      return { error: { message: 'unshare: gone' } };
    };
    helper.script.chdir = { error: { message: 'chdir: EIO', errno: 'EIO' } };
    await perform([unshare], 'stage', true);
    expect(snapshots()).toBe(before);
  });
});

describe('programs', () => {
  it('are looked at before their first instruction, then let go', async () => {
    await engine.spawn('aside');
    let seen = 0;
    helper.script.release = () => {
      seen = snapshots();
      return {};
    };
    const before = snapshots();
    await perform([exec('/bin/true')], 'aside', true);
    expect(helper.ops).toEqual(['spawn', 'exec', 'release']);
    expect(helper.sent[1]?.args).toMatchObject({ subject: 'aside', argv: ['/bin/true'], stopped: 1 });
    expect(seen - before).toBe(1);
  });

  it('are not started where the root is still the machine’s', async () => {
    await engine.spawn('stage');
    const { failed } = await perform([exec('/bin/true')]);
    expect(failed?.message).toMatch(/^exec is not started: /);
    expect(helper.ops).toEqual(['spawn']);
  });

  it('are the app in the root of the container: told with its words, its output and its end', async () => {
    await enterRoot();
    let notified = 0;
    engine.onChange = () => notified++;
    expect((await perform([exec('/bin/echo', 'x')])).failed).toBeNull();
    expect(told('program.start')).toEqual([
      { type: 'program.start', of: 'app', id: 1, pid: STAGE, argv: ['/bin/echo', 'x'] },
    ]);
    helper.emit({ kind: 'event', event: 'output', channel: 1, stream: 'stdout', data: 'x\n' });
    expect(told('program.output')).toEqual([
      { type: 'program.output', of: 'app', id: 1, stream: 'stdout', data: 'x\n' },
    ]);
    expect(engine.holdEvent()).toMatchObject({ pids: { app: STAGE }, rootfs: HELLO.rootfs });
    const end = { kind: 'event', event: 'exit', subject: 'stage', running: true, signal: null, oomKill: 0 } as const;
    helper.emit({ ...end, pid: 1, code: 9 });
    expect([notified, told('program.exit')]).toEqual([0, []]);
    helper.emit({ ...end, pid: STAGE, code: 3 });
    expect(notified).toBe(1);
    expect(told('program.exit')).toEqual([
      { type: 'program.exit', of: 'app', id: 1, code: 3, signal: null, oomKill: 0 },
    ]);
  });

  it('that would exhaust the machine are not started without limits that were read back', async () => {
    await engine.spawn('aside');
    const { failed } = await perform([exec('/opt/lab-apps', 'hog')], 'aside');
    expect(failed?.message).toContain('the process is in no group of ours');
    expect(helper.ops).toEqual(['spawn']);
  });

  it('are killed by panic: those of the experiment, else those of the container', async () => {
    await engine.spawn('stage');
    await engine.panic();
    await engine.spawn('aside');
    await engine.panic();
    expect(helper.sent.filter(({ op }) => op === 'kill').map(({ args }) => args.subject)).toEqual(['stage', 'aside']);
  });
});

describe('a shell', () => {
  const size = { columns: 80, rows: 24 };
  const nothing = { inside: false, protections: [] };

  it('needs a process to enter', async () => {
    await expect(engine.openTerminal('shell', size, nothing)).rejects.toMatchObject({ code: 'order' });
  });

  it('is the machine’s only while the root is, and nothing else was promised', async () => {
    await engine.spawn('stage');
    helper.script.enter = { channel: 5, pid: STAGE };
    expect((await engine.openTerminal('shell', size, nothing)).pid).toBe(STAGE);
    expect(helper.sent.at(-1)?.args).toMatchObject({ subject: 'stage', root: 'host', rows: 24, cols: 80 });
    await expect(engine.openTerminal('shell', size, { ...nothing, inside: true })).rejects.toThrow(
      /no shell is opened/,
    );
  });

  it('is one inside when the container has its own root', async () => {
    await enterRoot();
    helper.script.enter = { channel: 5, pid: STAGE };
    await engine.openTerminal('shell', size, { ...nothing, inside: true });
    const { args } = helper.sent.at(-1) ?? {};
    expect(args?.argv).toEqual(['/bin/sh', '-i']);
    expect(args).not.toHaveProperty('root');
  });

  it('that the helper did not open is an error', async () => {
    await engine.spawn('stage');
    await expect(engine.openTerminal('shell', size, nothing)).rejects.toThrow('the helper opened no terminal');
  });
});

describe('the session', () => {
  it('says who and where it is', () => {
    expect(engine.sessionEvent()).toMatchObject({
      type: 'session',
      contract: 2,
      version: '1.2.3',
      kernel: '6.18',
      arch: 'x86_64',
      privilege: 'root',
      name: engine.name,
      rootfs: { path: HELLO.rootfs, layers: HELLO.layers, source: 'test' },
    });
  });

  it('tells what dead sessions had left, and nothing where nothing was', async () => {
    expect(engine.openingNotes()).toEqual([]);
    helper.hello = { ...HELLO, swept: { sessions: 1, mounts: 2, cgroups: 0 } };
    await connect();
    expect(engine.openingNotes()).toEqual(['a session that was killed had left 2 mounts; removed now']);
  });

  it('tells of a helper that is silent', () => {
    helper.onSilence('it does not answer');
    expect(told('note')).toEqual([{ type: 'note', text: 'it does not answer' }]);
  });

  it('ends with what the helper could not remove, as far as nobody else can see it', async () => {
    helper.left = { cgroups: 2, processes: 1 };
    const { clean, certificate } = await engine.close();
    expect(clean).toEqual({ mounts: 0, cgroups: 2, processes: 1 });
    expect(certificate.ours).toEqual([]);
    expect(certificate.compared.mounts).toBeGreaterThan(0);
  });
});

describe('a cast of four', () => {
  const names = ['stage', 'aside', 'c1', 'c2'];
  const more = ['c1', 'c2'].map((name): CastMember => ({ ...EXPERIMENT, name, group: name }));
  const rename = (name: string): LessonOp => ({ op: 'sethostname', args: { name } });
  const changes = () =>
    events.flatMap(e => (e.type === 'change' ? [`${e.subject} ${e.key} ${e.cause ?? e.origin}`] : []));

  beforeEach(async () => {
    helper.script.spawn = ({ args }) => {
      const pid = STAGE + names.indexOf(String(args.subject));
      helper.processes[String(args.subject)] = alive(pid);
      return { pid };
    };
    helper.script.sethostname = ({ args }) => {
      const process = helper.processes[String(args.subject)];
      if (process) process['hostname:'] = `${args.name}\n`;
      return { calls: [{ name: 'sethostname' }] };
    };
    helper.script.drop = ({ args }) => {
      delete helper.processes[String(args.subject)];
      return {};
    };
    await connect([CONTAINER, EXPERIMENT, ...more]);
    for (const name of names) await engine.spawn(name);
    events.length = 0;
  });

  it('each carries out what it is asked, and its changes are its own', async () => {
    for (const name of ['c2', 'stage']) await perform([rename(name)], name);
    expect(changes()).toEqual(['c2 hostname 1', 'stage hostname 2']);
  });

  it('a program in one is nobody’s doing in another', async () => {
    helper.script.exec = { channel: 1, held: true };
    await perform([exec('/bin/true')], 'c1', true);
    events.length = 0;
    for (const name of names) Object.assign(helper.processes[name] ?? {}, { 'hostname:': 'x\n' });
    await engine.refresh();
    expect(changes()).toEqual(['stage hostname other', 'aside hostname other', 'c1 hostname app', 'c2 hostname other']);
  });

  it('a group of one is seen of that one alone', async () => {
    await perform([{ op: 'create-cgroup', args: {} }], 'c2');
    const paths = helper.sent.filter(({ op }) => op === 'mkdir-cgroup').map(({ args }) => String(args.path));
    for (const path of paths) expect(path.endsWith('-c2') || path.endsWith('container-lab')).toBe(true);
  });

  it('one is dropped, the others stay, and each is dropped once', async () => {
    await engine.drop('c1');
    expect(told('gone')).toEqual([{ type: 'gone', subject: 'c1', pid: STAGE + 2 }]);
    await engine.refresh();
    expect(told('gone')).toHaveLength(1);
    for (const name of [...names, ...names]) await engine.drop(name);
    expect(told('gone').map(e => e.type === 'gone' && e.subject)).toEqual(['c1', 'stage', 'aside', 'c2']);
    expect(helper.ops.filter(op => op === 'drop')).toHaveLength(4);
  });

  it('panic and a shell are for the last of them', async () => {
    await engine.panic();
    expect(helper.sent.at(-1)).toEqual({ op: 'kill', args: { subject: 'c2' } });
  });

  it('nobody else may be spawned', async () => {
    await expect(engine.spawn('c9')).rejects.toThrow('nobody is called c9');
  });
});
