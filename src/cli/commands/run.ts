import type { Command } from 'commander';
import { addSessionOptions, appCommand, recordOption } from '../options.ts';

export function addRun(program: Command): void {
  const command = program
    .command('run')
    .argument('[where...]', 'LESSON or LESSON/STEP')
    .description('carry out lessons without a screen; what follows -- is the app to start')
    .option('--all', 'every lesson')
    .option('--until <where>', 'stop after this: 1 to 6 (a step of the notes), LESSON or LESSON/STEP')
    .option('--hold', 'stay after the last step until SIGINT, SIGTERM or the end of standard input')
    .option('--json', 'one JSON object a line on stdout')
    .option('--plain', 'plain text (the default)')
    .option('--profile', 'only where the time went, system call by system call')
    .addOption(recordOption())
    .option('--omit <where>', OMIT);
  addSessionOptions(command)
    .option('--privileged', 'the app keeps every right: no capabilities given up, no filter, /proc open')
    .addHelpText('after', HOW_IT_ENDS)
    .action(async (where: string[], options) => {
      const { run } = await import('../play/run.ts');
      process.exitCode = await run(where, appCommand(process.argv), options);
    });
}

const OMIT = 'leave out one op: LESSON/STEP#N, counting from 1 (for authors: some expectation must fail)';

const HOW_IT_ENDS = `
Standard input is that of the app that follows --, unless --hold is given; without -- the app is a program of container-lab.

The exit code is 0 when every expectation held, 1 when one did not, or when a step failed: what rests on it is skipped, and the app is then not started. The app's own exit code is reported, never ours.

Ctrl-C or SIGTERM ends it with 130: the app gets SIGTERM, and after 3 seconds SIGKILL; after a second Ctrl-C, or where it has no handler for SIGTERM, at once. A hold ends so with 0.`;
