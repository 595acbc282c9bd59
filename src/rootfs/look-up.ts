/** From the first word of a command to its file, as execvp(3) finds it. */
import { posix } from 'node:path';
import { type ExecCheck, type ExecProblem, problem } from './exec-problem.ts';

/** A look inside the container's root; paths are absolute there, symbolic links are followed there. */
export interface RootReader {
  /** null: does not exist. `mode` is st_mode where the source knows it. */
  stat(path: string): Promise<{ mode: number | null } | null>;
  /** Bytes as a Buffer, shorter at the end of the file; throws when it cannot be read. */
  readAt(path: string, offset: number, length: number): Promise<Buffer>;
}

/** Steps of the course mount something there: what it holds then nobody can look up before. `path`: absolute, in the root. */
export const isMountedLater = (path: string): boolean => /^\/(dev|proc|sys|tmp)(\/|$)/.test(path);

/** `problem: null`: it is there, and nothing in its mode forbids to execute it. */
export async function lookUp(
  root: RootReader,
  name: string,
  { path, cwd = '/' }: { path: string; cwd?: string },
): Promise<ExecCheck> {
  if (name.includes('/')) {
    const program = posix.resolve(cwd, name);
    const stat = await root.stat(program);
    if (stat === null)
      return {
        program: null,
        problem: problem(
          'not-found',
          name,
          `${name}: there is no such file in the root filesystem, or it is a link that leads to none`,
        ),
      };
    const refused = checkMode(program, stat.mode);
    return refused === null ? { program, problem: null } : { program, problem: refused };
  }
  let unfit: ExecProblem | null = null;
  for (const folder of path.split(':')) {
    const program = posix.resolve(cwd, folder, name);
    const stat = name === '' ? null : await root.stat(program);
    if (stat === null) continue;
    const refused = checkMode(program, stat.mode);
    if (refused === null) return { program, problem: null };
    unfit ??= refused;
  }
  return {
    program: null,
    problem:
      unfit ??
      problem('not-found', name, `${name || 'an empty name'}: no program of that name in ${path || 'an empty PATH'}`),
  };
}

/** What the kernel refuses by the mode alone, to root as well; null: nothing. */
export function checkMode(path: string, mode: number | null): ExecProblem | null {
  if (mode === null) return null;
  const type = mode & 0o170000;
  if (type === 0o040000) return problem('no-program', path, `${path}: is a directory, not a program`);
  if (type !== 0 && type !== 0o100000) return problem('no-program', path, `${path}: is no regular file`);
  if ((mode & 0o111) !== 0) return null;
  return problem('not-executable', path, `${path}: is there, but not executable`, { todo: 'chmod +x sets the bit' });
}
