/**
 * May a program start as the container's, or a shell beside it? Only when the kernel has just answered that its root is not the
 * machine's, that the root is what step 1 mounted, and that each protection asked for is in force. Pure.
 */
import { posix } from 'node:path';
import { capabilityMask, DOCKER_CAPABILITIES } from '../kernel/capabilities.ts';
import type { Mount } from '../kernel/mountinfo.ts';
import type { LessonOp } from '../lesson/lesson.ts';
import { leavesMachine } from '../lesson/own-root.ts';
import { LabError } from '../protocol/lab-error.ts';

/** Ops by which the app gives up rights: step 6, and what `--privileged` leaves out. */
export const PROTECTIONS: ReadonlySet<string> = new Set(['capabilities', 'no-new-privs', 'protect-proc', 'seccomp']);

/** What the course promises of the stage at a place. */
export interface Promised {
  /** Its root has been changed by then. */
  inside: boolean;
  /** The protections that were asked for by then. */
  protections: LessonOp[];
}

/** What these ops of the stage, in their order, promise of it. */
export function promisedBy(ops: readonly LessonOp[]): Promised {
  return { inside: leavesMachine(ops), protections: ops.filter(({ op }) => PROTECTIONS.has(op)) };
}

/** The kernel's answers about one subject, and about the machine; a directory is "major:minor/inode", null where there was no answer. */
export interface Answers {
  root: string | null;
  machine: string | null;
  /** What step 1 has mounted, as it was answered right after. */
  rootfs: string | null;
  /** /proc/PID/status of the subject, and of the helper. */
  status: Readonly<Record<string, string>>;
  machineStatus: Readonly<Record<string, string>>;
  /** Of the subject; null when they cannot be read. */
  mounts: readonly Mount[] | null;
  /** The program has taken over: it may have gone on to another directory of the same file system. */
  running: boolean;
}

/** Something is not as it must be. `op`: the protection whose step should have brought it about; null for the root. */
interface Obstacle {
  says: string;
  op: string | null;
}

/** The first thing that is in the way; null: it may start. */
export function obstacle(answers: Answers, protections: readonly LessonOp[]): Obstacle | null {
  const root = rootObstacle(answers);
  if (root !== null) return { says: root, op: null };
  for (const op of protections) {
    const missing = protectionObstacle(op, answers);
    if (missing !== null) return { says: missing, op: op.op };
  }
  return null;
}

function rootObstacle({ root, machine, rootfs, running }: Answers): string | null {
  if (root === null || machine === null) return 'the kernel does not say which root it has';
  if (root === machine) return "its root is still this machine's own";
  if (rootfs === null) return 'nothing is mounted where step 1 mounts its root filesystem';
  const same = running ? deviceOf(root) === deviceOf(rootfs) : root === rootfs;
  return same ? null : `its root (${root}) is not what step 1 mounted (${rootfs})`;
}

function deviceOf(id: string): string {
  return id.split('/', 1)[0] ?? '';
}

function protectionObstacle({ op, args }: LessonOp, answers: Answers): string | null {
  switch (op) {
    case 'capabilities':
      return capabilitiesObstacle(args.keep === 'docker' ? DOCKER_CAPABILITIES : [], answers);
    case 'no-new-privs':
      return answers.status.NoNewPrivs === '1'
        ? null
        : `no_new_privs is not set: NoNewPrivs is ${answers.status.NoNewPrivs}`;
    case 'seccomp':
      return filterObstacle(answers);
    case 'protect-proc':
      return settingsObstacle(answers);
    default:
      return null;
  }
}

function capabilitiesObstacle(keep: readonly string[], { status }: Answers): string | null {
  const kept = BigInt(`0x${capabilityMask(keep)}`);
  for (const set of ['CapEff', 'CapPrm', 'CapBnd', 'CapInh', 'CapAmb']) {
    const value = status[set];
    if (value === undefined && set === 'CapAmb') continue; // before Linux 4.3 there are none
    if (value === undefined || !/^[0-9a-f]{1,16}$/.test(value)) return `its capabilities cannot be read: no ${set}`;
    if ((BigInt(`0x${value}`) & ~kept) !== 0n)
      return `it has more capabilities than were to be kept: ${set} is ${value}`;
  }
  return null;
}

/** Filters are inherited and never taken away, so ours is one more than the helper has. Before Linux 5.9 they are not counted. */
function filterObstacle({ status, machineStatus }: Answers): string | null {
  if (status.Seccomp !== '2') return `no filter looks at its system calls: Seccomp is ${status.Seccomp}`;
  const [own, machine] = [status.Seccomp_filters, machineStatus.Seccomp_filters];
  if (own === undefined || machine === undefined || Number(own) > Number(machine)) return null;
  return `the filter is not among those that look at its system calls: Seccomp_filters is ${own}, as outside`;
}

/**
 * Where no proc is mounted there is nothing to protect. One that the image's links have led elsewhere counts, too: at "/" it lies over
 * the root, and ".." of the root leads into it.
 */
function settingsObstacle({ mounts }: Answers): string | null {
  if (mounts === null) return 'its mounts cannot be read';
  const open = mounts.find(mount => mount.fstype === 'proc' && !isClosed(mount, mounts));
  return open === undefined ? null : `the kernel's settings in ${posix.join(open.point, 'sys')} may be written`;
}

/** Nothing in it may be written, or what lies on its `sys`: of this mount, whatever else is called so. */
function isClosed({ id, root, point, options }: Mount, mounts: readonly Mount[]): boolean {
  if (options.includes('ro')) return true;
  const settings = mounts.filter(mount => mount.parent === id && mount.point === posix.join(point, 'sys'));
  return root === '/' && settings.length > 0 && settings.every(mount => mount.options.includes('ro'));
}

/** The error of a program that is not started. */
export class NotStarted extends LabError {
  readonly obstacle: Obstacle;

  readonly #what: string;

  /** `what`: "the app is not started". */
  constructor(what: string, found: Obstacle, reason = '') {
    super('place', `${what}: ${found.says}${reason}`, { hint: 'container-lab doctor says what this machine allows' });
    this.#what = what;
    this.obstacle = found;
  }

  /** The same, with what came first. */
  because(reason: string): NotStarted {
    return new NotStarted(this.#what, this.obstacle, `; what failed first: ${reason}`);
  }
}
