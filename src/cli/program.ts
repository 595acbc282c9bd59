/**
 * The command line as data for commander: every command, argument and option. One file per command carries it out, and
 * is imported only then. Help, the manual page and shell completion are made from what is declared here, so that they
 * cannot go stale; `complete.ts` knows by the name of an argument what may stand there.
 */
import { Command, Option } from 'commander';
import { nearest } from '../lesson/problem.ts';
import { LabError } from '../protocol/lab-error.ts';
import { columns, EXAMPLES, EXIT_CODES } from './manual.ts';

const rootfsOption = () => new Option('--rootfs <path>', 'directory or tar archive to use as the root filesystem');
const recordOption = () =>
  new Option('--record <file>', 'also write every event to a new file, for container-lab replay');
const rootlessOption = () => new Option('--rootless', 'do not use sudo: a user namespace first');
const lessonsOption = () => new Option('--lessons <dir>', 'also the lessons of this folder of your own');
const jsonOption = () => new Option('--json', 'as JSON');

/** `version` is what --version prints. */
export function createProgram(version: string): Command {
  const program = new Command('container-lab')
    .description('Build a container from scratch, by hand, on a real Linux kernel, and see every change.')
    .version(version, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'say how a command is used')
    .helpCommand('help [command]', 'say how a command is used')
    .option('--no-color', 'no colours (NO_COLOR does the same)')
    .showSuggestionAfterError()
    .exitOverride()
    .configureOutput({ outputError: (text, write) => write(inOurWords(text)) })
    .addHelpText(
      'after',
      `\nExamples:\n${columns(EXAMPLES, 38)}\n\nExit codes:\n${columns(EXIT_CODES, 6)}\n\nThe manual page says more: man container-lab.`,
    );
  addCourse(program);
  addKnowledge(program);
  addHousekeeping(program);
  return program;
}

