/** What would go wrong at execve, said by name before it does. execve(2), ld.so(8). */
import { posix } from 'node:path';
import { type Elf, ElfError, readElf } from '../kernel/elf.ts';
import { LibraryFinder } from './libraries.ts';

/** A look inside the container's root; paths are absolute there, symbolic links are followed there. */
export interface RootReader {
  /** null: does not exist. `mode` is st_mode where the source knows it. */
  stat(path: string): Promise<{ mode: number | null } | null>;
  /** Bytes as a Buffer, shorter at the end of the file; throws when it cannot be read. */
  readAt(path: string, offset: number, length: number): Promise<Buffer>;
}

export interface ExecProblem {
  kind:
    | 'not-found'
    | 'not-executable'
    | 'wrong-arch'
    | 'no-interpreter'
    | 'no-library'
    | 'no-script-interpreter'
    | 'not-a-program';
  /** The file or library that is missing or unfit. */
  name: string;
  /** A sentence for the learner. */
  message: string;
}

/** `path` is the PATH inside; `arch` the machine's, as process.arch names it. */
export interface ExecSurroundings {
  path: string;
  cwd?: string;
  arch: string;
}

export type ExecCheck = { program: string; problem: null } | { program: string | null; problem: ExecProblem };

/** A script may name a script as its interpreter; the kernel gives up after the fourth. */
const SCRIPTS = 4;

/** `problem: null`: nothing is known to be missing. What cannot be read is left to the kernel to judge. */
export async function checkExec(
  root: RootReader,
  argv: readonly string[],
  around: ExecSurroundings,
): Promise<ExecCheck> {
  const [name = ''] = argv;
  const found = await lookUp(root, name, around);
  if (found.problem !== null) return found;
  const { program } = found;
  return { program, problem: await checkProgram(root, program, around.arch, SCRIPTS) };
}

/** As execvp(3) does. */
async function lookUp(root: RootReader, name: string, { path, cwd = '/' }: ExecSurroundings): Promise<ExecCheck> {
  if (name.includes('/')) {
    const program = posix.resolve(cwd, name);
    if ((await root.stat(program)) !== null) return { program, problem: null };
    return {
      program: null,
      problem: problem('not-found', name, `${name}: there is no such file in the root filesystem`),
    };
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

function checkMode(path: string, mode: number | null): ExecProblem | null {
  if (mode === null) return null;
  const type = mode & 0o170000;
  if (type === 0o040000) return problem('not-a-program', path, `${path}: is a directory, not a program`);
  if (type !== 0 && type !== 0o100000) return problem('not-a-program', path, `${path}: is no regular file`);
  if ((mode & 0o111) !== 0) return null;
  return problem('not-executable', path, `${path}: is there, but not executable (chmod +x sets the bit)`);
}

async function checkProgram(
  root: RootReader,
  path: string,
  arch: string,
  scripts: number,
): Promise<ExecProblem | null> {
  const refused = checkMode(path, (await root.stat(path))?.mode ?? null);
  if (refused !== null) return refused;
  try {
    const head = await root.readAt(path, 0, 256);
    if (head.toString('latin1', 0, 2) === '#!') return await checkScript(root, path, head, arch, scripts);
    const elf = await readElf((offset, length) => root.readAt(path, offset, length));
    if (elf !== null) return await checkElf(root, path, elf, arch);
  } catch (error) {
    if (error instanceof ElfError) return problem('not-a-program', path, `${path}: damaged: ${error.message}`);
    return null;
  }
  return problem('not-a-program', path, `${path}: neither an ELF program nor a script that begins with #!`);
}

async function checkScript(
  root: RootReader,
  path: string,
  head: Buffer,
  arch: string,
  scripts: number,
): Promise<ExecProblem | null> {
  const [interpreter = ''] = (head.toString('utf8', 2).split('\n')[0] ?? '').trim().split(/[ \t]/);
  if (interpreter === '')
    return problem('no-script-interpreter', path, `${path}: its first line #! names no interpreter`);
  if ((await root.stat(interpreter)) === null) {
    const message = `${path}: its first line names ${interpreter}, which is not in the root filesystem`;
    return problem('no-script-interpreter', interpreter, message);
  }
  return scripts === 0 ? null : checkProgram(root, posix.resolve('/', interpreter), arch, scripts - 1);
}

async function checkElf(root: RootReader, path: string, elf: Elf, arch: string): Promise<ExecProblem | null> {
  if (elf.arch !== arch && (arch === 'x64' || arch === 'arm64')) {
    const built = elf.arch === 'other' ? 'another kind of machine' : elf.arch;
    return problem('wrong-arch', path, `${path}: built for ${built}, this machine is ${arch}`);
  }
  if (elf.interpreter === null) return null;
  if ((await root.stat(elf.interpreter)) === null) {
    const message = `${path}: needs its loader ${elf.interpreter}, which is not in the root filesystem`;
    return problem('no-interpreter', elf.interpreter, message);
  }
  const [missing] = (await new LibraryFinder(root).closure(path, elf)).missing;
  if (missing === undefined) return null;
  const message = `${missing.neededBy}: needs the library ${missing.name}, which is not in the root filesystem`;
  return problem('no-library', missing.name, message);
}

function problem(kind: ExecProblem['kind'], name: string, message: string): ExecProblem {
  return { kind, name, message };
}
