/** The course of a command of one's own: its network has a loopback device that is up, so that a server is reached from inside. Pure. */
import type { Lesson, LessonOp, Step } from '../lesson/lesson.ts';

/** Once lo may not be set up any more, or the app has begun, it is too late. */
const BEFORE: ReadonlySet<string> = new Set(['capabilities', 'start-app']);
const LOOPBACK_UP: LessonOp = { op: 'loopback-up', args: {} };

/** With that op before the first `main` op that gives up the right to it; lessons that make no network namespace before it stay as they are. */
export function reachable(lessons: Lesson[]): Lesson[] {
  let apart = false;
  let done = false;
  const step = (s: Step): Step => {
    if (done || s.type !== 'action' || s.scope !== 'main') return s;
    const at = s.do.findIndex(({ op }) => BEFORE.has(op));
    const ops = at < 0 ? s.do : s.do.slice(0, at);
    apart ||= ops.some(({ op, args }) => op === 'unshare' && [args.flags].flat().includes('CLONE_NEWNET'));
    if (at < 0) return s;
    done = true;
    return apart ? { ...s, do: [...ops, LOOPBACK_UP, ...s.do.slice(at)] } : s;
  };
  return lessons.map(lesson => ({ ...lesson, steps: lesson.steps.map(step) }));
}
