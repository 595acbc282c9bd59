/**
 * The command line as data for commander. Help, the manual page and shell completion are made from what `commands/` declares, so that
 * they cannot go stale; `manual/complete.ts` knows by the name of an argument what may stand there.
 */
import { Command } from 'commander';
import { EXIT, LabError } from '../protocol/lab-error.ts';
import { COMMANDS } from './commands/index.ts';
import { columns, EXAMPLES, EXIT_CODES } from './manual/manual.ts';
import { say, sayOnStderr } from './output.ts';

/** `version` is what --version prints. */
export function createProgram(version: string): Command {
  const program = new Command('container-lab')
    .description('Build a container from scratch, by hand, on a real Linux kernel, and see every change.')
    .version(version, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'say how a command is used')
    .helpCommand(false)
    .option('--no-color', 'no colours (NO_COLOR does the same)')
    .showSuggestionAfterError()
    .exitOverride()
    .configureOutput({ writeOut: say, writeErr: sayOnStderr, outputError: (text, write) => write(inOurWords(text)) })
    .addHelpText(
      'after',
      `\nExamples:\n${columns(EXAMPLES, 38)}\n\nExit codes:\n${columns(EXIT_CODES, 6)}\n\nThe manual page says more: man container-lab.`,
    );
  program.hook('preAction', (_program, command) => refuseEmpty(command));
  for (const add of COMMANDS) add(program);
  for (const command of program.commands) command.showHelpAfterError(`  see: container-lab help ${command.name()}`);
  return program;
}

/** An empty word is a variable of the shell that was not set; as a path it would be the directory in which one stands. */
function refuseEmpty(command: Command): void {
  const values = Object.entries(command.opts()).map(([key, value]) => [`--${dashed(key)}`, value]);
  const empty = [...values, ['an argument', command.args.includes('') ? '' : null]].find(([, value]) => value === '');
  if (empty)
    throw new LabError('usage', `${command.name()}: ${empty[0]} is empty`, {
      exit: EXIT.usage,
      hint: 'is a variable of your shell not set?',
    });
}

const dashed = (key: string): string => key.replace(/[A-Z]/g, letter => `-${letter.toLowerCase()}`);

/** Commander's error as we write ours: a sentence, and below it what to do. */
function inOurWords(text: string): string {
  return text
    .replace(/^error: /, 'container-lab: ')
    .replace(/\.$/m, '')
    .replace(/\n\(Did you mean (.*)\?\)/, '\n  did you mean $1?');
}
