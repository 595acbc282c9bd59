/** Refuses to start where /proc or the trees of groups are covered: what is shown would not be this machine. */
import { detect, type Layout } from '../kernel/cgroup/index.ts';
import { systemReader } from '../kernel/cgroup/system-reader.ts';
import { procObstacle } from '../kernel/proc-mount.ts';
import { EXIT, LabError } from '../protocol/lab-error.ts';
import { cgroupObstacle } from './doctor/cgroup.ts';

/** Throws (exit 3) where /proc does not show this machine. */
export function requireProc(): void {
  const obstacle = process.platform === 'linux' ? procObstacle() : null;
  if (obstacle === null) return;
  throw new LabError('proc', `${obstacle.found}, so the workshop cannot see this machine`, {
    exit: EXIT.machineCannot,
    hint: `as root: ${obstacle.todo}`,
  });
}

/** Throws (exit 3) where trees of control groups are mounted and something lies over them. */
export function requireTrees(layout: Layout = detect(systemReader)): void {
  const obstacle = cgroupObstacle(layout);
  if (obstacle?.kind !== 'covered') return;
  throw new LabError('cgroup', obstacle.meaning, { exit: EXIT.machineCannot, hint: obstacle.todo });
}
