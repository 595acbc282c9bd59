import { describe, expect, it } from 'vitest';
import type { LessonOp } from '../../src/lesson/lesson.ts';
import { LabError } from '../../src/protocol/lab-error.ts';
import { Foundation, type PlacedAction } from '../../src/session/foundation.ts';
import { NotStarted } from '../../src/session/gate.ts';
import { isFoundation } from '../../src/words/ops.ts';
import { lesson } from './lessons.ts';

const op = (name: string, args: LessonOp['args'] = {}): LessonOp => ({ op: name, args });
const refusal = { message: 'no', errno: 'EPERM', why: 'w', todo: 't' };
const deed = (name: string): PlacedAction => {
  const made = lesson('03-x', { [name]: 'main' });
  const [step] = made.steps;
  return { lesson: made, step: step as PlacedAction['step'] };
};
const failed = { failed: new LabError('x', 'x: EINVAL'), refused: null, stopped: op('x') };
const refused = (name: string, args: LessonOp['args'] = {}) => ({
  failed: null,
  refused: refusal,
  stopped: op(name, args),
});

describe('what later steps rest on', () => {
  it('is broken by the first step that fails, until the stage is fresh', () => {
    const foundation = new Foundation();
    foundation.note(deed('fine'), { failed: null, refused: null, stopped: null });
    expect(foundation.broken).toBeNull();
    foundation.note(deed('first'), failed);
    foundation.note(deed('second'), { ...failed, failed: new LabError('y', 'y: EIO') });
    expect(foundation.broken).toEqual({ because: '03-x/first', message: 'x: EINVAL' });
    foundation.forget();
    expect(foundation.broken).toBeNull();
  });

  it('is broken by a refusal only where it makes the root or the process', () => {
    for (const [name, args, breaks] of [
      ['chroot', { path: '{rootfs}' }, true],
      ['pivot_root', {}, true],
      ['populate', {}, true],
      ['mount', { target: '{rootfs}' }, true],
      ['mount', { target: '/proc' }, false],
      ['sethostname', {}, false],
      ['create-cgroup', {}, false],
      ['seccomp', {}, false],
    ] as const) {
      expect(isFoundation(op(name, args)), name).toBe(breaks);
      const foundation = new Foundation();
      foundation.note(deed(name), refused(name, args));
      expect(foundation.broken?.because, name).toBe(breaks ? `03-x/${name}` : undefined);
    }
  });

  it('explains what is not started by what was refused before, and leaves other errors alone', () => {
    const foundation = new Foundation();
    const barred = new NotStarted('the app is not started', { says: 'no filter', op: 'seccomp' });
    expect(foundation.explain(barred)).toBe(barred);
    foundation.note(deed('sethostname'), refused('sethostname'));
    foundation.note(deed('seccomp'), refused('seccomp'));
    expect(foundation.explain(barred).message).toBe(
      'the app is not started: no filter; what failed first: 03-x/seccomp: no',
    );
    const other = new LabError('exec', 'there is no such file');
    expect(foundation.explain(other)).toBe(other);
  });
});
