/** Options that several commands share, and the words of the command line that commander must not see. */
import { type Command, Option } from 'commander';

const rootfsOption = () => new Option('--rootfs <path>', 'directory or tar archive to use as the root filesystem');
export const recordOption = () =>
  new Option('--record <file>', 'also write every event to a new file, for container-lab replay');
const rootlessOption = () => new Option('--rootless', 'do not use sudo: a user namespace first');
export const trustOption = () =>
  new Option('--trust-lessons', 'let those lessons start programs of this machine and read its files, as root');
export const lessonsOption = () => new Option('--lessons <dir>', 'also the lessons of this folder of your own');
export const jsonOption = () => new Option('--json', 'as JSON');

/** Those of every command that starts a session. */
export function addSessionOptions(command: Command): Command {
  for (const option of [lessonsOption(), trustOption(), rootfsOption(), rootlessOption()]) command.addOption(option);
  return command;
}

/** The words after `--`, or null when there is none: commander would mix them with the lessons. */
export function appCommand(argv: string[]): string[] | null {
  const at = argv.indexOf('--');
  return at < 0 ? null : argv.slice(at + 1);
}

/** The command line without the app's command: what commander parses. */
export function withoutAppCommand(argv: string[]): string[] {
  const at = argv.indexOf('--');
  return at < 0 ? argv : argv.slice(0, at);
}
