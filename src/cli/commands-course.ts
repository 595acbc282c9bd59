/** Commands that play the course. */
import type { Command } from 'commander';
import { orACommand } from './unknown-command.ts';
import { appWords, lessonsOption, recordOption, rootfsOption, rootlessOption, trustOption } from './options.ts';

export function addCourse(program: Command): void {
  program
    .command('open', { isDefault: true })
    .argument('[where]', 'LESSON or LESSON/STEP to begin at')
    .description('open the workshop')
    .option('--plain', 'linear text with prompts instead of the full screen, for screen readers too')
    .addOption(recordOption())
    .addOption(lessonsOption())
    .addOption(trustOption())
    .addOption(rootfsOption())
    .addOption(rootlessOption())
    .addHelpText(
      'after',
      '\nThe exit code is 0 when everything held that was carried out, 1 when something failed (a wrong answer and an unsolved challenge are no failures), 3 when the kernel did not allow a step here, 130 when a signal ended it.',
    )
    .action(async (where: string | undefined, options, command: Command) => {
      const { open } = await import('./open.ts');
      try {
        process.exitCode = await open(where, options);
      } catch (error) {
        // `container-lab lits` is `open lits` to commander
        const misspelt = where !== undefined && program.args[0] !== command.name();
        throw misspelt ? orACommand(error, where, program) : error;
      }
    });

  program
    .command('demo')
    .argument('[what...]', 'unshare, CLONE_NEWPID, fork-bomb, words of a title, LESSON or LESSON/STEP')
    .description('show one primitive to a class')
    .option('--list', 'what can be shown')
    .option('--json', 'with --list: as JSON')
    .option('--auto <seconds>', 'go on by itself, every so many seconds')
    .addOption(recordOption())
    .addOption(lessonsOption())
    .addOption(trustOption())
    .addOption(rootfsOption())
    .addOption(rootlessOption())
    .action(async (what: string[], options) => {
      const { demo } = await import('./demo.ts');
      process.exitCode = await demo(what, options);
    });

  program
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
    .option(
      '--omit <where>',
      'leave out one op: LESSON/STEP#N, counting from 1 (for authors: some expectation must fail)',
    )
    .addOption(lessonsOption())
    .addOption(trustOption())
    .addOption(rootfsOption())
    .addOption(rootlessOption())
    .option('--privileged', 'the app keeps every right: no capabilities given up, no filter, /proc open')
    .addHelpText(
      'after',
      "\nStandard input is that of the app that follows --, unless --hold is given; without -- the app is a program of container-lab.\n\nThe exit code is 0 when every expectation held, 1 when one did not, or when a step failed: what rests on it is skipped, and the app is then not started. The app's own exit code is reported, never ours.\n\nCtrl-C or SIGTERM ends it with 130: the app gets SIGTERM, and after 3 seconds SIGKILL; after a second Ctrl-C, or where it has no handler for SIGTERM, at once. A hold ends so with 0.",
    )
    .action(async (where: string[], options) => {
      const { run } = await import('./run.ts');
      process.exitCode = await run(where, appWords(process.argv), options);
    });

  program
    .command('replay')
    .argument('[file]', 'what --record wrote, or a saved run --json')
    .description('play a recording (without FILE: one of the whole course); needs neither Linux nor root')
    .option('--plain', 'as linear text instead of the full screen')
    .addOption(lessonsOption())
    .option('--json', 'only a summary of it, as JSON')
    .action(async (file: string | undefined, options) => {
      const { replay } = await import('./replay.ts');
      process.exitCode = await replay(file, options);
    });

  program
    .command('solve')
    .argument('[lesson...]', 'LESSON')
    .description('type the solutions of the challenges into a shell, and see whether the kernel agrees')
    .option('--json', 'as JSON')
    .option('--verbose', 'show the shell, on standard error')
    .option('--timeout <seconds>', 'for each challenge (60)')
    .addOption(lessonsOption())
    .addOption(trustOption())
    .addOption(rootfsOption())
    .addOption(rootlessOption())
    .addHelpText('after', '\nsudo is used where it is needed, and must not ask for a password in the shell.')
    .action(async (lessons: string[], options) => {
      const { solve } = await import('./solve.ts');
      process.exitCode = await solve(lessons, options);
    });

  program
    .command('progress')
    .description('what you have done so far')
    .option('--json', 'as JSON, with what the kernel returned')
    .addOption(lessonsOption())
    .action(async options => {
      const { progress } = await import('./progress.ts');
      process.exitCode = await progress(options);
    });

  program
    .command('reset')
    .argument('[lesson]', 'only this one')
    .description('forget what was done, in one lesson or everywhere')
    .addOption(lessonsOption())
    .action(async (lesson: string | undefined, options) => {
      const { reset } = await import('./progress.ts');
      process.exitCode = await reset(lesson, options);
    });
}
