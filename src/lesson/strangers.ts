/**
 * What a lesson from elsewhere (`--lessons`) may do without being trusted. Its actions run as root, on a process that sees this
 * machine's files: so it starts no program of this machine, and reads and mounts nothing of it. Pure.
 */
import type { ActionStep, Lesson, LessonOp } from './lesson.ts';
import type { Problem } from './problem.ts';
import { lineOf } from './yaml.ts';

/** File systems that show nothing of the machine's disks. */
const HARMLESS = new Set(['tmpfs', 'proc', 'overlay', 'devpts', 'mqueue', 'sysfs']);
/** Below the session's own directories. */
const OWN = /^\{(rootfs|layers)\}(\/|$)/;
const IMAGE = /^\{(rootfs|layers|lower)\}(\/|$)/;

/** Empty when every action keeps to the session's own directories and programs. */
export function strangersProblems(lesson: Lesson): Problem[] {
  return lesson.steps.flatMap(step => (step.type === 'action' ? step.do.flatMap(op => inOp(op, step, lesson)) : []));
}

function inOp(op: LessonOp, step: ActionStep, lesson: Lesson): Problem[] {
  const what = reaches(op, step);
  const here: Problem[] =
    what === null
      ? []
      : [
          {
            file: lesson.file,
            line: lineOf(op),
            message: `${op.op} ${what}, as root; a lesson from elsewhere may not`,
            fix: 'read the whole lesson; if you trust it as you would a script, add --trust-lessons',
          },
        ];
  return [...here, ...(op.otherwise?.do ?? []).flatMap(other => inOp(other, step, lesson))];
}

/** What of this machine an op gets at, or null. */
function reaches({ op, args }: LessonOp, step: ActionStep): string | null {
  const text = (name: string): string => String(args[name] ?? '');
  switch (op) {
    case 'exec': {
      const program = Array.isArray(args.argv) ? args.argv[0] : '';
      if (program !== '{apps}') return `starts ${program}`;
      // in another root the path of our programs may lead to something else
      return step.do.some(other => changesRoot(other)) ? 'starts a program in a root of its own' : null;
    }
    case 'copy':
      return text('source') === '{apps}' || IMAGE.test(text('source')) ? null : `reads ${text('source')}`;
    case 'mount':
      return mounts(text('source'), text('fstype'), text('data'), Array.isArray(args.flags) ? args.flags : []);
    default:
      return null;
  }
}

function mounts(source: string, fstype: string, data: string, flags: string[]): string | null {
  if (flags.includes('MS_BIND') && !flags.includes('MS_REMOUNT')) return IMAGE.test(source) ? null : `mounts ${source}`;
  if (flags.includes('MS_MOVE')) return OWN.test(source) ? null : `moves ${source}`;
  if (fstype !== '' && !HARMLESS.has(fstype)) return `mounts a ${fstype}`;
  const layers =
    fstype === 'overlay' ? data.split(/[,=:]/).filter(word => word.startsWith('/') || word.startsWith('{')) : [];
  const outside = layers.find(path => !IMAGE.test(path));
  return outside === undefined ? null : `mounts ${outside}`;
}

/** Also what is mounted over a directory of the path of our programs. */
function changesRoot({ op, args }: LessonOp): boolean {
  if (op === 'chroot' || op === 'pivot_root' || op === 'fchdir-root') return true;
  const target = String(args.target ?? '');
  return op === 'mount' && target.startsWith('/') && target !== '/proc' && !target.startsWith('/proc/');
}
