/** Programs as children: started with nothing of our environment but what is given, and in `/`, since our directory may be removed or unmounted. */
import { type ChildProcess, spawn } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import { errnoMeaning } from '../kernel/errno.ts';
import { EXIT, LabError } from '../protocol/lab-error.ts';

/** How a program ended; null where it was killed by a signal or could not be started. */
type ExitStatus = number | null;

/** A running program with pipes to it; `ended` never rejects and resolves once its pipes are closed, too. */
export interface Child {
  stdin: Writable;
  stdout: Readable;
  stderr: Readable;
  ended: Promise<ExitStatus>;
  /** It does not end: close the pipes to it, and do not let it keep this program alive. */
  letGo(): void;
}

/** Throws a `LabError` where the machine has no room for another process. */
export function start(command: string, args: string[], env: Record<string, string>): Child {
  const child = spawned(command, args, env);
  const { stdin, stdout, stderr } = child;
  if (!stdin || !stdout || !stderr) throw refused(command, 'EMFILE');
  const letGo = (): void => {
    for (const pipe of [stdin, stdout, stderr]) pipe.destroy();
    child.unref();
  };
  return { stdin, stdout, stderr, ended: endOf(child), letGo };
}

/**
 * Runs a program to its end; what it wrote is taken for UTF-8. `stdin`: ours, or none.
 * By execa, loaded only here: what `start` does is waited for by the first frame.
 */
export async function finish(
  command: string,
  args: string[],
  { env, stdin }: { env: Record<string, string>; stdin: 'inherit' | 'ignore' },
): Promise<{ status: ExitStatus; stdout: string; stderr: string }> {
  const { execa } = await import('execa');
  const options = { stdin, env, extendEnv: false, cwd: '/', reject: false, stripFinalNewline: false } as const;
  const { exitCode, stdout, stderr } = await execa(command, args, options);
  return { status: exitCode ?? null, stdout, stderr };
}

function spawned(command: string, args: string[], env: Record<string, string>): ChildProcess {
  try {
    return spawn(command, args, { stdio: 'pipe', env, cwd: '/' });
  } catch (error) {
    throw refused(command, (error as NodeJS.ErrnoException).code ?? 'unknown');
  }
}

function refused(command: string, code: string): LabError {
  return new LabError('helper', `${command} cannot be started: ${errnoMeaning(code) ?? code}`, {
    exit: EXIT.machineCannot,
    hint: 'end other programs, or raise their limits, and try again',
  });
}

function endOf(child: ChildProcess): Promise<ExitStatus> {
  return new Promise(resolve => {
    child.on('error', () => resolve(null)).once('close', resolve);
  });
}
