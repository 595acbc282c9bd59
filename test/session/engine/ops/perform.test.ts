/** One op, from the lesson to the requests, the snapshot and what a refusal means. */
import { beforeEach, describe, expect, it } from 'vitest';
import type { LessonOp } from '../../../../src/lesson/lesson.ts';
import { perform } from '../../../../src/session/engine/ops/perform.ts';
import { CONTAINER, EXPERIMENT } from '../../../../src/words/cast.ts';
import { HELLO } from '../../../helpers/scripted-monitor.ts';
import { op, type Scripted, scripted } from '../scripted-parts.ts';

let at: Scripted;
const chdir = op('chdir', { path: '/' });
const refused = (errno: string, code = 'unshare') => ({ error: { code, message: `${code}: ${errno}`, errno } });
const run = (given: LessonOp, { of = 'stage', quiet = false } = {}) =>
  perform(given, { of, quiet, protections: [] }, at.parts);
const snapshots = () => at.helper.looked.filter(item => item === 'read:host:status').length;

beforeEach(() => {
  at = scripted();
});

describe('what is asked', () => {
  it('is asked of the subject, with a snapshot after it, unless it is to be quick', async () => {
    at.join(EXPERIMENT);
    expect(await run(chdir, { of: 'aside' })).toBeNull();
    expect(at.helper.sent).toEqual([{ op: 'chdir', args: { subject: 'aside', path: '/' } }]);
    expect(snapshots()).toBe(1);
    await run(chdir, { of: 'aside', quiet: true });
    expect(snapshots()).toBe(1);
  });

  it('needs somebody', async () => {
    await expect(run(chdir, { of: 'nobody' })).rejects.toMatchObject({
      code: 'gone',
      message: 'the nobody process has ended',
    });
  });

  it('of a group that was refused comes after the group', async () => {
    at.join(CONTAINER, { groupRefused: true });
    await run(op('join-cgroup'));
    expect(at.helper.ops.indexOf('join')).toBeGreaterThan(at.helper.ops.indexOf('mkdir-cgroup'));
  });
});

describe('a program', () => {
  it('that is held is seen at its first instruction, then let go', async () => {
    const subject = at.join(EXPERIMENT);
    at.helper.script.exec = { held: true };
    at.helper.script.release = () => {
      expect([snapshots(), subject.executes]).toEqual([1, false]);
      return {};
    };
    await run(op('exec', { argv: ['/bin/true'] }), { of: 'aside', quiet: true });
    expect(at.helper.ops).toEqual(['exec', 'release']);
    expect(subject.executes).toBe(true);
  });

  it('that was killed while it was held never executes, and that is no error', async () => {
    const subject = at.join(EXPERIMENT);
    at.helper.script.exec = { held: true };
    at.helper.script.release = refused('ESRCH', 'release');
    await run(op('exec', { argv: ['/bin/true'] }), { of: 'aside' });
    expect(subject.executes).toBe(false);
  });
});

describe('what step 1 mounts', () => {
  const mount = op('mount', { target: '{rootfs}' });
  const put = (name: string) => Object.assign(at.helper.processes[name] ?? {}, { [`rstat:${HELLO.rootfs}`]: '0:50/1' });

  it('is the root that the container is to have, and none of an experiment', async () => {
    const [container, experiment] = [at.join(CONTAINER), at.join(EXPERIMENT)];
    for (const { as } of [container, experiment]) {
      put(as.name);
      await run(mount, { of: as.name });
    }
    expect([container.rootfs, experiment.rootfs]).toEqual(['0:50/1', null]);
  });

  it('is not asked for by what is mounted elsewhere', async () => {
    const container = at.join(CONTAINER);
    put('stage');
    await run(op('mount', { target: '{layers}' }));
    expect(container.rootfs).toBeNull();
  });
});

describe('a refusal', () => {
  beforeEach(() => {
    at.join();
    at.helper.script.unshare = refused('EPERM');
  });

  it('that the lesson wants is its result', async () => {
    expect(await run({ ...op('unshare'), expectErrno: 'EPERM' })).toBe('EPERM');
    await expect(run({ ...op('unshare'), expectErrno: 'EINVAL' })).rejects.toMatchObject({ errno: 'EPERM' });
  });

  it.each([[['EPERM']], ['any' as const]])('with something else to do instead (%s)', async errno => {
    const otherwise = { errno, say: 'another way', do: [chdir] };
    expect(await run({ ...op('unshare'), otherwise })).toBeNull();
    expect(at.helper.ops).toEqual(['unshare', 'chdir']);
    expect(at.events).toContainEqual({ type: 'note', text: 'another way' });
  });

  it.each([
    ['gone', /go back/],
    ['untrusted', /--trust-lessons/],
  ])('%s has its way out', async (code, hint) => {
    at.helper.script.unshare = { error: { code, message: code } };
    await expect(run(op('unshare'))).rejects.toMatchObject({ code, hint: expect.stringMatching(hint) });
  });

  it('of an op that knows better is told in its words', async () => {
    at.parts.recipe.steps.push({ op: 'unpack', args: { target: '/l' } });
    at.helper.script.unpack = refused('ENOSPC', 'unpack');
    await expect(run(op('populate'))).rejects.toThrow(/the tmpfs of step 1 holds/);
    at.parts.recipe.steps.pop();
  });

  it('of one request among several: the op was not granted', async () => {
    at.helper.script['mkdir-cgroup'] = ({ args }) =>
      String(args.path).endsWith('box') ? refused('EACCES', 'mkdir-cgroup') : {};
    await expect(run(op('create-cgroup'))).rejects.toMatchObject({ errno: 'EACCES' });
    expect(at.parts.subjects.stage).toMatchObject({ grouped: false, groupRefused: true });
  });
});