/** Commands that play the course. */
function addCourse(program: Command): void {
  program
    .command('open', { isDefault: true })
    .argument('[where]', 'LESSON or LESSON/STEP to begin at')
    .description('open the workshop')
    .option('--plain', 'linear text with prompts instead of the full screen, for screen readers too')
    .addOption(recordOption())
    .addOption(lessonsOption())
    .addOption(rootfsOption())
    .addOption(rootlessOption())
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
    .argument('[what]', 'unshare, CLONE_NEWPID, fork-bomb, LESSON or LESSON/STEP')
    .description('show one primitive to a class')
    .option('--list', 'what can be shown')
    .option('--json', 'with --list: as JSON')
    .option('--auto <seconds>', 'go on by itself, every so many seconds')
    .addOption(recordOption())
    .addOption(lessonsOption())
    .addOption(rootfsOption())
    .addOption(rootlessOption())
    .action(async (what: string | undefined, options) => {
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
    .addOption(recordOption())
    .option(
      '--omit <where>',
      'leave out one op: LESSON/STEP#N, counting from 1 (for authors: some expectation must fail)',
    )
    .addOption(lessonsOption())
    .addOption(rootfsOption())
    .addOption(rootlessOption())
    .option('--privileged', 'the app keeps every right: no capabilities given up, no filter, /proc open')
    .addHelpText(
      'after',
      "\nThe exit code is 0 when every expectation held, 1 when one did not. The app's own exit code is reported, never ours.",
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
      process.exitCode = progress(options);
    });

  program
    .command('reset')
    .argument('[lesson]', 'only this one')
    .description('forget what was done, in one lesson or everywhere')
    .addOption(lessonsOption())
    .action(async (lesson: string | undefined, options) => {
      const { reset } = await import('./progress.ts');
      process.exitCode = reset(lesson, options);
    });
}

/** Commands that tell something and start nothing. */
function addKnowledge(program: Command): void {
  program
    .command('list')
    .description('the lessons and their steps')
    .addOption(jsonOption())
    .addOption(lessonsOption())
    .action(async options => {
      const { list } = await import('./list.ts');
      process.exitCode = list(options);
    });

  program
    .command('glossary')
    .argument('[term...]', 'a word, or words that belong together')
    .description('the words of the course, or one of them')
    .addOption(jsonOption())
    .addOption(lessonsOption())
    .action(async (words: string[], options) => {
      const { glossary } = await import('./glossary.ts');
      process.exitCode = glossary(words, options);
    });

  program
    .command('lint')
    .argument('[path...]', 'lesson files, or folders of them')
    .description('check lesson files, and that all of the notes is covered; needs no root')
    .addOption(jsonOption())
    .action(async (paths: string[], options) => {
      const { lint } = await import('./lint.ts');
      process.exitCode = lint(paths, options);
    });

  program
    .command('new-lesson')
    .argument('<name>', 'small letters and hyphens: my-lesson, or 50-my-lesson')
    .description('write a lesson to begin with, that lints and runs')
    .option('--dir <dir>', 'into this folder', '.')
    .action(async (name: string, options) => {
      const { newLesson } = await import('./new-lesson.ts');
      process.exitCode = newLesson(name, options);
    });
}

/** Commands about the machine and the program itself. */
function addHousekeeping(program: Command): void {
  program
    .command('doctor')
    .description('what this machine allows; exit code 3 if the six steps cannot run')
    .addOption(jsonOption())
    .addOption(new Option('--rootless', 'as if there were no sudo'))
    .action(async options => {
      const { doctor } = await import('./doctor.ts');
      process.exitCode = await doctor(options);
    });

  program
    .command('clean')
    .description('remove what a killed session left behind')
    .addOption(jsonOption())
    .action(async options => {
      const { clean } = await import('./clean.ts');
      process.exitCode = await clean(options);
    });

  program
    .command('completion')
    .argument('<shell>', 'bash, zsh or fish')
    .description('print a script that lets your shell complete words with TAB')
    .addHelpText('after', HOW_TO_COMPLETE)
    .action(async (shell: string) => {
      const { completion } = await import('./completion.ts');
      process.exitCode = completion(shell);
    });

  program
    .command('version')
    .description('the version of container-lab, Node and the architecture')
    .addOption(jsonOption())
    .action(async options => {
      const { tellVersion } = await import('./version.ts');
      process.exitCode = tellVersion(options);
    });

  program
    .command('complete', { hidden: true })
    .description('what the completion scripts ask: the candidates for the last of the words after --')
    .action(async () => {
      const { answerCompletion } = await import('./completion.ts');
      process.exitCode = answerCompletion(program, appWords(process.argv) ?? []);
    });
}

const HOW_TO_COMPLETE = `
bash, in ~/.bashrc:                      eval "$(container-lab completion bash)"
zsh, in ~/.zshrc, after compinit:        eval "$(container-lab completion zsh)"
fish, in ~/.config/fish/config.fish:     container-lab completion fish | source`;

/** The words after `--`, or null when there is none: commander would mix them with the lessons. */
function appWords(argv: string[]): string[] | null {
  const at = argv.indexOf('--');
  return at < 0 ? null : argv.slice(at + 1);
}

/** What commander is to see. */
export function withoutAppWords(argv: string[]): string[] {
  const at = argv.indexOf('--');
  return at < 0 ? argv : argv.slice(0, at);
}

/** Commander's error as we write ours: a sentence, and below it what to do. */
function inOurWords(text: string): string {
  return text
    .replace(/^error: /, 'container-lab: ')
    .replace(/\.$/m, '')
    .replace(/\n\(Did you mean (.*)\?\)/, '\n  did you mean $1?');
}

function orACommand(error: unknown, word: string, program: Command): unknown {
  if (!(error instanceof LabError) || error.code !== 'no-lesson') return error;
  const command = nearest(
    word,
    program.commands.map(known => known.name()),
  );
  if (command === null) return error;
  return new LabError(error.code, `there is no command or lesson '${word}'`, {
    exit: error.exit,
    hint: `did you mean '${command}'? container-lab --help shows the commands`,
  });
}
