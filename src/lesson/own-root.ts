/** In whose root do the programs of a lesson start? */

import { isExperiment } from '../words/cast.ts';
import type { ActionStep, LessonOp } from './lesson.ts';
import { addProblem, type Report } from './problem.ts';
import { lineOf } from './yaml.ts';

/** Do these ops, in their order, lead out of the machine's root? What walks back through a saved descriptor is in it again. */
export function leavesMachine(ops: readonly LessonOp[]): boolean {
  let inside = false;
  for (const { op, args, expectErrno } of ops) {
    if (expectErrno !== undefined) continue; // refused, so it moves nothing
    if (op === 'pivot_root' || (op === 'chroot' && args.path !== '.')) inside = true;
    if (op === 'fchdir-root') inside = false;
  }
  return inside;
}

/** A program starts in the machine's own root only in an experiment, and only where the op says so. */
export function checkRoots(step: ActionStep, report: Report): void {
  const experiment = isExperiment(step.scope);
  for (const [i, op] of step.do.entries()) {
    const changed = leavesMachine(step.do.slice(0, i));
    for (const start of [op, ...(op.otherwise?.do ?? [])]) {
      if (start.op !== 'exec') continue;
      const says = start.args.root === 'host';
      const wrong = (message: string, fix: string) => addProblem(report, lineOf(start), `exec ${message}`, fix);
      if (!experiment && says)
        wrong(
          'starts the container in the root of the machine',
          'leave root: host out; only an experiment may have it',
        );
      if (experiment && !says && !changed)
        wrong(
          'starts a program while the root is still that of the machine',
          'add root: host if the experiment wants that, or change the root first (chroot, pivot_root)',
        );
      if (experiment && says && changed)
        wrong('says root: host, and the root has been changed', 'leave root: host out');
    }
  }
}
