import { describe, expect, it } from 'vitest';
import { shippedLessons } from '../../src/cli/course.ts';
import type { Lesson, LessonOp, Step } from '../../src/lesson/lesson.ts';
import { privileged } from '../../src/session/privileged.ts';
import { reachable } from '../../src/session/reachable.ts';

const op = (name: string, args: LessonOp['args'] = {}): LessonOp => ({ op: name, args });
const net = op('unshare', { flags: ['CLONE_NEWUTS', 'CLONE_NEWNET'] });
const uts = op('unshare', { flags: 'CLONE_NEWUTS' });
const drop = op('capabilities');
const start = op('start-app');

/** The ops of each action, after; one lesson of these actions. */
function done(...actions: (LessonOp[] | { scope: 'aside'; do: LessonOp[] })[]): string[][] {
  const steps = actions.map(a => ({ type: 'action', scope: 'main', ...(Array.isArray(a) ? { do: a } : a) }) as Step);
  const [lesson] = reachable([{ steps } as Lesson]);
  return (lesson?.steps ?? []).map(s => (s.type === 'action' ? s.do.map(each => each.op) : []));
}

describe('the loopback device is set up', () => {
  it('right before the right to it is given up, once', () => {
    expect(done([net], [drop, start], [start])).toEqual([
      ['unshare'],
      ['loopback-up', 'capabilities', 'start-app'],
      ['start-app'],
    ]);
  });

  it('in the action that makes the network, too', () => {
    expect(done([net, start])).toEqual([['unshare', 'loopback-up', 'start-app']]);
  });

  it.each<[string, Parameters<typeof done>]>([
    ['without a network of its own', [[uts], [start]]],
    ['with one that comes too late', [[start], [net]]],
    ['with one that comes too late in the same action', [[start, net]]],
    ['of an experiment', [{ scope: 'aside', do: [net] }, [start]]],
    ['without an app', [[net]]],
  ])('not %s', (_when, actions) => expect(done(...actions).flat()).not.toContain('loopback-up'));

  it('in the course, with every right too', async () => {
    const lessons = await shippedLessons();
    const opsOf = (all: Lesson[]) =>
      all.flatMap(({ steps }) =>
        steps.flatMap(s => (s.type === 'action' && s.scope === 'main' ? s.do.map(each => each.op) : [])),
      );
    for (const all of [lessons, privileged(lessons)]) {
      const ops = opsOf(reachable(all));
      expect(ops.filter(name => name === 'loopback-up')).toHaveLength(1);
      expect(ops.indexOf('loopback-up')).toBeLessThan(ops.indexOf('start-app'));
    }
    expect(opsOf(lessons)).not.toContain('loopback-up');
  });
});
