import { describe, expect, it } from 'vitest';
import type { LessonOp } from '../../../../src/lesson/lesson.ts';
import { cgroupOps } from '../../../../src/session/engine/ops/cgroup.ts';
import type { OpHandler } from '../../../../src/session/engine/ops/handler.ts';
import { EXPERIMENT } from '../../../../src/words/cast.ts';
import { op, scripted } from '../scripted-parts.ts';

const handler = (name: string): OpHandler => cgroupOps[name as keyof typeof cgroupOps];

describe('planned for this machine', () => {
  const site = scripted().site(EXPERIMENT);
  const { group } = site.subject;

  it.each<[LessonOp, unknown]>([
    [op('create-cgroup'), group.create('aside')],
    [op('join-cgroup'), group.join('aside')],
    [op('remove-cgroup'), group.remove()],
    [op('set-limit', { memory: 4096, pids: '20' }), group.limit({ memory: 4096, pids: 20 }, { swap: false })],
    [op('set-limit', { swap: 0, cpu: '20%' }), group.limit({ swap: 0, cpu: '20%' }, { swap: false })],
    [op('set-limit', { cpu: 0.5 }), group.limit({ cpu: 0.5 }, { swap: false })],
    [
      op('enable-controllers', { controllers: ['cpu'] }),
      [{ op: 'enable-controllers', args: { path: group.paths.unified, controllers: ['cpu'] } }],
    ],
  ])('%j', (given, planned) => expect(handler(given.op).plan(given, site)).toEqual(planned));
});

describe('the group', () => {
  it('is there once it was granted, and no more once it was removed', () => {
    const { subject, ...rest } = scripted().site();
    const site = { subject, ...rest };
    handler('create-cgroup').done?.(true, site);
    expect(subject).toMatchObject({ grouped: true, groupRefused: false });
    handler('remove-cgroup').done?.(false, site);
    expect(subject.grouped).toBe(true);
    handler('remove-cgroup').done?.(true, site);
    expect(subject.grouped).toBe(false);
    handler('create-cgroup').done?.(false, site);
    expect(subject).toMatchObject({ grouped: false, groupRefused: true });
  });

  it('that was refused is asked for once more by what needs it, and only then', async () => {
    const first: string[] = [];
    const site = { ...scripted().site(), first: async (other: LessonOp) => first.push(other.op) };
    for (const name of Object.keys(cgroupOps)) await handler(name).prepare?.(op(name), site);
    expect(first).toHaveLength(Object.keys(cgroupOps).length - 1);
    first.length = 0;
    site.subject.groupRefused = false;
    await handler('set-limit').prepare?.(op('set-limit'), site);
    expect(first).toEqual([]);
  });

  it('counts as refused while the kernel is being asked for its parent', async () => {
    const { helper, site } = scripted();
    const at = site();
    helper.script['mkdir-cgroup'] = { error: { message: 'mkdir: EACCES', errno: 'EACCES' } };
    await expect(handler('create-cgroup').prepare?.(op('create-cgroup'), at)).rejects.toThrow('EACCES');
    expect(at.subject.groupRefused).toBe(true);
  });
});
