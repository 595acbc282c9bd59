/**
 * What a lesson from elsewhere (`--lessons`) may do without being trusted. Its actions run as root, on a process that sees this
 * machine's files: so it starts no program, neither of this machine nor of its own, reads, covers and mounts nothing of it.
 * What can be read off the lesson is told here, before it is played; the helper asks the kernel again (`native/src/stage/strict.c`). Pure.
 */
import type { JudgedOp } from '../words/ops.ts';
import type { ActionStep, Lesson, LessonOp } from './lesson.ts';
import type { Problem } from './problem.ts';
import { lineOf } from './yaml.ts';

/** File systems that show nothing of the machine's disks. */
const HARMLESS = new Set(['tmpfs', 'proc', 'overlay', 'devpts', 'mqueue', 'sysfs']);
/** Of these, what files hold is the machine's. */
const KERNEL_FILES = new Set(['proc', 'devpts', 'mqueue', 'sysfs']);
/** Which namespace a file system shows: without one of its own it is the machine's. */
const NAMESPACE_SHOWN: Readonly<Record<string, { flag: string; name: string }>> = {
  proc: { flag: 'CLONE_NEWPID', name: 'PID' },
  mqueue: { flag: 'CLONE_NEWIPC', name: 'IPC' },
};
/** Options of an overlay that name no directory. */
const PLAIN_OPTION = /^(userxattr|volatile|(index|metacopy|xino|redirect_dir|nfs_export)=off)$/;
/** In a proc these links lead anywhere, and a proc may be mounted anywhere: proc(5). */
const MAGIC = /(^|\/)(root|cwd|exe|fd|map_files)(\/|$)/;
/** Directories of the machine in which no program looks by itself: they may be covered in one's own mount namespace. */
const COVERABLE = /^\/(mnt|(proc|sys)(\/.*)?)$/;

/** `ownImage`: with `--rootfs` links of the image may lead anywhere too. Empty when every action keeps to the session's own directories. */
export function untrustedProblems(lesson: Lesson, { ownImage = false } = {}): Problem[] {
  return lesson.steps.flatMap(step => (step.type === 'action' ? inStep(step, lesson, ownImage) : []));
}

function inStep(step: ActionStep, lesson: Lesson, ownImage: boolean): Problem[] {
  const done: Done = { flags: new Set(), forked: false, movedCwd: false, changedRoot: false, kernelMounts: [] };
  const inside = (path: string) => !ownImage && staysInside(path);
  return allOps(step.do).flatMap(op => {
    const what = reachOf(op, { ...done, inside });
    record(op, done);
    return what === null ? [] : [problem(op, lesson, what)];
  });
}

/** With those that are tried where the kernel refuses one. */
function allOps(ops: readonly LessonOp[]): LessonOp[] {
  return ops.flatMap(op => [op, ...allOps(op.otherwise?.do ?? [])]);
}

function problem(op: LessonOp, lesson: Lesson, what: string): Problem {
  return {
    file: lesson.file,
    line: lineOf(op),
    message: `${op.op} ${what}, as root; a lesson from elsewhere may not`,
    fix: 'read the whole lesson; if you trust it as you would a script, add --trust-lessons',
  };
}

/** What the ops before have done: the namespaces left, the working directory and the root changed, and where they have mounted a proc or the like. */
interface Done {
  flags: Set<string>;
  forked: boolean;
  movedCwd: boolean;
  changedRoot: boolean;
  kernelMounts: string[];
}

type Context = Done & { inside: (path: string) => boolean };

function record(op: LessonOp, done: Done): void {
  const target = textOf(op, 'target');
  if (op.op === 'unshare') for (const flag of listOf(op, 'flags')) done.flags.add(flag);
  if (op.op === 'fork' && done.flags.has('CLONE_NEWPID')) done.forked = true;
  if (op.op === 'chdir') done.movedCwd = true;
  if (op.op === 'chroot' || op.op === 'pivot_root') done.changedRoot = true;
  if (op.op === 'mount-proc' || (op.op === 'mount' && KERNEL_FILES.has(textOf(op, 'fstype'))))
    done.kernelMounts.push(target);
}

const textOf = ({ args }: LessonOp, name: string): string => String(args[name] ?? '');
const listOf = ({ args }: LessonOp, name: string): string[] => (Array.isArray(args[name]) ? args[name] : []);

/** Below the session's own directories, and not out of them again by a link of a proc. */
function staysInside(path: string): boolean {
  const below = /^\{(?:rootfs|layers|lower)\}(|\/[^{}\\]*)$/.exec(path)?.[1];
  return below !== undefined && !MAGIC.test(below);
}

/** A file or directory that is read, bound, moved, or used as a layer: inside, and not of the kernel's. */
function isOwn(path: string, { inside, kernelMounts }: Context): boolean {
  return inside(path) && !kernelMounts.some(top => path === top || path.startsWith(`${top}/`));
}

/** Where it may stand: also at the root with which it began, and anywhere in one of its own. */
function mayStand(path: string, context: Context): boolean {
  if (path === '.' || path === '/' || path === '{rootfs}' || path === '{layers}') return true;
  return isOwn(path, context) || inOwnRoot(path, context);
}

