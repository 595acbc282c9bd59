import type { Command } from 'commander';
import { addSessionOptions } from '../options.ts';

export function addSolve(program: Command): void {
  const command = program
    .command('solve')
    .argument('[lesson...]', 'LESSON')
    .description('type the solutions of the challenges into a shell, and see whether the kernel agrees')
    .option('--json', 'as JSON')
    .option('--verbose', 'show the shell, on standard error')
    .option('--timeout <seconds>', 'for each challenge (60)');
  addSessionOptions(command)
    .addHelpText('after', '\nsudo is used where it is needed, and must not ask for a password in the shell.')
    .action(async (lessons: string[], options) => {
      const { solve } = await import('../play/solve.ts');
      process.exitCode = await solve(lessons, options);
    });
}
