/** The ops of one action: how far they came, and what was seen before and after. */
import { beforeEach, expect, it } from 'vitest';
import type { LessonOp } from '../../../../src/lesson/lesson.ts';
import type { LabError } from '../../../../src/protocol/lab-error.ts';
import { performAction } from '../../../../src/session/engine/ops/action.ts';
import type { Refusal } from '../../../../src/session/refusals.ts';
import { op, type Scripted, scripted } from '../scripted-parts.ts';

let at: Scripted;
const asked: string[] = [];
const [chdir, unshare] = [op('chdir', { path: '/' }), op('unshare')];
const REFUSAL: Refusal = { message: 'no', errno: 'EPERM', why: 'not yours', todo: 'ask' };
const carryOut = (ops: LessonOp[], why: Refusal | null = null, quiet = false) =>
  performAction(ops, { of: 'stage', quiet, protections: [] }, at.parts, async (name, error: LabError) => {
    asked.push(`${name} ${error.errno}`);
    return why;
  });
const snapshots = () => at.helper.looked.filter(item => item === 'read:host:status').length;

beforeEach(() => {
  asked.length = 0;
  at = scripted();
  at.join();
  at.helper.script.unshare = { error: { message: 'unshare: EPERM', errno: 'EPERM' } };
});

it('all of them: one snapshot for each, or one for all in haste', async () => {
  expect(await carryOut([chdir, chdir])).toMatchObject({ errno: null, failed: null, refused: null, stopped: null });
  expect(snapshots()).toBe(2);
  await carryOut([chdir, chdir], null, true);
  expect(snapshots()).toBe(3);
});

it('up to the first that fails; whoever knows says whether the kernel may refuse it', async () => {
  expect(await carryOut([chdir, unshare, chdir])).toMatchObject({
    ...{ errno: 'EPERM', failed: { message: 'unshare: EPERM' }, refused: null, stopped: unshare },
  });
  expect(await carryOut([unshare], REFUSAL)).toMatchObject({ failed: null, refused: REFUSAL, stopped: unshare });
  expect(at.helper.ops).toEqual(['chdir', 'unshare', 'unshare']);
  expect(asked).toEqual(['unshare EPERM', 'unshare EPERM']);
});

it('a fault of our own is none of the kernel’s', async () => {
  at.parts.client.all = async () => {
    throw new TypeError('a fault');
  };
  await expect(carryOut([chdir])).rejects.toThrow(TypeError);
  expect(asked).toEqual([]);
});

it('what the ops before it promise is asked for, too', async () => {
  Object.assign(at.helper.processes.stage ?? {}, { 'stat:root': '0:50/1' });
  const stage = at.parts.subjects.stage;
  if (stage) stage.rootfs = '0:50/1';
  const exec = op('exec', { argv: ['/bin/true'] });
  expect((await carryOut([op('no-new-privs'), exec])).failed?.message).toMatch(/no_new_privs is not set/);
  expect((await carryOut([exec, op('no-new-privs')])).failed).toBeNull();
});