function mayCover(target: string, context: Context): boolean {
  if (target === '.') return context.movedCwd;
  return staysInside(target) || (COVERABLE.test(target) && !MAGIC.test(target)) || inOwnRoot(target, context);
}

/** After a chroot every path is one of its own files, but for the old root and what a proc links to: the helper asks. */
function inOwnRoot(path: string, { changedRoot }: Context): boolean {
  return changedRoot && /^\/[^{}\\]*$/.test(path) && !MAGIC.test(path);
}

/** What of this machine an op gets at, or null: a rule for every op whose row says `judged`. */
const RULES: Record<JudgedOp, (op: LessonOp, context: Context) => string | null> = {
  exec: op => `starts ${listOf(op, 'argv')[0] ?? 'a program'}`,
  'start-app': () => 'starts a program',
  copy: (op, context) => {
    const source = textOf(op, 'source');
    if (source === '{apps}') return null;
    if (!isOwn(source, context)) return `reads ${source}`;
    return makesProgram(op);
  },
  'write-file': makesProgram,
  symlink: (op, { inside }) => {
    const target = textOf(op, 'target');
    return inside(target) || staysBeside(target) ? null : `makes a link to ${target}`;
  },
  chroot: (op, context) => goesTo(textOf(op, 'path'), context),
  chdir: (op, context) => goesTo(textOf(op, 'path'), context),
  pivot_root: (op, context) => {
    const outside = [textOf(op, 'new'), textOf(op, 'put')].find(path => path === '/' || !mayStand(path, context));
    return outside === undefined ? null : `goes to ${outside}`;
  },
  mount: mounts,
  'mount-proc': (op, context) =>
    shows('proc', context) ?? covers([textOf(op, 'target'), textOf(op, 'beside')], context),
  umount: op => (listOf(op, 'flags').includes('MNT_FORCE') ? `breaks off what uses ${textOf(op, 'target')}` : null),
};

function reachOf(op: LessonOp, context: Context): string | null {
  return Object.hasOwn(RULES, op.op) ? RULES[op.op as JudgedOp](op, context) : null;
}

function makesProgram(op: LessonOp): string | null {
  return (Number.parseInt(textOf(op, 'mode') || '0', 8) & 0o111) === 0 ? null : 'makes a program';
}

function goesTo(path: string, context: Context): string | null {
  return mayStand(path, context) ? null : `goes to ${path}`;
}

function staysBeside(target: string): boolean {
  return !target.startsWith('/') && !/[{}]|(^|\/)\.\.(\/|$)/.test(target) && !MAGIC.test(target);
}

function covers(targets: string[], context: Context): string | null {
  const outside = targets.find(target => !mayCover(target, context));
  return outside === undefined ? null : `covers ${outside}`;
}

/** A file system that shows a namespace which is still the machine's. */
function shows(fstype: string, { flags, forked }: Context): string | null {
  const shown = NAMESPACE_SHOWN[fstype];
  if (shown === undefined || (flags.has(shown.flag) && (fstype !== 'proc' || forked))) return null;
  return `mounts a ${fstype} without ${shown.name === 'IPC' ? 'an' : 'a'} ${shown.name} namespace of its own (${shown.flag}${fstype === 'proc' ? ', then fork' : ''})`;
}

const PROPAGATION = ['MS_SHARED', 'MS_PRIVATE', 'MS_SLAVE', 'MS_UNBINDABLE'];

/** In the order in which the kernel looks at the flags: path_mount() in fs/namespace.c. */
function mounts(op: LessonOp, context: Context): string | null {
  const flags = listOf(op, 'flags');
  const source = textOf(op, 'source');
  const fstype = textOf(op, 'fstype');
  const covered = covers([textOf(op, 'target')], context);
  if (flags.includes('MS_REMOUNT'))
    return flags.includes('MS_BIND') ? null : `changes ${textOf(op, 'target')} for everybody`;
  if (flags.includes('MS_BIND')) return isOwn(source, context) ? covered : `mounts ${source}`;
  if (PROPAGATION.some(flag => flags.includes(flag))) return null;
  if (flags.includes('MS_MOVE')) return isOwn(source, context) ? covered : `moves ${source}`;
  if (fstype !== '' && !HARMLESS.has(fstype)) return `mounts a ${fstype}`;
  const outside =
    fstype === 'overlay'
      ? textOf(op, 'data')
          .split(',')
          .flatMap(layersOf)
          .find(path => !isOwn(path, context))
      : undefined;
  return outside === undefined ? (shows(fstype, context) ?? covered) : `mounts ${outside}`;
}

/** The directories that an option of an overlay names; what is not known counts as one. A relative path is one too. */
function layersOf(option: string): string[] {
  const [, name, value = ''] = /^(lowerdir|upperdir|workdir)=(.*)$/s.exec(option) ?? [];
  if (name === undefined) return option === '' || PLAIN_OPTION.test(option) ? [] : [option];
  return name === 'lowerdir' ? value.split(':') : [value];
}
