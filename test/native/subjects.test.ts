/** Several subjects at a time: each by its name, in a slot of its own, which is free again when nothing of it is left. */
import { existsSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { traces, untilNothingIsLeft } from '../helpers/host.ts';
import { alive } from '../helpers/processes.ts';
import { isRoot, needs } from '../helpers/require.ts';
import { becomeContainer, HELPER, Helper, makeGroup, memoryTree, mountRootfs, until } from './helper.ts';

const NOTHING = { mounts: [], cgroups: [], processes: [], files: [] };
const THREE = ['c1', 'registry', 'a-name-of-15-xx'];

describe.runIf(needs(isRoot, 'makes namespaces of several subjects, needs root'))('named subjects', () => {
  let h: Helper;
  beforeEach(async () => {
    h = await Helper.start();
  });
  afterEach(async () => {
    if (!h.end) await h.quit();
    await untilNothingIsLeft(h.hello.session);
  });

  test('three at once: each has its namespaces and its name in replies, and is looked at by that', async () => {
    const pids = new Map<string, number | undefined>();
    for (const subject of THREE) {
      const born = await h.ok('spawn', { subject });
      expect(born).toMatchObject({
        subject,
        calls: expect.arrayContaining([expect.objectContaining({ by: subject })]),
      });
      pids.set(subject, born.pid);
    }
    for (const subject of THREE) {
      await h.ok('unshare', { subject, flags: ['CLONE_NEWUTS'] });
      await h.ok('sethostname', { subject, name: `host-of-${subject}` });
    }
    const look = (item: (name: string) => string) => h.ok('look', { items: [...THREE, 'host', 'stage'].map(item) });
    const names = (await look(name => `hostname:${name}:`)).answers;
    expect(names?.slice(0, 3)).toEqual(THREE.map(name => ({ v: `host-of-${name}` })));
    expect(names?.at(-1)).toEqual({ e: 'ESRCH' });
    const spaces = (await look(name => `link:${name}:ns/uts`)).answers?.slice(0, 4);
    expect(new Set(spaces?.map(answer => 'v' in answer && answer.v)).size).toBe(4);

    await h.ok('drop', { subject: 'registry' });
    expect(await h.look('read:registry:comm')).toBe('ESRCH');
    expect(await h.look('hostname:c1:')).toBe('host-of-c1');
    expect(alive(pids.get('registry') ?? 0)).toBe(false);
    expect(alive(pids.get('c1') ?? 0)).toBe(true);
    expect(await h.refused('chdir', { subject: 'registry', path: '/' })).toMatchObject({ code: 'gone' });

    h.process.kill('SIGKILL');
    await h.ended();
    await until('no process', () => traces(h.hello.session).processes.length === 0 || null);
    const clean = new Helper([HELPER, 'clean']);
    expect(await clean.ended()).toEqual({ code: 0, signal: null });
    expect(traces(h.hello.session)).toMatchObject(NOTHING);
  });

  test('eight, and a ninth is told why not; a dropped one makes room', async () => {
    const eight = ['stage', 'aside', ...Array.from({ length: 6 }, (_, i) => `c${i}`)];
    for (const subject of eight) await h.ok('spawn', { subject });
    expect((await h.ok('look', { items: eight.map(name => `read:${name}:comm`) })).answers).toEqual(
      eight.map(() => ({ v: 'lab-stage\n' })),
    );
    const { error } = await h.op('spawn', { subject: 'ninth' });
    expect(error).toEqual({
      code: 'busy',
      message: 'spawn: there are 8 subjects already, and no more can be: drop one first',
      errno: null,
    });
    expect(await h.refused('spawn', { subject: 'c3' })).toMatchObject({ code: 'order' });
    await h.ok('drop', { subject: 'c3' });
    await h.ok('spawn', { subject: 'ninth' });
    expect(await h.look('read:ninth:comm')).toBe('lab-stage\n');
    expect(await h.look('read:c3:comm')).toBe('ESRCH');
  });

  test('a slot changes its name again and again', async () => {
    for (let i = 0; i < 40; i++) {
      const subject = `life-${i}`;
      await h.ok('spawn', { subject });
      await h.ok('unshare', { subject, flags: ['CLONE_NEWNS'] });
      expect((await h.ok('drop', { subject })).left).toEqual({ cgroups: 0, processes: 0 });
    }
  });

  test.each(['monitor', 'host', 'app', 'candidate', 'shell', 'Stage', '1st', 'a_b', 'a.b', '-a'])(
    '%s is no name for a subject',
    async subject => {
      expect(await h.refused('spawn', { subject })).toMatchObject({ code: 'choice' });
    },
  );

  test('what one line gives to two subjects is carried out in order, and told of each', async () => {
    const lines = THREE.flatMap((name, i) => [
      `${10 * i + 1} spawn subject=${name}`,
      `${10 * i + 2} unshare subject=${name} flags=CLONE_NEWUTS`,
      `${10 * i + 3} chdir subject=${name} path=/tmp`,
      `${10 * i + 4} chdir path=/tmp`, // of the stage, which is not there
    ]);
    const before = h.replies.length;
    h.process.stdin.write(`${lines.join('\n')}\n`);
    await until('all replies', () => h.replies.length === before + lines.length);
    const told = h.replies.slice(before).map(({ id, ok, subject, error }) => [id, ok, subject ?? error?.code]);
    expect(told).toEqual(
      THREE.flatMap((name, i) => [
        [10 * i + 1, true, name],
        [10 * i + 2, true, name],
        [10 * i + 3, true, name],
        [10 * i + 4, false, 'gone'],
      ]),
    );
  });

  test('one that runs a program ends with its own name, and no other with it', async () => {
    await h.ok('spawn', { subject: 'c1' });
    await mountRootfs(h, 'c1');
    await becomeContainer(h, 'c1');
    await h.ok('spawn', { subject: 'c2' });
    await h.ok('exec', { subject: 'c1', argv: ['/bin/lab-apps', 'pause'], io: 'null' });
    expect(await h.look('read:c1:comm')).toBe('lab-apps\n');
    expect(await h.look('read:app:comm')).toBe('ESRCH'); // that is the stage's
    await h.ok('signal', { subject: 'c1', sig: 'SIGKILL' });
    expect(await h.event('exit', { subject: 'c1' })).toMatchObject({ signal: 'SIGKILL', running: true });
    expect(await h.look('read:c2:comm')).toBe('lab-stage\n');
    expect(await h.refused('spawn', { subject: 'c1' })).toMatchObject({ code: 'order' });
    expect((await h.ok('wait', { subject: 'c1' })).exit).toMatchObject({ signal: 'SIGKILL' });
  });

  test.runIf(needs(memoryTree() !== null, 'no memory controller'))(
    'groups go with the subject that they were made for, also before it is born',
    async () => {
      const [mine, other] = [await makeGroup(h, 'c1'), await makeGroup(h, 'c2')];
      for (const [subject, path] of [
        ['c1', mine],
        ['c2', other],
      ] as const) {
        await h.ok('spawn', { subject });
        await h.ok('join', { subject, paths: [path] });
      }
      await h.ok('drop', { subject: 'c1' });
      expect([existsSync(mine), existsSync(other)]).toEqual([false, true]);
      h.process.kill('SIGKILL');
      await h.ended();
      await (await Helper.start()).quit();
      expect(existsSync(other)).toBe(false);
    },
  );
});
