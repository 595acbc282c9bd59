import type { Query, Source } from '../../observe/source.ts';
import { LabError } from '../../protocol/lab-error.ts';
import { checkExec, type RootReader } from '../../rootfs/check-exec.ts';
import type { App } from './expand.ts';

/** Say by name what would make execve fail: the program, its interpreter or a library, before it is tried. */
export async function refuseMissingProgram(source: Source, app: App, arch: string): Promise<void> {
  const { problem } = await checkExec(rootOf(source), app.argv, { path: app.env.PATH ?? '/bin', arch });
  if (problem)
    throw new LabError('exec', problem.message, {
      hint: 'name another program after --, or another root filesystem with --rootfs',
    });
}

/** The stage's root, read through the helper. */
function rootOf(source: Source): RootReader {
  const ask = async (kind: 'rstat' | 'bytes', path: string) =>
    (await source.query([{ kind, subject: 'stage', path } satisfies Query]))[0];
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
