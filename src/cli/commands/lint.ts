import type { Command } from 'commander';
import { jsonOption, trustOption } from '../options.ts';

export function addLint(program: Command): void {
  program
    .command('lint')
    .argument('[path...]', 'lesson files, or folders of them')
    .description('check lesson files, and that all of the notes is covered; needs no root')
    .addOption(jsonOption())
    .option(
      '--run',
      'also carry out their actions here, and type their by-hand lines into a shell of yours: read them first',
    )
    .addOption(trustOption())
    .action(async (paths: string[], options) => {
      const { lint } = await import('../author/lint.ts');
      process.exitCode = await lint(paths, options);
    });
}
