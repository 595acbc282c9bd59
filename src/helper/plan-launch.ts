/** How the helper will be started here: known before anything starts. */
import { realSurroundings, type Surroundings } from './surroundings.ts';

type Privilege = 'root' | 'sudo' | 'rootless';

export interface Launch {
  command: string;
  args: string[];
  privilege: Privilege;
  /** The helper runs in a scope of systemd with `Delegate=yes`. */
  scope: boolean;
}

const WHY = 'container-lab asks for root for its helper only';

/** sudo, and how it asks: sudo(8) prints the prompt as it is, sudo-rs in brackets before a `Password:` of its own. */
export function sudoCommand(sudo: string, interactive: boolean, around: Pick<Surroundings, 'wrapsPrompt'>): string[] {
  if (!interactive) return [sudo, '-n', '--'];
  return [sudo, '-p', around.wrapsPrompt(sudo) ? WHY : `${WHY}. [sudo] password for %p: `, '--'];
}

/**
 * The command line that starts the monitor: through sudo for an ordinary user who has it, and in a delegated scope where systemd
 * manages the cgroup tree (a group at the root of its tree can lose its controllers at the next daemon-reload). Without root's rights
 * it is a scope of the user's own systemd, which hands over a part of the tree.
 *
 * @param interactive sudo may ask for the password on the terminal
 * @param scope false: without systemd
 */
export function planLaunch(
  helper: string,
  options: { rootless?: boolean; interactive: boolean; unit: string; scope?: boolean },
  around: Surroundings = realSurroundings,
): Launch {
  const sudo = around.uid === 0 || options.rootless ? null : around.which('sudo');
  const privilege: Privilege = around.uid === 0 && around.administers ? 'root' : sudo ? 'sudo' : 'rootless';
  const systemdRun = around.exists('/run/systemd/system') ? around.which('systemd-run') : null;
  const scope =
    systemdRun !== null && options.scope !== false && (privilege !== 'rootless' || around.userManager !== null);
  const argv = [helper, 'sealed'];
  if (scope) {
    argv.unshift(
      systemdRun,
      ...(privilege === 'rootless' ? ['--user'] : []),
      '--scope',
      '--quiet',
      '--collect',
      `--unit=${options.unit}`,
      '--property=Delegate=yes',
      '--',
    );
  }
  if (sudo) argv.unshift(...sudoCommand(sudo, options.interactive, around));
  const [command = helper, ...args] = argv;
  return { command, args, privilege, scope };
}

/** Whether a session started so has root's rights: known before it starts. */
export function willBeRootless({ rootless }: { rootless?: boolean }): boolean {
  const how = { interactive: false, unit: '', ...(rootless ? { rootless } : {}) };
  return planLaunch('', how).privilege === 'rootless';
}

/** How a session without root's rights gets cgroups of its own: a command to type. */
export function delegateAdvice({ scope }: Launch, around: Surroundings = realSurroundings): string {
  if (around.exists('/run/systemd/system')) {
    const command = 'systemd-run --user --scope -p Delegate=yes -- container-lab open --rootless';
    return around.userManager !== null && !scope
      ? command
      : `log in (not with su), so that a systemd of your own runs; then ${command}`;
  }
  return 'let root hand over a group of cgroup v2 to you (man 7 cgroups, delegation), and start container-lab alone in it';
}
