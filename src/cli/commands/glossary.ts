import type { Command } from 'commander';
import { jsonOption, lessonsOption } from '../options.ts';

export function addGlossary(program: Command): void {
  program
    .command('glossary')
    .argument('[term...]', 'a word, or words that belong together')
    .description('the words of the course, or one of them')
    .addOption(jsonOption())
    .addOption(lessonsOption())
    .action(async (query: string[], options) => {
      const { glossary } = await import('../knowledge/glossary.ts');
      process.exitCode = await glossary(query, options);
    });
}
