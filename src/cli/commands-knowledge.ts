/** Commands that tell something and start nothing, and the one that writes a lesson. */
import type { Command } from 'commander';
import { jsonOption, lessonsOption, trustOption } from './options.ts';

export function addKnowledge(program: Command): void {
  program
    .command('list')
    .description('the lessons and their steps')
    .addOption(jsonOption())
    .addOption(lessonsOption())
    .action(async options => {
      const { list } = await import('./knowledge/list.ts');
      process.exitCode = await list(options);
    });

  program
    .command('glossary')
    .argument('[term...]', 'a word, or words that belong together')
    .description('the words of the course, or one of them')
    .addOption(jsonOption())
    .addOption(lessonsOption())
    .action(async (words: string[], options) => {
      const { glossary } = await import('./knowledge/glossary.ts');
      process.exitCode = await glossary(words, options);
    });

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
      const { lint } = await import('./author/lint.ts');
      process.exitCode = await lint(paths, options);
    });

  program
    .command('new-lesson')
    .argument('<name>', 'small letters and hyphens: my-lesson, or 50-my-lesson')
    .description('write a lesson to begin with, that lints and runs')
    .option('--dir <dir>', 'into this folder', '.')
    .action(async (name: string, options) => {
      const { newLesson } = await import('./author/new-lesson.ts');
      process.exitCode = await newLesson(name, options);
    });
}
