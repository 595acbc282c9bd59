import type { Command } from 'commander';
import { jsonOption } from '../options.ts';

export function addClean(program: Command): void {
  program
    .command('clean')
    .description('remove what a killed session left behind')
    .addOption(jsonOption())
    .action(async options => {
      const { clean } = await import('../clean.ts');
      process.exitCode = await clean(options);
    });
}
