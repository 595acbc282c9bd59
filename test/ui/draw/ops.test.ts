import { expect, test } from 'vitest';
import type { LessonOp } from '../../../src/lesson/lesson.ts';
import { opText } from '../../../src/ui/draw/ops.ts';
import { pathsOf } from '../../../src/ui/state/select-lesson.ts';
import { ROOTFS } from '../facts.ts';
import { lessonModel } from '../models.ts';

const text = (op: string, args: LessonOp['args']) => opText({ op, args } as LessonOp, pathsOf(lessonModel().session));

test('what stands in braces is shown as it is here, or left out', () => {
  expect(text('mount', { target: '{rootfs}', data: 'lowerdir={lower},upperdir={layers}/changes' })).toBe(
    `mount(${ROOTFS}, data=upperdir=${ROOTFS.replace('rootfs', 'layers')}/changes)`,
  );
  expect(text('copy', { source: '{apps}', target: '{rootfs}/apps' })).toBe(`copy(${ROOTFS}/apps)`);
  expect(text('exec', { argv: ['{apps}', 'hog', '96'] })).toBe('exec(hog 96)');
  expect(text('read', { path: '{cgroup}/x' })).toBe('read(…/x)');
});
