/** A kernel without overlay is played by a filesystem that no kernel has: the second way of lesson 01 carries the course to its end. */
import { describe, expect, it } from 'vitest';
import { connect } from '../../src/cli/connect.ts';
import { machineLessons } from '../../src/cli/machine-lessons.ts';
import type { Lesson, LessonOp } from '../../src/lesson/lesson.ts';
import { isRoot, needs } from '../helpers/require.ts';

const withoutOverlay = (op: LessonOp): LessonOp =>
  op.args.fstype === 'overlay' ? { ...op, args: { ...op.args, fstype: 'no-such-filesystem' } } : op;

const lessons: Lesson[] = (await machineLessons()).map(lesson => ({
  ...lesson,
  steps: lesson.steps.map(step => (step.type === 'action' ? { ...step, do: step.do.map(withoutOverlay) } : step)),
}));

describe.runIf(needs(isRoot, 'makes mounts and cgroups, needs root'))('the course without overlay', () => {
  it('holds every claim, and says which way it took', async () => {
    const player = await connect({ lessons, interactive: false, app: { argv: ['/bin/pause'], io: 'pipe' } });
    try {
      player.begin();
      await player.jump(lessons[0]?.id ?? '');
      while (await player.next());
      const { results, notes, error } = player.getState();
      expect(error).toBeNull();
      const actions = lessons.flatMap(lesson => lesson.steps.filter(step => step.type === 'action'));
      expect(Object.values(results)).toHaveLength(actions.length);
      expect(Object.entries(results).filter(([, result]) => result.ok !== true)).toEqual([]);
      expect(notes.join(' ')).toContain('bound here read-only');
    } finally {
      await player.close();
    }
  });
});
