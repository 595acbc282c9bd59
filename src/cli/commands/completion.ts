import type { Command } from 'commander';
import { appCommand } from '../options.ts';

export function addCompletion(program: Command): void {
  program
    .command('completion')
    .argument('<shell>', 'bash, zsh or fish')
    .description('print a script that lets your shell complete words with TAB')
    .addHelpText('after', HOW_TO_COMPLETE)
    .action(async (shell: string) => {
      const { completion } = await import('../manual/completion.ts');
      process.exitCode = completion(shell);
    });
}

/** What those scripts ask at every TAB. */
export function addComplete(program: Command): void {
  program
    .command('complete', { hidden: true })
    .description('what the completion scripts ask: the candidates for the last of the words after --')
    .action(async () => {
      const { answerCompletion } = await import('../manual/completion.ts');
      process.exitCode = await answerCompletion(program, appCommand(process.argv) ?? []);
    });
}

const HOW_TO_COMPLETE = `
bash, in ~/.bashrc:                      eval "$(container-lab completion bash)"
zsh, in ~/.zshrc, after compinit:        eval "$(container-lab completion zsh)"
fish, in ~/.config/fish/config.fish:     container-lab completion fish | source`;
