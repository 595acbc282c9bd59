/** Commands about the machine and the program itself. */
import { type Command, Option } from 'commander';
import { helpOn } from './unknown-command.ts';
import { appWords, jsonOption } from './options.ts';

export function addHousekeeping(program: Command): void {
  program
    .command('doctor')
    .description('what this machine allows; exit code 3 if the six steps cannot run, or something was not tried')
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
    .command('help')
    .argument('[command]', 'one of those above')
    .description('say how a command is used')
    .action((name: string | undefined) => helpOn(program, name));

  program
    .command('complete', { hidden: true })
    .description('what the completion scripts ask: the candidates for the last of the words after --')
    .action(async () => {
      const { answerCompletion } = await import('./completion.ts');
      process.exitCode = await answerCompletion(program, appWords(process.argv) ?? []);
    });
}

const HOW_TO_COMPLETE = `
bash, in ~/.bashrc:                      eval "$(container-lab completion bash)"
zsh, in ~/.zshrc, after compinit:        eval "$(container-lab completion zsh)"
fish, in ~/.config/fish/config.fish:     container-lab completion fish | source`;
