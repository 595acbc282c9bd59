import type { Command } from 'commander';
import { helpOn } from '../unknown-command.ts';

export function addHelp(program: Command): void {
  program
    .command('help')
    .argument('[command]', 'one of those above')
    .description('say how a command is used')
    .action((name: string | undefined) => helpOn(program, name));
}
