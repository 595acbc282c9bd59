import { EXIT, LabError } from '../protocol/lab-error.ts';
import { type Child, finish, start } from './child.ts';
import { helperEnvironment } from './helper-environment.ts';
import { nativeProgram } from './helper-path.ts';
import { type Launch, planLaunch, sudoCommand } from './plan-launch.ts';
import { sudoRefusal } from './sudo.ts';
import { realSurroundings } from './surroundings.ts';

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

/** Run the helper once in a mode that prints one JSON object (`probe`, `clean`). */
export async function runHelperOnce(
  mode: 'probe' | 'clean',
  options: { asRoot: boolean; interactive: boolean },
): Promise<Record<string, unknown>> {
  const helper = nativeProgram('lab-helper');
  const sudo = options.asRoot && realSurroundings.uid !== 0 ? realSurroundings.which('sudo') : null;
  const argv = [...(sudo ? sudoCommand(sudo, options.interactive, realSurroundings) : []), helper, mode];
  const [command = helper, ...args] = argv;
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
    throw new LabError('helper', `${argv.join(' ')} failed: ${said || `exit code ${result.status ?? '?'}`}`, {
      exit: EXIT.machineCannot,
      hint: 'see: container-lab doctor',
    });
  }
}
