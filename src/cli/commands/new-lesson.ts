import type { Command } from 'commander';

export function addNewLesson(program: Command): void {
  program
    .command('new-lesson')
    .argument('<name>', 'small letters and hyphens: my-lesson, or 50-my-lesson')
    .description('write a lesson to begin with, that lints and runs')
    .option('--dir <dir>', 'into this folder', '.')
    .action(async (name: string, options) => {
      const { newLesson } = await import('../author/new-lesson.ts');
      process.exitCode = await newLesson(name, options);
    });
}
