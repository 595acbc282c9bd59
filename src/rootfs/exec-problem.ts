/** Why a program does not start: what is known of it, and which refusal of the kernel that explains. execve(2) */

/** An errno that explains itself by this, by the kind of what was found. */
const EXPLAINS = {
  'not-found': ['ENOENT', 'ENOTDIR'],
  'not-executable': ['EACCES'],
  'no-program': ['EACCES'],
  'no-exec-mount': ['EACCES'],
  // with binfmt_misc the kernel looks for another interpreter, and does not find it
  'wrong-arch': ['ENOEXEC', 'ENOENT', 'ELIBBAD'],
  'not-a-program': ['ENOEXEC'],
  'no-interpreter': ['ENOENT'],
  'bad-loader': ['ELIBBAD', 'ENOEXEC', 'EINVAL', 'EIO'],
  'no-script-interpreter': ['ENOENT', 'ENOTDIR'],
  'too-many-scripts': ['ELOOP'],
  // the kernel starts the loader, which ends with 127
  'no-library': [],
} as const satisfies Record<string, readonly string[]>;

export interface ExecProblem {
  kind: keyof typeof EXPLAINS;
  /** The file or library that is missing or unfit. */
  name: string;
  /** A sentence for the learner. */
  message: string;
  /** What to do, where it is more than to take another program. */
  todo?: string;
}

/** What to do where the problem itself does not say it. */
export const OTHER_PROGRAM = 'name another program after --, or another root filesystem with --rootfs';

export type ExecCheck = { program: string; problem: null } | { program: string | null; problem: ExecProblem };

export function problem(
  kind: ExecProblem['kind'],
  name: string,
  message: string,
  more: { todo?: string } = {},
): ExecProblem {
  return { kind, name, message, ...more };
}

/** Is this the reason for that errno of execve? */
export function explains({ kind }: ExecProblem, errno: string): boolean {
  return (EXPLAINS[kind] as readonly string[]).includes(errno);
}
