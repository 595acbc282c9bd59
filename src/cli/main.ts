/** The command line: words in, one file per command, exit codes out. Everything heavy is imported by the command that needs it. */
import { Command, CommanderError, Option } from 'commander';
import { EXIT, LabError } from '../protocol/lab-error.ts';
import { watchOutput } from './output.ts';
import { version } from './version.ts';

const program = new Command('container-lab')
  .description('Build a container from scratch, by hand, on a real Linux kernel, and see every change.')
  .version(version(), '-V, --version')
  .option('--no-color', 'no colours (NO_COLOR does the same)')
  .showSuggestionAfterError()
  .exitOverride()
  .addHelpText(
    'after',
    `
Examples:
  container-lab                         open the workshop
  container-lab open 03-chroot          open it at a lesson
  container-lab run --all --json        build a container, events as JSON lines on stdout
  container-lab run --all -- /bin/sh -c 'id; hostname'
  container-lab run --until 2 --hold    stop after step 2 and stay, for another terminal to look
  container-lab replay                  look at a recorded course, without Linux and without root
  container-lab doctor                  what this machine allows, and what to do

Exit codes: 0 fine, 1 a check failed, 2 usage, 3 this machine cannot, 130 interrupted.`,
  );

const rootfsOption = new Option('--rootfs <path>', 'directory or tar archive to use as the root filesystem');
const recordOption = new Option('--record <file>', 'also write every event to a new file, for container-lab replay');
const rootlessOption = new Option('--rootless', 'do not use sudo: a user namespace first');

program
  .command('open [lesson]', { isDefault: true })
  .description('open the workshop (at LESSON or LESSON/STEP)')
  .option('--plain', 'linear text with prompts instead of the full screen')
  .addOption(recordOption)
  .addOption(rootfsOption)
  .addOption(rootlessOption)
  .action(async (lesson: string | undefined, options) => {
    const { open } = await import('./open.ts');
    process.exitCode = await open(lesson, options);
  });

program
  .command('demo [what]')
  .description('show one primitive to a class: unshare, CLONE_NEWPID, fork-bomb, LESSON or LESSON/STEP')
  .option('--list', 'what can be shown')
  .option('--auto <seconds>', 'go on by itself, every so many seconds')
  .addOption(recordOption)
  .addOption(rootfsOption)
  .addOption(rootlessOption)
  .action(async (what: string | undefined, options) => {
    const { demo } = await import('./demo.ts');
    process.exitCode = await demo(what, options);
  });

program
  .command('run [lessons...]')
  .description('carry out lessons without a screen; what follows -- is the app to start')
  .option('--all', 'every lesson')
  .option('--until <where>', 'stop after this: 1 to 6 (a step of the notes), LESSON or LESSON/STEP')
  .option('--hold', 'stay after the last step until SIGINT, SIGTERM or the end of standard input')
  .option('--json', 'one JSON object a line on stdout')
  .option('--plain', 'plain text (the default)')
  .addOption(recordOption)
  .option('--omit <op>', 'leave out one op: LESSON/STEP#N, counting from 1 (for authors: some expectation must fail)')
  .addOption(rootfsOption)
  .addOption(rootlessOption)
  .addHelpText(
    'after',
    "\nThe exit code is 0 when every expectation held, 1 when one did not. The app's own exit code is reported, never ours.",
  )
  .action(async (lessons: string[], options) => {
    const { run } = await import('./run.ts');
    process.exitCode = await run(lessons, appWords(), options);
  });

program
  .command('replay [file]')
  .description('play a recording (without FILE: one of the whole course); needs neither Linux nor root')
  .option('--plain', 'as linear text instead of the full screen')
  .addHelpText('after', '\nFILE is what --record wrote, or a saved run --json.')
  .action(async (file: string | undefined, options) => {
    const { replay } = await import('./replay.ts');
    process.exitCode = await replay(file, options);
  });

program
  .command('progress')
  .description('what you have done so far')
  .option('--json', 'as JSON, with what the kernel returned')
  .action(async options => {
    const { progress } = await import('./progress.ts');
    process.exitCode = progress(options);
  });

program
  .command('reset [lesson]')
  .description('forget what was done in LESSON, or everything')
  .action(async (lesson: string | undefined) => {
    const { reset } = await import('./progress.ts');
    process.exitCode = reset(lesson);
  });

program
  .command('list')
  .description('the lessons and their steps')
  .option('--json', 'as JSON')
  .action(async options => {
    const { list } = await import('./list.ts');
    process.exitCode = list(options);
  });

program
  .command('glossary [term...]')
  .description('the words of the course, or one of them')
  .option('--json', 'as JSON')
  .action(async (words: string[], options) => {
    const { glossary } = await import('./glossary.ts');
    process.exitCode = glossary(words, options);
  });

program
  .command('doctor')
  .description('what this machine allows; exit code 3 if the six steps cannot run')
  .option('--json', 'as JSON')
  .action(async options => {
    const { doctor } = await import('./doctor.ts');
    process.exitCode = await doctor(options);
  });

program
  .command('clean')
  .description('remove what a killed session left behind')
  .option('--json', 'as JSON')
  .action(async options => {
    const { clean } = await import('./clean.ts');
    process.exitCode = await clean(options);
  });

program
  .command('lint [paths...]')
  .description('check lesson files, and that all of the notes is covered; needs no root')
  .option('--json', 'as JSON')
  .action(async (paths: string[], options) => {
    const { lint } = await import('./lint.ts');
    process.exitCode = lint(paths, options);
  });

/** The words after `--`, or null when there is none: commander would mix them with the lessons. */
function appWords(): string[] | null {
  const at = process.argv.indexOf('--');
  return at < 0 ? null : process.argv.slice(at + 1);
}

async function main(): Promise<void> {
  // chalk and Ink look at FORCE_COLOR alone, and only while they load
  if (process.env.NO_COLOR || process.argv.includes('--no-color') || process.env.TERM === 'dumb')
    process.env.FORCE_COLOR = '0';
  const at = process.argv.indexOf('--');
  try {
    await program.parseAsync(at < 0 ? process.argv : process.argv.slice(0, at));
  } catch (error) {
    process.exitCode = report(error);
  }
}

/** One clear sentence on stderr, and the exit code. */
export function report(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage;
  if (error instanceof LabError) {
    process.stderr.write(`container-lab: ${error.message}\n${error.hint ? `  ${error.hint}\n` : ''}`);
    return error.exit;
  }
  process.stderr.write(
    `container-lab: unexpected: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
  );
  return EXIT.checkFailed;
}

watchOutput();
await main();
