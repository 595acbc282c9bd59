import type { Command } from 'commander';
import { addSessionOptions, recordOption } from '../options.ts';

export function addDemo(program: Command): void {
  const command = program
    .command('demo')
    .argument('[what...]', 'unshare, CLONE_NEWPID, fork-bomb, words of a title, LESSON or LESSON/STEP')
    .description('show one primitive to a class')
    .option('--list', 'what can be shown')
    .option('--json', 'with --list: as JSON')
    .option('--auto <seconds>', 'go on by itself, every so many seconds')
    .addOption(recordOption());
  addSessionOptions(command).action(async (what: string[], options) => {
    const { demo } = await import('../play/demo.ts');
    process.exitCode = await demo(what, options);
  });
}
