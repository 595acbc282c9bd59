import type { Command } from 'commander';
import { lessonsOption } from '../options.ts';

export function addProgress(program: Command): void {
  program
    .command('progress')
    .description('what you have done so far')
    .option('--json', 'as JSON, with what the kernel returned')
    .addOption(lessonsOption())
    .action(async options => {
      const { progress } = await import('../knowledge/progress.ts');
      process.exitCode = await progress(options);
    });
}
