/** A command that nobody knows: the nearest one is named. */
import type { Command } from 'commander';
import { didYouMean, nearest } from '../protocol/did-you-mean.ts';
import { EXIT, LabError } from '../protocol/lab-error.ts';

/** `help [command]`. */
export function helpOn(program: Command, name: string | undefined): void {
  const wanted = name === undefined ? program : program.commands.find(command => command.name() === name);
  if (wanted) {
    wanted.outputHelp();
    return;
  }
  throw new LabError('usage', `there is no command '${name}'`, {
    exit: EXIT.usage,
    hint: `${didYouMean(name ?? '', namesOf(program))}container-lab --help shows the commands`,
  });
}

/** `lits` is no lesson: perhaps a command was meant. */
export function orACommand(error: unknown, word: string, program: Command): unknown {
  if (!(error instanceof LabError) || error.code !== 'no-lesson') return error;
  const command = nearest(word, namesOf(program));
  if (command === null) return error;
  return new LabError(error.code, `there is no command or lesson '${word}'`, {
    exit: error.exit,
    hint: `did you mean '${command}'? container-lab --help shows the commands`,
  });
}

function namesOf(program: Command): string[] {
  return program
    .createHelp()
    .visibleCommands(program)
    .map(command => command.name());
}
