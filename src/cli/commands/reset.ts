import type { Command } from 'commander';
import { lessonsOption } from '../options.ts';

export function addReset(program: Command): void {
  program
    .command('reset')
    .argument('[lesson]', 'only this one')
    .description('forget what was done, in one lesson or everywhere')
    .addOption(lessonsOption())
    .action(async (lesson: string | undefined, options) => {
      const { reset } = await import('../knowledge/progress.ts');
      process.exitCode = await reset(lesson, options);
    });
}
