/** What is known of the learner's program before it is started. It bars nothing: it gives the reason once kernel or loader have refused. */
import { isBelow, parseMountinfo } from '../../../kernel/mountinfo.ts';
import type { Query, Source } from '../../../observe/source.ts';
import { LabError } from '../../../protocol/lab-error.ts';
import { checkExec } from '../../../rootfs/check-exec.ts';
import { type ExecProblem, explains, OTHER_PROGRAM, problem } from '../../../rootfs/exec-problem.ts';
import { lookUp, type RootReader } from '../../../rootfs/look-up.ts';
import type { App } from '../app.ts';

/** Looks into the root of `subject`, and is asked before that becomes the program. */
export async function predictProblem(
  source: Source,
  subject: string,
  app: App,
  arch: string,
): Promise<ExecProblem | null> {
  return (await checkExec(rootOf(source, subject), app.argv, { path: pathOf(app), arch })).problem;
}

/** The refusal of an execve with its reason, where it is known; else what the helper says of it. */
export async function whyRefused(
  { message, errno }: { message: string; errno: string | null },
  predictedProblem: ExecProblem | null,
  source: Source,
  subject: string,
  app: App,
): Promise<LabError> {
  const fits = predictedProblem !== null && errno !== null && explains(predictedProblem, errno);
  const reason = fits ? predictedProblem : errno === 'EACCES' ? await noExecMount(source, subject, app) : null;
  if (reason === null) return new LabError('exec', message, { errno: errno ?? undefined, hint: OTHER_PROGRAM });
  // without `errno`: what is wrong with the file is no matter of rights, which an errno of the kernel's is taken for without root
  return new LabError('exec', `execve ${JSON.stringify(app.argv[0] ?? '')}: ${errno}: ${reason.message}`, {
    hint: reason.todo ?? OTHER_PROGRAM,
  });
}

/** Why the program has ended at once: a sentence where that is known, else null. */
export function whyEnded(
  { code, signal }: { code: number | null; signal: string | null },
  predictedProblem: ExecProblem | null,
): string | null {
  // the loaders of glibc and musl end so, and have said the same
  if (code === 127 && predictedProblem?.kind === 'no-library')
    return `the loader has ended with 127: ${predictedProblem.message}`;
  if (signal !== 'SIGSYS') return null;
  const built = predictedProblem?.kind === 'wrong-arch' ? `: ${predictedProblem.message}` : '';
  return `SIGSYS is how a seccomp filter kills: that of step 6 kills whoever makes a system call of another architecture, a program of 32 bits for example${built}`;
}

/** The mount that holds the program forbids to execute anything on it. mount(2), MS_NOEXEC */
async function noExecMount(source: Source, subject: string, app: App): Promise<ExecProblem | null> {
  const { program } = await lookUp(rootOf(source, subject), app.argv[0] ?? '', { path: pathOf(app) });
  if (program === null) return null;
  const [file, table] = await source.query([
    { kind: 'rstat', subject, path: program },
    { kind: 'read', subject, path: 'mountinfo' },
  ]);
  if (!table || !('v' in table)) return null;
  const device = file && 'id' in file ? file.id.split('/', 1)[0] : undefined;
  const mounts = parseMountinfo(table.v);
  const there = mounts.filter(({ point }) => isBelow(point, program)).sort((a, b) => b.point.length - a.point.length);
  const holder = there.find(mount => mount.device === device) ?? there[0];
  if (!holder?.options.includes('noexec')) return null;
  return problem('no-exec-mount', program, `${program} lies on ${holder.point}, which is mounted noexec`, {
    todo: `mount it without noexec, or copy the program elsewhere`,
  });
}

function pathOf({ env }: App): string {
  return env.PATH ?? '/bin';
}

/** The subject's root, read through the helper. */
function rootOf(source: Source, subject: string): RootReader {
  const ask = async (kind: 'rstat' | 'bytes', path: string) =>
    (await source.query([{ kind, subject, path } satisfies Query]))[0];
  return {
    async stat(path) {
      const answer = await ask('rstat', path);
      if (!answer || 'e' in answer) return null;
      const mode = 'mode' in answer ? answer.mode : undefined;
      return { mode: mode === undefined ? null : Number.parseInt(mode, 8) };
    },
    async readAt(path, offset, length) {
      const answer = await ask('bytes', `${offset}/${length}/${path}`);
      if (answer && 'v' in answer) return Buffer.from(answer.v, 'latin1');
      throw new Error(`${path}: ${answer && 'e' in answer ? answer.e : 'no answer'}`);
    },
  };
}
