import type { Command } from 'commander';
import { lessonsOption } from '../options.ts';

export function addReplay(program: Command): void {
  program
    .command('replay')
    .argument('[file]', 'what --record wrote, or a saved run --json')
    .description('play a recording (without FILE: one of the whole course); needs neither Linux nor root')
    .option('--plain', 'as linear text instead of the full screen')
    .addOption(lessonsOption())
    .option('--json', 'only a summary of it, as JSON')
    .action(async (file: string | undefined, options) => {
      const { replay } = await import('../play/replay.ts');
      process.exitCode = await replay(file, options);
    });
}
