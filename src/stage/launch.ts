import { existsSync } from 'node:fs';
import type { Readable, Writable } from 'node:stream';
import { execa } from 'execa';
import { EXIT, LabError } from '../protocol/lab-error.ts';
import { nativeProgram } from './helper-path.ts';

export type Privilege = 'root' | 'sudo' | 'rootless';

export interface Launch {
  command: string;
  args: string[];
  privilege: Privilege;
  /** The helper runs in a scope of systemd with `Delegate=yes`. */
  scope: boolean;
}

const PROMPT = 'container-lab asks for root for its helper only. [sudo] password for %p: ';

/** The running helper: its three pipes, and a promise of its end that never rejects. */
export interface HelperProcess extends Promise<{ exitCode?: number | undefined }> {
  stdin: Writable;
  stdout: Readable;
  stderr: Readable;
}

export interface Surroundings {
  uid: number;
  /** Absolute path of a program on PATH, or null. */
  which(program: string): string | null;
  exists(path: string): boolean;
}

export const realSurroundings: Surroundings = {
  uid: process.getuid?.() ?? -1,
  which(program) {
    for (const dir of (process.env.PATH ?? '').split(':').concat('/usr/bin', '/bin', '/usr/sbin', '/sbin'))
      if (dir.startsWith('/') && existsSync(`${dir}/${program}`)) return `${dir}/${program}`;
    return null;
  },
  exists: existsSync,
};

/**
 * The command line that starts the monitor: through sudo for an ordinary user who has it, and in a delegated scope where systemd
 * manages the cgroup tree (a group at the root of its tree can lose its controllers at the next daemon-reload).
 *
 * @param interactive sudo may ask for the password on the terminal
 */
export function planLaunch(
  helper: string,
  options: { rootless?: boolean; interactive: boolean; unit: string },
  around: Surroundings = realSurroundings,
): Launch {
  const sudo = around.uid === 0 || options.rootless ? null : around.which('sudo');
  const privilege: Privilege = around.uid === 0 ? 'root' : sudo ? 'sudo' : 'rootless';
  const systemdRun = around.exists('/run/systemd/system') ? around.which('systemd-run') : null;
  const scope = privilege !== 'rootless' && systemdRun !== null;
  const words = [helper];
  if (scope) {
    words.unshift(
      systemdRun,
      '--scope',
      '--quiet',
      '--collect',
      `--unit=${options.unit}`,
      '--property=Delegate=yes',
      '--',
    );
  }
  if (sudo) {
    words.unshift(sudo, ...(options.interactive ? ['-p', PROMPT] : ['-n']), '--');
  }
  const [command = helper, ...args] = words;
  return { command, args, privilege, scope };
}

/** Start it. The process gets an almost empty environment: nothing in ours may steer a privileged program. */
export function startHelper(launch: Launch): HelperProcess {
  const keep = ['PATH', 'LANG', 'LC_ALL', 'TERM', 'XDG_RUNTIME_DIR'];
  const env = Object.fromEntries(keep.flatMap(name => (process.env[name] ? [[name, process.env[name]]] : [])));
  return execa(launch.command, launch.args, {
    stdin: 'pipe',
    stdout: 'pipe',
    stderr: 'pipe',
    buffer: false,
    reject: false,
    // the helper undoes everything at end of file: killing it would only lose that
    cleanup: false,
    extendEnv: false,
    env,
  }) as unknown as HelperProcess;
}

/** Start a monitor as this user can. */
export function startMonitor(options: { rootless?: boolean; interactive: boolean }): {
  process: HelperProcess;
  launch: Launch;
} {
  const launch = planLaunch(nativeProgram('lab-helper'), {
    ...options,
    unit: `container-lab-${process.pid}-${Date.now().toString(36)}`,
  });
  return { process: startHelper(launch), launch };
}

/** Why sudo refused, in its own words: of several lines the last one that states something, not the one that gives advice. */
export function sudoRefusal(log: string): string | null {
  const lines = log.split('\n').flatMap(line => /^sudo: (.+)/.exec(line.trim())?.[1] ?? []);
  const stated = lines.filter(line => !line.startsWith('If '));
  return stated.at(-1) ?? lines.at(-1) ?? null;
}

/** Run the helper once in a mode that prints one JSON object (`probe`, `clean`). */
export async function runHelperOnce(
  mode: 'probe' | 'clean',
  options: { asRoot: boolean; interactive: boolean },
): Promise<Record<string, unknown>> {
  const helper = nativeProgram('lab-helper');
  const sudo = options.asRoot && realSurroundings.uid !== 0 ? realSurroundings.which('sudo') : null;
  const words = [...(sudo ? [sudo, ...(options.interactive ? ['-p', PROMPT] : ['-n']), '--'] : []), helper, mode];
  const [command = helper, ...args] = words;
  const result = await execa(command, args, { reject: false, stdin: 'inherit', stderr: 'pipe' });
  try {
    return JSON.parse(result.stdout) as Record<string, unknown>;
  } catch {
    const refusal = sudo === null ? null : sudoRefusal(result.stderr);
    if (refusal !== null)
      throw new LabError('sudo', `sudo did not start the helper: ${refusal}`, {
        exit: EXIT.machineCannot,
        hint: 'see: container-lab doctor',
      });
    const said = result.stderr.trim().split('\n').at(-1) ?? '';
    throw new LabError('helper', `${words.join(' ')} failed: ${said || `exit code ${result.exitCode ?? '?'}`}`, {
      exit: EXIT.machineCannot,
      hint: 'see: container-lab doctor',
    });
  }
}

/** Whether root is to be had: `free` without a password, `asks` with one. */
export async function sudoState(around: Surroundings = realSurroundings): Promise<'root' | 'free' | 'asks' | 'none'> {
  if (around.uid === 0) return 'root';
  const sudo = around.which('sudo');
  if (!sudo) return 'none';
  const { exitCode, stderr } = await execa(sudo, ['-n', '--', '/bin/true'], {
    reject: false,
    stdin: 'ignore',
    env: { LC_ALL: 'C' },
  });
  if (exitCode === 0) return 'free';
  return /password/.test(stderr) ? 'asks' : 'none';
}
