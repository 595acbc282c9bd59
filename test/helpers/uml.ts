/** Kernels of our own for the tests: `test/vm/uml-run`, `test/vm/machine` and `test/vm/arm64` as functions. */
import { spawn } from 'node:child_process';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const VM = fileURLToPath(new URL('../vm/', import.meta.url));

export interface Ended {
  code: number | null;
  stdout: string;
  stderr: string;
}

/** Image of a Debian with systemd: LAB_MACHINE, or where `.ci/run` builds it. */
export const machineImage =
  process.env.LAB_MACHINE ??
  join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'container-lab-test/trixie.ext4');

/** `uml-run [options] -- command`, in the folder `cwd`; options as the script takes them. */
export function umlRun(options: string[], command: string[], cwd?: string): Promise<Ended> {
  return ended(join(VM, 'uml-run'), [...options, '--', ...command], cwd);
}

/** `machine run [options] <image> -- command`. */
export function machineRun(options: string[], command: string[], image = machineImage): Promise<Ended> {
  return ended(join(VM, 'machine'), ['run', ...options, image, '--', ...command]);
}

/** `arm64 run [options] <folder> -- command`. */
export function arm64Run(options: string[], command: string[], folder: string): Promise<Ended> {
  return once(join(VM, 'arm64'), ['run', ...options, folder, '--', ...command]);
}

/** Exit code of the scripts when the machine itself failed (its kernel panicked, say) before the command had a result. */
const NO_MACHINE = 125;
const TRIES = 4;

/** Debian 13's user-mode Linux panics now and then: a machine that failed is started anew, which is said aloud. */
async function ended(program: string, args: string[], cwd?: string): Promise<Ended> {
  for (let tries = 1; ; tries++) {
    const result = await once(program, args, cwd);
    if (result.code !== NO_MACHINE || tries === TRIES) return result;
    console.warn(
      `${program}: the machine failed (try ${tries} of ${TRIES}): ${result.stderr.trim().split('\n').at(-1)}`,
    );
  }
}

function once(program: string, args: string[], cwd?: string): Promise<Ended> {
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'], ...(cwd === undefined ? {} : { cwd }) });
  const result: Ended = { code: null, stdout: '', stderr: '' };
  child.stdout.setEncoding('utf8').on('data', text => (result.stdout += text));
  child.stderr.setEncoding('utf8').on('data', text => (result.stderr += text));
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', code => resolve({ ...result, code }));
  });
}
