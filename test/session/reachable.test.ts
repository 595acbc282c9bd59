import { describe, expect, test } from 'vitest';
import { shippedLessons } from '../../src/cli/course.ts';
import type { ActionStep, Lesson, LessonOp } from '../../src/lesson/lesson.ts';
import { privileged } from '../../src/session/privileged.ts';
import { reachable } from '../../src/session/reachable.ts';
import { lesson } from './lessons.ts';

const op = (name: string, args: LessonOp['args'] = {}): LessonOp => ({ op: name, args });
const mainOps = (lessons: Lesson[]): string[] =>
  lessons.flatMap(({ steps }) =>
    steps.flatMap(s => (s.type === 'action' && s.scope === 'main' ? s.do.map(each => each.op) : [])),
  );

describe('the network of a command of one’s own', () => {
  const course = (flags: string[]): Lesson[] => [
    lesson('02-x', { apart: 'main', rights: 'main', start: 'main' }, (step): ActionStep => {
      const ops = {
        apart: [op('unshare', { flags })],
        rights: [op('no-new-privs'), op('capabilities')],
        start: [op('start-app')],
      };
      return { ...step, do: ops[step.id as keyof typeof ops] };
    }),
  ];

  test('lo is set up as long as the right to do so is there, once', () => {
    expect(mainOps(reachable(course(['CLONE_NEWIPC', 'CLONE_NEWNET'])))).toEqual([
      'unshare',
      'no-new-privs',
      'loopback-up',
      'capabilities',
      'start-app',
    ]);
  });

  test('never on a network that is the machine’s', () => {
    expect(mainOps(reachable(course(['CLONE_NEWIPC'])))).not.toContain('loopback-up');
  });

  test('in the course, with every right too', async () => {
    const lessons = await shippedLessons();
    for (const all of [lessons, privileged(lessons)]) {
      const ops = mainOps(reachable(all));
      expect(ops.filter(name => name === 'loopback-up')).toHaveLength(1);
      expect(ops.indexOf('loopback-up')).toBeLessThan(ops.indexOf('start-app'));
    }
    expect(mainOps(lessons)).not.toContain('loopback-up');
  });
});
