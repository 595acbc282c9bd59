/** Also run on pure v2, by group-seeker.vm.test.ts. */
import { chownSync, mkdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createGroupSeeker } from '../../src/observe/group-seeker.ts';
import type { Seeker, Sighting } from '../../src/observe/seeker.ts';
import { isRoot, needs } from '../helpers/require.ts';
import { unique } from '../helpers/unique.ts';
import { Helper, until } from '../native/helper.ts';
import { endAll, layout, learner, sighted, sourceOf } from './seeking.ts';

const NAME = `container-lab-test-${unique}`;
const CONTROLLERS = ['memory', 'pids', 'cpu'] as const;
/** No process is asked for where the name alone tells whose a group is. */
const nobody = async () => ({ processes: [], next: 0, seen: 0, hidden: 0 });
const complete = isRoot && CONTROLLERS.every(name => layout.controllers[name] !== undefined);

describe.runIf(needs(complete, 'makes cgroups with memory, pids and cpu, needs root'))('a group by its name', () => {
  const v2 = layout.controllers.memory?.version === 2;
  let seeker: Seeker;
  const made: string[] = [];

  /** The directories of a group, one for each hierarchy. */
  function make(path = NAME, controllers: readonly string[] = CONTROLLERS): string[] {
    const mounts = new Set(controllers.map(name => layout.controllers[name]?.mount as string));
    const directories = [...mounts].map(mount => join(mount, path));
    for (const directory of directories) {
      mkdirSync(directory);
      made.unshift(directory);
    }
    return directories;
  }
  const directoryOf = (controller: string) => join(layout.controllers[controller]?.mount as string, NAME);
  const write = (controller: string, file: string, value: string) =>
    writeFileSync(join(directoryOf(controller), file), value);
  const limitMemory = (value: string) => write('memory', v2 ? 'memory.max' : 'memory.limit_in_bytes', value);
  const joining = (controllers: readonly string[] = CONTROLLERS) =>
    controllers.map(name => `echo $$ > ${directoryOf(name)}/cgroup.procs; `).join('');
  const seekerOf = (options: Partial<Parameters<typeof createGroupSeeker>[1]> = {}) =>
    createGroupSeeker(nobody, { name: NAME, unique: true, layout, monitor: 2 ** 30, ...options });

  beforeEach(async () => {
    const top = layout.unified;
    if (v2 && top) {
      const missing = CONTROLLERS.filter(name => !layout.enabled.includes(name)).map(name => `+${name}`);
      if (missing.length > 0) writeFileSync(`${top}/cgroup.subtree_control`, missing.join(' '));
    }
    seeker = seekerOf();
    await seeker.begin();
  });
  afterEach(async () => {
    await endAll();
    for (const directory of made.splice(0))
      await until(`${directory} empty`, () => {
        const pids = readFileSync(`${directory}/cgroup.procs`, 'utf8').split('\n').filter(Boolean);
        for (const pid of pids) kill(Number(pid));
        try {
          rmdirSync(directory);
          return true;
        } catch {
          return false;
        }
      });
  });

  test('called by a name that others use too, it is the learner’s once a process of theirs is in it, and stays so', async () => {
    const h = await Helper.start();
    try {
      const { scan } = sourceOf(h);
      const mine = createGroupSeeker(scan, { name: NAME, layout, monitor: 2 ** 30 });
      const anothers = createGroupSeeker(scan, { name: NAME, layout, monitor: 2 ** 30, learner: { pid: 2 ** 30 } });
      for (const each of [mine, anothers]) await each.begin();
      make();
      for (const each of [mine, anothers]) expect(await each.look()).toMatchObject([{ whose: 'foreign' }]);
      const { pid = 0 } = learner(`${joining()}exec sleep 4321`);
      await sighted(mine, 'it in the group', sighting => sighting.whose === 'own');
      expect(await anothers.look()).toMatchObject([{ whose: 'foreign' }]);
      kill(pid);
      await sighted(mine, 'empty', sighting => String(sighting.facts['cgroup.procs']) === '');
      const [left] = await mine.look();
      expect(left?.whose).toBe('own');
      anothers.claim(left?.id ?? '');
      expect(await anothers.look()).toMatchObject([{ whose: 'claimed' }]);
      const later = createGroupSeeker(scan, { name: NAME, layout, monitor: 2 ** 30, learner: { pid: 2 ** 30 } });
      await later.begin();
      expect(await later.look(), 'an old one of others is nothing to be asked about').toEqual([]);
    } finally {
      await h.quit();
    }
  });

  test('called by the learner’s own name: one that another user owns is not the learner’s by that', async () => {
    const h = await Helper.start();
    try {
      const { scan } = sourceOf(h);
      const mine = createGroupSeeker(scan, {
        name: NAME,
        unique: true,
        layout,
        monitor: 2 ** 30,
        learner: { uid: 1001 },
      });
      await mine.begin();
      for (const [owner, whose] of [
        [0, 'own'],
        [1001, 'own'],
        [1002, 'foreign'],
      ] as const) {
        const directories = make();
        for (const directory of directories) chownSync(directory, owner, owner);
        expect(await mine.look(), String(owner)).toMatchObject([{ whose }]);
        for (const directory of made.splice(0)) rmdirSync(directory);
      }
    } finally {
      await h.quit();
    }
  });

  test('new ones are seen at once among many of others, however deep they lie', async () => {
    const others = make(`x-${NAME}`, ['pids']).flatMap(path => Array.from({ length: 300 }, (_, i) => `${path}/${i}`));
    for (const path of others) {
      mkdirSync(path);
      made.unshift(path);
    }
    const one = seekerOf();
    await one.begin();
    expect(await one.look()).toEqual([]);
    make(`y-${NAME}`, ['pids']);
    make(`y-${NAME}/z`, ['pids']);
    make(`y-${NAME}/z/${NAME}`, ['pids']);
    expect(await one.look()).toMatchObject([{ name: `/y-${NAME}/z/${NAME}` }]);
    // below an old group of others: a walk over the rest comes by
    const [deep] = make(`x-${NAME}/7/${NAME}`, ['pids']);
    await sighted(one, 'the deep one', sighting =>
      String(sighting.facts['cgroup.directories']).includes(deep as string),
    );
  });

  test('nothing, then it, then nothing', async () => {
    expect(await seeker.look()).toEqual([]);
    const directories = make();
    const [first, ...more] = await seeker.look();
    expect(more).toEqual([]);
    expect(first).toMatchObject({
      name: `/${NAME}`,
      before: {},
      facts: { 'cgroup.procs': [], 'cgroup.directories': expect.arrayContaining(directories), 'cgroup.inherited': [] },
    });
    for (const directory of made.splice(0)) rmdirSync(directory);
    expect(await seeker.look()).toEqual([]);
    make();
    const [again] = await seeker.look();
    expect(again?.id).not.toBe(first?.id);
  });

  test('what was there at the beginning is in `before`; a group made anew has none', async () => {
    make();
    limitMemory('67108864');
    const later = seekerOf();
    await later.begin();
    limitMemory('33554432');
    expect(await later.look()).toMatchObject([
      { before: { 'cgroup.memory.max': '67108864' }, facts: { 'cgroup.memory.max': '33554432' } },
    ]);
    for (const directory of made.splice(0)) rmdirSync(directory);
    make();
    expect(await later.look()).toMatchObject([{ before: {} }]);
  });

  test('systemd’s endings count, other names and our own groups do not', async () => {
    make(`${NAME}.scope`);
    make(`${NAME}-2`);
    make(`x-${NAME}`);
    const inner = join(made[0] as string, NAME);
    mkdirSync(inner);
    made.unshift(inner);
    expect((await seeker.look()).map(({ name }) => name).sort()).toEqual([
      `/${NAME}.scope`,
      inner.slice(inner.indexOf(`/x-${NAME}`)),
    ]);
    const blind = seekerOf({ own: () => [join(made[1] as string)] });
    expect((await blind.look()).map(({ name }) => name)).toEqual([`/${NAME}.scope`]);
  });

  test.runIf(!v2)('on v1 with another parent in each hierarchy it is one group', async () => {
    make(`x-${NAME}`, ['memory']);
    make(`x-${NAME}/${NAME}`, ['memory']);
    make(NAME, ['pids']);
    const [only, ...more] = await seeker.look();
    expect(more).toEqual([]);
    expect(only?.facts).toMatchObject({ 'cgroup.memory.max': expect.any(String), 'cgroup.pids.max': 'max' });
    make(`x-${NAME}`, ['pids']);
    make(`x-${NAME}/${NAME}`, ['pids']);
    expect(await seeker.look()).toHaveLength(2);
  });

  test('a child that was born there is inherited; members that were written are not', async () => {
    make();
    learner(`${joining()}sleep 4321 & wait`);
    // the list of members is read a moment before who is whose child
    const isPair = ({ facts }: Sighting) =>
      linesOf(facts['cgroup.inherited']).length > 0 && linesOf(facts['cgroup.procs']).length === 2;
    const { facts } = await sighted(seeker, 'a pair', isPair);
    const [, child, parent] = /^(\d+) of (\d+)$/.exec(linesOf(facts['cgroup.inherited'])[0] ?? '') ?? [];
    expect(facts['cgroup.procs']).toEqual(expect.arrayContaining([child, parent]));
  });

  test('two foreign processes side by side have inherited nothing', async () => {
    make();
    learner(`${joining()}exec sleep 4321`);
    learner(`${joining()}exec sleep 4321`);
    const { facts } = await sighted(seeker, 'both', s => linesOf(s.facts['cgroup.procs']).length === 2);
    expect(facts['cgroup.inherited']).toEqual([]);
  });

  test('a pair from before, or of the workshop itself, does not count', async () => {
    make();
    const shell = learner(`${joining()}sleep 4321 & wait`);
    await sighted(seeker, 'a pair', s => linesOf(s.facts['cgroup.inherited']).length > 0);
    const later = seekerOf();
    await later.begin();
    const ours = seekerOf({ monitor: shell.pid as number });
    for (const other of [later, ours]) {
      const [found] = await other.look();
      expect(found?.facts['cgroup.procs']).toHaveLength(2);
      expect(found?.facts['cgroup.inherited']).toEqual([]);
    }
  });

  test('the three limits and what the kernel did about them', async () => {
    make();
    const [before] = await seeker.look();
    expect(before?.facts).not.toHaveProperty('cgroup.cpu.fraction');
    expect(before?.facts['cgroup.memory.events.oom_kill']).toBe('0');
    limitMemory('16777216');
    if (v2) write('memory', 'memory.swap.max', '0');
    write('pids', 'pids.max', '5');
    if (v2) write('cpu', 'cpu.max', '20000 100000');
    else write('cpu', 'cpu.cfs_quota_us', '20000');
    learner(`${joining(['memory'])}exec tail /dev/zero`);
    learner(`${joining(['cpu'])}while :; do :; done`);
    learner(`${joining(['pids'])}for i in 1 2 3 4 5 6; do sleep 4321 & done; wait`);
    const { facts } = await sighted(
      seeker,
      'an OOM kill and throttling',
      s =>
        Number(s.facts['cgroup.memory.events.oom_kill']) >= 1 && Number(s.facts['cgroup.cpu.stat.nr_throttled']) >= 2,
    );
    expect(facts).toMatchObject({
      'cgroup.memory.max': '16777216',
      'cgroup.cpu.fraction': '0.2',
      'cgroup.pids.max': '5',
    });
    await sighted(seeker, 'a fork denied', s => Number(s.facts['cgroup.pids.events.max']) >= 1);
  });

  test.each(v2 ? ['controllers handed down', 'controllers not handed down'] : ['limits above it'])(
    'a leaf below, %s: what the kernel did there is counted, also when the leaf is gone',
    async how => {
      make();
      limitMemory('16777216');
      if (v2) write('memory', 'memory.swap.max', '0');
      write('pids', 'pids.max', '5');
      if (v2) write('cpu', 'cpu.max', '20000 100000');
      else write('cpu', 'cpu.cfs_quota_us', '20000');
      if (how === 'controllers handed down') write('memory', 'cgroup.subtree_control', '+memory +pids +cpu');
      const leaves = make(`${NAME}/leaf`);
      const [before] = await seeker.look();
      expect(before?.facts).toMatchObject({ 'cgroup.oomKills': '0', 'cgroup.forksRefused': '0' });
      const inLeaf = (controller: string) =>
        `echo $$ > ${layout.controllers[controller]?.mount as string}/${NAME}/leaf/cgroup.procs; `;
      learner(`${inLeaf('memory')}exec tail /dev/zero`);
      learner(`${inLeaf('cpu')}while :; do :; done`);
      learner(`${inLeaf('pids')}for i in 1 2 3 4 5 6 7 8; do sleep 4321 & done; wait`);
      const struck = (s: Sighting) =>
        Number(s.facts['cgroup.oomKills']) >= 1 &&
        Number(s.facts['cgroup.forksRefused']) >= 1 &&
        Number(s.facts['cgroup.cpu.stat.nr_throttled']) >= 2;
      const { facts } = await sighted(seeker, 'all three', struck);
      expect(facts['cgroup.oomKills']).toBe('1');
      await endAll();
      for (const leaf of leaves) {
        await until(`${leaf} empty`, () => readFileSync(`${leaf}/cgroup.procs`, 'utf8') === '');
        await until(`${leaf} removed`, () => tryTo(() => rmdirSync(leaf)));
        made.splice(made.indexOf(leaf), 1);
      }
      const [after] = await seeker.look();
      expect(after && struck(after)).toBe(true);
    },
  );
});

function tryTo(action: () => void): boolean {
  try {
    action();
    return true;
  } catch {
    return false;
  }
}

function linesOf(value: unknown): string[] {
  return Array.isArray(value) ? (value as string[]) : [];
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {}
}
