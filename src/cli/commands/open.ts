import type { Command } from 'commander';
import { addSessionOptions, recordOption } from '../options.ts';
import { orACommand } from '../unknown-command.ts';

export function addOpen(program: Command): void {
  const command = program
    .command('open', { isDefault: true })
    .argument('[where]', 'LESSON or LESSON/STEP to begin at')
    .description('open the workshop')
    .option('--plain', 'linear text with prompts instead of the full screen, for screen readers too')
    .addOption(recordOption());
  addSessionOptions(command)
    .addHelpText('after', EXIT_CODE)
    .action(async (where: string | undefined, options) => {
      const { open } = await import('../play/open.ts');
      try {
        process.exitCode = await open(where, options);
      } catch (error) {
        // `container-lab lits` is `open lits` to commander
        const misspelt = where !== undefined && program.args[0] !== command.name();
        throw misspelt ? orACommand(error, where, program) : error;
      }
    });
}

const EXIT_CODE =
  '\nThe exit code is 0 when everything held that was carried out, 1 when something failed (a wrong answer and an unsolved challenge are no failures), 3 when the kernel did not allow a step here, 130 when a signal ended it.';
