/**
 * What a lesson from elsewhere (`--lessons`) may do without being trusted. Its actions run as root, on a process that sees this
 * machine's files: so it starts no program, neither of this machine nor of its own, reads and mounts nothing of it. Pure.
 */
import type { ActionStep, Lesson, LessonOp } from './lesson.ts';
import type { Problem } from './problem.ts';
import { lineOf } from './yaml.ts';

/** File systems that show nothing of the machine's disks. */
const HARMLESS = new Set(['tmpfs', 'proc', 'overlay', 'devpts', 'mqueue', 'sysfs']);
/** Options of an overlay that name no directory. */
const PLAIN_OPTION = /^(userxattr|volatile|(index|metacopy|xino|redirect_dir|nfs_export)=off)$/;
/** In a proc these links lead anywhere, and a proc may be mounted anywhere: proc(5). */
const MAGIC = /(^|\/)(root|cwd|exe|fd|map_files)(\/|$)/;

/** `ownImage`: with `--rootfs` links of the image may lead anywhere too. Empty when every action keeps to the session's own directories. */
export function strangersProblems(lesson: Lesson, { ownImage = false } = {}): Problem[] {
  return lesson.steps.flatMap(step =>
    step.type === 'action' ? allOps(step.do).flatMap(op => inOp(op, step, lesson, ownImage)) : [],
  );
}

/** With those that are tried where the kernel refuses one. */
function allOps(ops: readonly LessonOp[]): LessonOp[] {
  return ops.flatMap(op => [op, ...allOps(op.otherwise?.do ?? [])]);
}

function inOp(op: LessonOp, step: ActionStep, lesson: Lesson, ownImage: boolean): Problem[] {
  const what = reaches(op, step, path => !ownImage && staysInside(path));
  if (what === null) return [];
  return [
    {
      file: lesson.file,
      line: lineOf(op),
      message: `${op.op} ${what}, as root; a lesson from elsewhere may not`,
      fix: 'read the whole lesson; if you trust it as you would a script, add --trust-lessons',
    },
  ];
}

/** Below the session's own directories, and not out of them again by a link of a proc. */
function staysInside(path: string): boolean {
  const below = /^\{(?:rootfs|layers|lower)\}(|\/[^{}\\]*)$/.exec(path)?.[1];
  return below !== undefined && !MAGIC.test(below);
}

type Inside = (path: string) => boolean;

/** What of this machine an op gets at, or null. */
function reaches({ op, args }: LessonOp, step: ActionStep, inside: Inside): string | null {
  const text = (name: string): string => String(args[name] ?? '');
  const list = (name: string): string[] => (Array.isArray(args[name]) ? args[name] : []);
  const makesProgram = (Number.parseInt(text('mode') || '0', 8) & 0o111) !== 0;
  switch (op) {
    case 'exec': {
      const program = list('argv')[0] ?? '';
      if (program !== '{apps}') return `starts ${program}`;
      const loads = list('env').find(variable => /^(LD|GLIBC)_/.test(variable));
      if (loads !== undefined) return `sets ${loads}`;
      // in another root the path of our programs may lead to something else
      return allOps(step.do).some(changesRoot)
        ? 'starts a program in a root of its own'
        : "starts a program in this machine's own root";
    }
    case 'copy':
      if (text('source') === '{apps}') return null;
      if (!inside(text('source'))) return `reads ${text('source')}`;
      return makesProgram ? 'makes a program' : null;
    case 'write-file':
      return makesProgram ? 'makes a program' : null;
    case 'symlink':
      return inside(text('target')) || staysBeside(text('target')) ? null : `makes a link to ${text('target')}`;
    case 'mount':
      return mounts(args, list('flags'), inside);
    case 'umount':
      return list('flags').includes('MNT_FORCE') ? `breaks off what uses ${text('target')}` : null;
    default:
      return null;
  }
}

function staysBeside(target: string): boolean {
  return !target.startsWith('/') && !/[{}]|(^|\/)\.\.(\/|$)/.test(target) && !MAGIC.test(target);
}

function mounts(args: LessonOp['args'], flags: string[], inside: Inside): string | null {
  const source = String(args.source ?? '');
  const fstype = String(args.fstype ?? '');
  if (flags.includes('MS_REMOUNT')) return flags.includes('MS_BIND') ? null : `changes ${args.target} for everybody`;
  if (flags.includes('MS_BIND')) return inside(source) ? null : `mounts ${source}`;
  if (flags.includes('MS_MOVE')) return inside(source) ? null : `moves ${source}`;
  if (fstype !== '' && !HARMLESS.has(fstype)) return `mounts a ${fstype}`;
  const outside =
    fstype === 'overlay'
      ? String(args.data ?? '')
          .split(',')
          .flatMap(layersOf)
          .find(path => !inside(path))
      : undefined;
  return outside === undefined ? null : `mounts ${outside}`;
}

/** The directories that an option of an overlay names; what is not known counts as one. A relative path is one too. */
function layersOf(option: string): string[] {
  const [, name, value = ''] = /^(lowerdir|upperdir|workdir)=(.*)$/s.exec(option) ?? [];
  if (name === undefined) return option === '' || PLAIN_OPTION.test(option) ? [] : [option];
  return name === 'lowerdir' ? value.split(':') : [value];
}

/** Also what is mounted over a directory of the path of our programs, or over themselves. */
function changesRoot({ op, args }: LessonOp): boolean {
  if (op === 'chroot' || op === 'pivot_root' || op === 'fchdir-root') return true;
  const target = String(args.target ?? '');
  const apart = staysInside(target) || (/^\/proc(\/|$)/.test(target) && !MAGIC.test(target));
  return op === 'mount' && !apart && !(Array.isArray(args.flags) && args.flags.includes('MS_REMOUNT'));
}
