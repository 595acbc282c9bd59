/** The engine on a machine with cgroup v2: its groups, and what is kept from being started without them. */
import { afterAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { systemReader } from '../../../src/kernel/cgroup/system-reader.ts';
import type { LessonOp } from '../../../src/lesson/lesson.ts';
import { takeFingerprint } from '../../../src/observe/fingerprint.ts';
import { Engine } from '../../../src/session/engine/engine.ts';
import type { LabEventBody } from '../../../src/session/events.ts';
import { readerOf } from '../../helpers/cgroup-fixture.ts';
import { alive, HELLO, ScriptedMonitor } from '../../helpers/scripted-monitor.ts';

const STAGE = 2 ** 22 + 7;
const GROUP = `/sys/fs/cgroup/container-lab/${HELLO.session}-box`;
const create: LessonOp = { op: 'create-cgroup', args: {} };
const limit: LessonOp = { op: 'set-limit', args: { pids: 20 } };
const refusal = { error: { code: 'mkdir-cgroup', message: 'mkdir: EACCES', errno: 'EACCES' } };

let helper: ScriptedMonitor;
let events: LabEventBody[];
let engine: Engine;

async function connect(hello: Partial<typeof HELLO> = {}): Promise<void> {
  helper = new ScriptedMonitor();
  helper.hello = { ...HELLO, ...hello };
  events = [];
  helper.processes.host = alive(HELLO.pid);
  helper.processes.stage = alive(STAGE);
  helper.script.spawn = { pid: STAGE };
  const recipe = {
    ...{ source: 'test', lower: '/l/image', steps: [], mountPoints: [] },
    ...{ size: 2 ** 29, tree: null, foreign: false, survey: null },
  };
  const app = { argv: ['/bin/sh'], io: 'pipe' as const, env: { PATH: '/bin' } };
  const before = takeFingerprint([]);
  const options = { version: '0', app, apps: '/opt/lab-apps', shellEnv: {}, before };
  engine = await Engine.connect(helper.monitor, recipe, options, event => events.push(event));
  await engine.spawn('stage');
}
const { readFile, statfsType } = readerOf('v2');
const machine = [
  vi.spyOn(systemReader, 'readFile').mockImplementation(readFile),
  vi.spyOn(systemReader, 'statfsType').mockImplementation(statfsType),
];
afterAll(() => {
  for (const spy of machine) spy.mockRestore();
});
beforeEach(() => connect());

const perform = (ops: LessonOp[]) => engine.perform(ops, 'stage', { quiet: false, protections: [] });
const made = () => helper.sent.filter(({ op }) => op === 'mkdir-cgroup').map(({ args }) => args.path);

describe('the group of the container', () => {
  it('is made below one of ours, and in every snapshot from then on until it is removed', async () => {
    helper.files[`${GROUP}/pids.max`] = 'max\n';
    await perform([create]);
    expect(made()).toEqual(['/sys/fs/cgroup/container-lab', GROUP]);
    const facts = () => events.flatMap(e => (e.type === 'change' ? [`${e.key} ${e.before} → ${e.after}`] : []));
    expect(facts()).toContain('cgroup.pids.max null → max');
    expect(engine.holdEvent()).toMatchObject({ cgroup: { unified: GROUP } });
    await perform([{ op: 'remove-cgroup', args: {} }]);
    expect(facts()).toContain('cgroup.pids.max max → null');
    expect(engine.holdEvent()).toMatchObject({ cgroup: {} });
  });

  it('that was refused is asked for again by each op that needs it: the kernel says it again', async () => {
    await connect({ rootless: true });
    helper.script['mkdir-cgroup'] = refusal;
    expect((await perform([create])).refused).toMatchObject({ errno: 'EACCES' });
    expect(engine.holdEvent()).toMatchObject({ cgroup: {} });
    const before = made().length;
    const again = await perform([limit]);
    expect(again.refused).toMatchObject({ errno: 'EACCES', message: expect.stringContaining('mkdir') });
    expect(made().length).toBe(before + 1);
    expect(helper.ops).not.toContain('write-cgroup');
  });

  it('is not asked for again once it is there', async () => {
    await perform([create, limit]);
    expect(made()).toHaveLength(2);
    expect(helper.sent.at(-1)).toMatchObject({ op: 'write-cgroup', args: { path: GROUP, file: 'pids.max' } });
  });

  it('a refusal is a failure for root, and none for whom the kernel refuses it', async () => {
    helper.script['mkdir-cgroup'] = refusal;
    expect(await perform([create])).toMatchObject({ failed: { errno: 'EACCES' }, refused: null, stopped: create });
    await connect({ rootless: true });
    helper.script['mkdir-cgroup'] = refusal;
    expect(await perform([create])).toMatchObject({ failed: null, refused: { errno: 'EACCES' }, stopped: create });
  });
});

describe('what rests on a refusal', () => {
  const umount: LessonOp = { op: 'umount', args: { target: '/x' } };

  it('is explained by it, until the container is begun anew', async () => {
    await connect({ rootless: true });
    helper.script.umount = { error: { message: 'umount: ENOENT', errno: 'ENOENT' } };
    expect((await perform([umount])).refused).toBeNull();
    helper.script['mkdir-cgroup'] = refusal;
    await perform([create]);
    expect((await perform([umount])).refused).toMatchObject({ todo: 'see the first refusal of this session' });
    await engine.drop('stage');
    await engine.spawn('stage');
    expect((await perform([umount])).refused).toBeNull();
  });

  it('is not explained by what an experiment was refused', async () => {
    await connect({ rootless: true });
    helper.script.spawn = { pid: STAGE + 1 };
    helper.processes.aside = alive(STAGE + 1);
    await engine.spawn('aside');
    helper.script['mkdir-cgroup'] = refusal;
    const experiment = await engine.perform([create], 'aside', { quiet: false, protections: [] });
    expect(experiment.refused).not.toBeNull();
    helper.script.umount = { error: { message: 'umount: ENOENT', errno: 'ENOENT' } };
    expect((await perform([umount])).refused).toBeNull();
  });
});

describe('programs', () => {
  const hog: LessonOp = { op: 'exec', args: { argv: ['/opt/lab-apps', 'hog'] } };

  beforeEach(() => {
    helper.script.exec = { channel: 1, held: true };
    helper.processes.aside = alive(STAGE + 1);
    helper.script.spawn = { pid: STAGE + 1 };
  });

  it.each([
    ['small', '33554432', true],
    ['none', 'max', false],
  ])('that eat memory are started with limits that were read back: %s', async (_what, memory, starts) => {
    await engine.spawn('aside');
    const aside = `/sys/fs/cgroup/container-lab/${HELLO.session}-aside`;
    helper.files[`${aside}/cgroup.procs`] = `${STAGE + 1}\n`;
    helper.files[`${aside}/memory.max`] = `${memory}\n`;
    helper.files[`${aside}/pids.max`] = '20\n';
    await engine.perform([create, hog], 'aside', { quiet: false, protections: [] });
    expect(helper.ops.includes('exec')).toBe(starts);
  });

  it('are asked for what the ops before them in the same action promise', async () => {
    const stage = helper.processes.stage ?? {};
    helper.script.mount = () => {
      stage[`rstat:${HELLO.rootfs}`] = stage['stat:root'] = '0:50/1';
      return {};
    };
    const enter: LessonOp = { op: 'mount', args: { target: '{rootfs}' } };
    const exec: LessonOp = { op: 'exec', args: { argv: ['/bin/true'] } };
    const done = await perform([enter, { op: 'no-new-privs', args: {} }, exec]);
    expect(done.failed?.message).toMatch(/^exec is not started: no_new_privs is not set/);
    expect(helper.ops).not.toContain('exec');
  });
});
