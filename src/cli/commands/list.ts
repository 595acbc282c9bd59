import type { Command } from 'commander';
import { jsonOption, lessonsOption } from '../options.ts';

export function addList(program: Command): void {
  program
    .command('list')
    .description('the lessons and their steps')
    .addOption(jsonOption())
    .addOption(lessonsOption())
    .action(async options => {
      const { list } = await import('../knowledge/list.ts');
      process.exitCode = await list(options);
    });
}
