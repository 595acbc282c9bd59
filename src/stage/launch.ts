import { EXIT, LabError } from '../protocol/lab-error.ts';
import { type Child, finish, start } from './child.ts';
import { nativeProgram } from './helper-path.ts';
import { type Launch, PROMPT, planLaunch } from './plan-launch.ts';
import { realSurroundings, type Surroundings } from './surroundings.ts';

/** What a privileged program may see of our environment: nothing in ours may steer it. */
function helperEnvironment(): Record<string, string> {
  const keep = ['PATH', 'LANG', 'LC_ALL', 'TERM', 'XDG_RUNTIME_DIR'];
  return Object.fromEntries(keep.flatMap(name => (process.env[name] ? [[name, process.env[name]]] : [])));
}

/** Start it, with an almost empty environment. It undoes everything at the end of its input: to kill it would only lose that. */
export function startHelper(launch: Launch): Child {
  return start(launch.command, launch.args, helperEnvironment());
}

/** Start a monitor as this user can. */
export function startMonitor(options: { rootless?: boolean; interactive: boolean; scope?: boolean }): {
  process: Child;
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
  const result = await finish(command, args, { stdin: 'inherit', env: helperEnvironment() });
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
    throw new LabError('helper', `${words.join(' ')} failed: ${said || `exit code ${result.status ?? '?'}`}`, {
      exit: EXIT.machineCannot,
      hint: 'see: container-lab doctor',
    });
  }
}

/** Whether root is to be had: `free` without a password, `asks` with one. */
export async function sudoState(around: Surroundings = realSurroundings): Promise<'root' | 'free' | 'asks' | 'none'> {
  if (around.uid === 0) return around.administers ? 'root' : 'none';
  const sudo = around.which('sudo');
  if (!sudo) return 'none';
  const env = { ...helperEnvironment(), LC_ALL: 'C' };
  const { status, stderr } = await finish(sudo, ['-n', '--', '/bin/true'], { stdin: 'ignore', env });
  if (status === 0) return 'free';
  return /password/.test(stderr) ? 'asks' : 'none';
}
