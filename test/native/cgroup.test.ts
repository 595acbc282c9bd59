import { existsSync, mkdirSync, readdirSync, readFileSync, rmdirSync, symlinkSync, unlinkSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { isRoot, needs } from '../helpers/require.ts';
import { unique } from '../helpers/unique.ts';
import { cgroupMount, Helper, makeGroup, memoryTree, PARENT, temporaryFolder, until } from './helper.ts';

const tree = memoryTree();
const unified = cgroupMount('unified');
const v2 = tree?.version === 2;

describe.runIf(needs(isRoot, 'makes cgroups, needs root') && needs(tree !== null, 'a memory controller'))(
  'cgroups',
  () => {
    let h: Helper;
    const parent = `${tree?.mount}/${PARENT}`;
    beforeEach(async () => {
      h = await Helper.start();
    });
    afterEach(async () => {
      if (!h.end) await h.quit();
    });

    test('are made, written to, joined and removed, each a call', async () => {
      const { pid } = await h.ok('spawn');
      const path = await makeGroup(h);
      const written = await h.ok('write-cgroup', { path, file: 'pids.max', value: '7' }).catch(() => null);
      if (v2)
        expect(written?.calls).toMatchObject([
          { by: 'monitor', name: 'write', args: expect.stringMatching(/^\d+<.*\/pids\.max>, "7", 1$/), ret: 1 },
        ]);
      const joined = await h.ok('join', { paths: [path] });
      expect(joined.calls).toMatchObject([
        { name: 'write', args: expect.stringContaining(`${path}/cgroup.procs>, "${pid}"`) },
      ]);
      expect(readFileSync(`${path}/cgroup.procs`, 'utf8')).toBe(`${pid}\n`);
      expect(await h.refused('rmdir-cgroup', { path })).toEqual({ code: 'rmdir-cgroup', errno: 'EBUSY' });
      expect(await h.refused('mkdir-cgroup', { path })).toEqual({ code: 'mkdir-cgroup', errno: 'EEXIST' });
      const dropped = await h.ok('drop');
      expect(dropped.left).toEqual({ cgroups: 0, processes: 0 });
      expect(dropped.calls.at(-1)).toMatchObject({ name: 'rmdir', args: `"${path}"`, ret: 0 });
      expect(existsSync(path)).toBe(false);
      await h.ok('mkdir-cgroup', { path });
      await h.ok('rmdir-cgroup', { path });
      expect(existsSync(path)).toBe(false);
    });

    test('are written to only when this session made them, and never through a link', async () => {
      const path = await makeGroup(h);
      const foreign = `${parent}/foreign-${unique}`;
      const folder = temporaryFolder();
      mkdirSync(foreign);
      symlinkSync(path, `${folder}/link`);
      try {
        expect(await h.refused('write-cgroup', { path: foreign, file: 'cgroup.procs', value: '1' })).toEqual({
          code: 'path',
          errno: null,
        });
        expect(await h.refused('rmdir-cgroup', { path: foreign })).toEqual({ code: 'path', errno: null });
        expect(await h.refused('write-cgroup', { path: `${folder}/link`, file: 'cgroup.procs', value: '1' })).toEqual({
          code: 'path',
          errno: null,
        });
        expect(await h.refused('mkdir-cgroup', { path: `${folder}/link/inner` })).toEqual({
          code: 'mkdir-cgroup',
          errno: 'ELOOP',
        });
        expect(await h.refused('mkdir-cgroup', { path: `${folder}/inner` })).toEqual({ code: 'path', errno: null });
        expect(await h.refused('mkdir-cgroup', { path: `${parent}/no/such` })).toEqual({
          code: 'mkdir-cgroup',
          errno: 'ENOENT',
        });
        // a process of the host would be killed with the group
        for (const file of ['cgroup.procs', 'cgroup.threads', 'tasks'])
          expect(await h.refused('write-cgroup', { path, file, value: String(process.pid) })).toMatchObject({
            code: 'path',
          });
        expect(await h.refused('write-cgroup', { path, file: 'no.such', value: '1' })).toEqual({
          code: 'write-cgroup',
          errno: 'ENOENT',
        });
        expect(
          await h.refused('write-cgroup', { path, file: v2 ? 'memory.max' : 'memory.limit_in_bytes', value: 'much' }),
        ).toEqual({ code: 'write-cgroup', errno: 'EINVAL' });
        await h.quit();
        expect(existsSync(foreign)).toBe(true); // and with it the shared parent, which is not empty
      } finally {
        rmdirSync(foreign);
        unlinkSync(`${folder}/link`);
        rmdirSync(folder);
        rmdirSync(parent);
      }
    });

    describe.runIf(needs(unified !== null, 'a v2 tree, for CLONE_INTO_CGROUP'))('a fork into a group', () => {
      const below = `${unified}/${PARENT}`;
      const make = async () => {
        const path = `${below}/${h.hello.session}`;
        await h.ok('mkdir-cgroup', { path: below, shared: 1 });
        await h.ok('mkdir-cgroup', { path });
        return path;
      };

      test('is born there, without a write to cgroup.procs', async () => {
        const path = await make();
        await h.ok('spawn');
        await h.ok('unshare', { flags: ['CLONE_NEWPID'] });
        const { calls, pid } = await h.ok('fork', { into: path });
        expect(calls).toMatchObject([
          {
            by: 'stage',
            name: 'clone3',
            args: expect.stringMatching(/CLONE_PARENT\|CLONE_INTO_CGROUP.*cgroup=\d+</),
            ret: pid,
          },
        ]);
        expect(readFileSync(`${path}/cgroup.procs`, 'utf8')).toBe(`${pid}\n`);
        expect(await h.look('read:stage:status')).toMatch(new RegExp(`^NSpid:\\t${pid}\\t1$`, 'm'));
        await h.ok('kill');
        expect(await h.event('exit')).toMatchObject({ signal: 'SIGKILL' });
        expect((await h.ok('drop')).left).toEqual({ cgroups: 0, processes: 0 });
        expect(existsSync(path)).toBe(false);
      });

      test('travels with the requests around it', async () => {
        const path = await make();
        const lines = [
          'spawn',
          'unshare flags=CLONE_NEWPID',
          `fork into=${path}`,
          'exec root=host argv=/bin/cat,/proc/self/cgroup',
          'wait',
        ];
        h.process.stdin.write(lines.map((line, i) => `${70 + i} ${line}\n`).join(''));
        const waited = await until('the last reply', () => h.replies.find(reply => reply.id === 74));
        expect(waited.exit).toMatchObject({ code: 0, running: true });
        const channel = h.replies.find(reply => reply.id === 73)?.channel ?? 0;
        expect(h.printed(channel)).toContain(`0::/${PARENT}/${h.hello.session}\n`);
        await h.ok('drop');
      });

      test('is refused in a v1 group, in which the kernel cannot do it, and in one of others', async ctx => {
        await h.ok('spawn');
        await h.ok('unshare', { flags: ['CLONE_NEWPID'] });
        expect(await h.refused('fork', { into: unified ?? '' })).toMatchObject({ code: 'path' });
        if (v2) ctx.skip('there is no v1 hierarchy here');
        expect(await h.refused('fork', { into: await makeGroup(h) })).toEqual({ code: 'path', errno: null });
        await h.ok('fork');
      });
    });

    test('a kill ends every process of the group', async () => {
      await h.ok('spawn');
      await h.ok('join', { paths: [await makeGroup(h)] });
      const { pid } = await h.ok('exec', {
        argv: ['/bin/sh', '-c', 'setsid sleep 998 & setsid setsid sleep 998 & sleep 998'],
        root: 'host',
        io: 'null',
      });
      const path = `${parent}/${h.hello.session}-stage`;
      await until('four members', () => readFileSync(`${path}/cgroup.procs`, 'utf8').trim().split('\n').length === 4);
      await h.ok('kill');
      expect(await h.event('exit')).toMatchObject({ pid, signal: 'SIGKILL' });
      await until('no member', () => readFileSync(`${path}/cgroup.procs`, 'utf8') === '');
    });

    test('groups that the container makes in its own are removed too', async () => {
      await h.ok('spawn');
      const path = await makeGroup(h);
      mkdirSync(`${path}/inner`);
      mkdirSync(`${path}/inner/most`);
      expect((await h.ok('drop')).left).toEqual({ cgroups: 0, processes: 0 });
      expect(existsSync(path)).toBe(false);
    });

    test('a group taken from under the session does no harm', async () => {
      await h.ok('spawn');
      rmdirSync(await makeGroup(h));
      rmdirSync(parent);
      const again = `${parent}/${h.hello.session}-again`;
      const { calls } = await h.ok('mkdir-cgroup', { path: again }); // the shared parent is made again first
      expect(calls.filter(c => c.name === 'mkdir').map(c => c.args)).toEqual([`"${parent}", 0755`, `"${again}", 0755`]);
      expect((await h.quit()).left).toEqual({ cgroups: 0, processes: 0, files: 0 });
      expect(existsSync(parent)).toBe(false);
    });

    describe.runIf(needs(unified !== null, 'a v2 tree'))('v2', () => {
      const control = () => readFileSync(`${unified}/cgroup.subtree_control`, 'utf8').trim();

      test('controllers enabled at a root that is not ours are taken back, by the last session that needs them', async ctx => {
        const before = control().split(' ').filter(Boolean);
        const controller = readFileSync(`${unified}/cgroup.controllers`, 'utf8')
          .trim()
          .split(' ')
          .find(name => !before.includes(name));
        if (!controller) return ctx.skip('every controller of the v2 tree is enabled already');
        const path = unified ?? '';
        const foreign = readdirSync(path, { withFileTypes: true }).filter(entry => entry.isDirectory());
        if (foreign.length > 0)
          return ctx.skip('others have groups in the v2 tree, and nothing is taken from under them');
        const { calls } = await h.ok('enable-controllers', { path, controllers: [controller] });
        expect(calls).toMatchObject([
          { name: 'write', args: expect.stringContaining(`cgroup.subtree_control>, "+${controller}"`) },
        ]);
        expect(control()).toContain(controller);
        const other = await Helper.start();
        expect((await other.ok('enable-controllers', { path, controllers: [controller] })).calls).toEqual([]);
        await other.ok('mkdir-cgroup', { path: `${path}/${PARENT}`, shared: 1 });
        await h.quit();
        expect(control()).toContain(controller);
        await other.quit();
        expect(control()).toBe(before.join(' '));
      });

      test('the monitor moves into a group, and back before it is removed', async () => {
        const path = `${unified}/${PARENT}`;
        await h.ok('mkdir-cgroup', { path, shared: 1 });
        const leaf = `${path}/${h.hello.session}-monitor`;
        await h.ok('mkdir-cgroup', { path: leaf, shared: 1 });
        const before = /^0::.*$/m.exec(readFileSync(`/proc/${h.hello.pid}/cgroup`, 'utf8'))?.[0];
        await h.look('read:host:comm'); // the reader that does this must not stay behind
        await h.ok('join', { subject: 'monitor', paths: [leaf] });
        expect(readFileSync(`${leaf}/cgroup.procs`, 'utf8')).toBe(`${h.hello.pid}\n`);
        // a step that is tried again joins again: one way back is enough for all
        for (let i = 0; i < 150; i++) await h.ok('join', { subject: 'monitor', paths: [leaf] });
        await h.ok('spawn');
        await h.ok('kill');
        await h.ok('drop');
        expect(before).not.toBe(/^0::.*$/m.exec(readFileSync(`/proc/${h.hello.pid}/cgroup`, 'utf8'))?.[0]);
        expect((await h.quit()).left).toEqual({ cgroups: 0, processes: 0, files: 0 });
        expect(existsSync(leaf)).toBe(false);
      });
    });
  },
);
