/**
 * What an execve would stumble over, by name. A prediction, and no bar: kernel and loader know more than this does (binfmt_misc, a
 * loader of one's own). It is told after they have refused. execve(2), ld.so(8).
 */
import { posix } from 'node:path';
import { type Elf, ElfError, elfMachine, readElf, unameMachine } from '../kernel/elf.ts';
import { HEAD_SIZE, scriptLine } from '../kernel/script-line.ts';
import { type ExecCheck, type ExecProblem, problem } from './exec-problem.ts';
import { LibraryFinder } from './libraries.ts';
import { checkMode, lookUp, type RootReader } from './look-up.ts';

/** `path` is the PATH inside; `arch` the machine's, as uname(2) names it. */
interface ExecSurroundings {
  path: string;
  cwd?: string;
  arch: string;
}

/** Where a program's own files are looked for, and for which machine. */
interface Place {
  root: RootReader;
  arch: string;
}

/** A script may name a script as its interpreter; the kernel gives up after the fourth. */
const SCRIPTS = 4;
const BYTE_ORDER_MARK = '\xef\xbb\xbf';

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
  return { program, problem: await checkProgram({ root, arch: around.arch }, program, SCRIPTS) };
}

async function checkProgram(at: Place, path: string, scripts: number): Promise<ExecProblem | null> {
  const { root } = at;
  const refused = checkMode(path, (await root.stat(path))?.mode ?? null);
  if (refused !== null) return refused;
  try {
    const head = await root.readAt(path, 0, HEAD_SIZE);
    if (scriptLine(head) !== null) return await checkScript(at, path, head, scripts);
    const machine = elfMachine(head);
    const here = unameMachine(at.arch);
    if (machine !== null && here !== null && machine !== here)
      return problem('wrong-arch', path, `${path} is built for ${machine}, this machine is ${here}`, {
        todo: `take the program, or the image, for ${here}`,
      });
    const elf = await readElf((offset, length) => root.readAt(path, offset, length));
    if (elf !== null) return await checkElf(root, path, elf);
    return noFormat(path, head);
  } catch (error) {
    if (error instanceof ElfError) return problem('not-a-program', path, `${path} is damaged: ${error.message}`);
    return null;
  }
}

function noFormat(path: string, head: Buffer): ExecProblem {
  if (head.toString('latin1').startsWith(`${BYTE_ORDER_MARK}#!`))
    return problem('not-a-program', path, `${path} begins with a byte order mark (EF BB BF), before its #!`, {
      todo: `take the mark away: sed -i '1s/^\\xEF\\xBB\\xBF//' FILE`,
    });
  return problem('not-a-program', path, `${path} is neither an ELF program nor a script that begins with #!`);
}

async function checkScript(at: Place, path: string, head: Buffer, scripts: number): Promise<ExecProblem | null> {
  const line = scriptLine(head);
  if (line === null) return null;
  if ('unfit' in line)
    return line.unfit === 'too-long'
      ? problem(
          'not-a-program',
          path,
          `the first line of ${path} is too long: the kernel reads ${HEAD_SIZE} bytes of it`,
          {
            todo: 'give the interpreter a shorter path, with a link for example',
          },
        )
      : problem('not-a-program', path, `the first line of ${path}, #!, names no interpreter`);
  const { interpreter } = line;
  if ((await at.root.stat(interpreter)) === null) return noInterpreter(path, interpreter);
  if (scripts === 0)
    return problem('too-many-scripts', path, `each of more than ${SCRIPTS} scripts names the next as its interpreter`);
  return checkProgram(at, posix.resolve('/', interpreter), scripts - 1);
}

function noInterpreter(path: string, interpreter: string): ExecProblem {
  if (interpreter.endsWith('\r'))
    return problem(
      'no-script-interpreter',
      interpreter,
      `the first line of ${path} ends with a carriage return (CR), as files of Windows do: the kernel looks for a program ${JSON.stringify(interpreter)}`,
      { todo: `take them away: sed -i 's/\\r$//' FILE` },
    );
  const message = `the first line of ${path} names ${interpreter}, which is not in the root filesystem`;
  return problem('no-script-interpreter', interpreter, message);
}

async function checkElf(root: RootReader, path: string, elf: Elf): Promise<ExecProblem | null> {
  const { interpreter } = elf;
  if (interpreter === null) return null;
  if ((await root.stat(interpreter)) === null) {
    const message = `${path} needs its loader ${interpreter}, which is not in the root filesystem`;
    return problem('no-interpreter', interpreter, message);
  }
  if ((await readElf((offset, length) => root.readAt(interpreter, offset, length))) === null)
    return problem('bad-loader', interpreter, `${path} needs its loader ${interpreter}, which is no ELF program`);
  const [missing] = (await new LibraryFinder(root).closure(path, elf)).missing;
  if (missing === undefined) return null;
  const message = `${missing.neededBy} needs the library ${missing.name}, which is not in the root filesystem`;
  return problem('no-library', missing.name, message);
}
