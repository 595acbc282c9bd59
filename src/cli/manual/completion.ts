/** `completion SHELL` prints a script; at every TAB the script asks `complete`, so that it never knows less than the program. */

import type { Command } from 'commander';
import { detect } from '../../kernel/cgroup/index.ts';
import { systemReader } from '../../kernel/cgroup/system-reader.ts';
import { EXIT, type ExitCode, LabError } from '../../protocol/lab-error.ts';
import { shippedLessons } from '../course.ts';
import { shippedGlossary } from '../knowledge/shipped-glossary.ts';
import { demoNames } from '../play/demo-names.ts';
import { complete } from './complete.ts';

/** What the scripts have in common: a line `VALUE<tab>ABOUT` each, and last `:files`, `:folders` or `:none`. */
const BASH = `# container-lab: completion for bash
_container_lab() {
  local value about kind=
  COMPREPLY=()
  while IFS=$'\\t' read -r value about; do
    case $value in
      :*) kind=$value ;;
      *) COMPREPLY+=("$(printf '%q' "$value")") ;;
    esac
  done < <(container-lab complete -- "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)
  local flag=
  case $kind in
    :files) flag=-f ;;
    :folders) flag=-d ;;
    *) return ;;
  esac
  local word=\${COMP_WORDS[COMP_CWORD]}
  compopt -o filenames 2>/dev/null
  mapfile -t COMPREPLY < <(compgen "$flag" -- "\${word#=}")
}
complete -F _container_lab container-lab
`;

const ZSH = `#compdef container-lab
_container-lab() {
  local value about kind
  local -a described
  while IFS=$'\\t' read -r value about; do
    case $value in
      :*) kind=$value ;;
      *) described+=("\${value//:/\\\\:}:$about") ;;
    esac
  done < <(container-lab complete -- "\${(@Q)words[2,CURRENT]}" 2>/dev/null)
  case $kind in
    :files) _files ;;
    :folders) _files -/ ;;
    *) _describe -V container-lab described ;;
  esac
}
if [ "$funcstack[1]" = _container-lab ]; then
  _container-lab "$@"
else
  compdef _container-lab container-lab
fi
`;

const FISH = `# container-lab: completion for fish
function __container_lab_complete
    set -l typed (commandline -opc)
    set -l current (commandline -ct)
    for line in (container-lab complete -- $typed[2..-1] "$current" 2>/dev/null)
        switch $line
            case ':files'
                __fish_complete_path "$current"
            case ':folders'
                __fish_complete_directories "$current" ''
            case ':*'
            case '*'
                printf '%s\\n' $line
        end
    end
end
complete -c container-lab -f -a '(__container_lab_complete)'
`;

const SCRIPTS: Readonly<Record<string, string>> = { bash: BASH, zsh: ZSH, fish: FISH };

/** `completion SHELL`. Throws a LabError (usage) for a shell it has no script for. */
export function completion(shell: string): ExitCode {
  const script = SCRIPTS[shell];
  if (script === undefined)
    throw new LabError('usage', `there is no completion for '${shell}'`, {
      exit: EXIT.usage,
      hint: `the shells are: ${Object.keys(SCRIPTS).join(', ')}`,
    });
  process.stdout.write(script);
  return EXIT.ok;
}

/** `complete`: what TAB offers after these words, one a line. */
export async function answerCompletion(program: Command, typed: string[]): Promise<ExitCode> {
  const [lessons, terms] = await Promise.all([shippedLessons(), shippedGlossary()]);
  const { candidates, paths } = complete(program, typed, {
    lessons: () => lessons,
    terms: () => terms,
    primitives: () => demoNames(lessons, detect(systemReader).kind),
  });
  for (const { value, about } of candidates) process.stdout.write(`${value}\t${about.replaceAll(/\s+/g, ' ')}\n`);
  process.stdout.write(`:${paths}\n`);
  return EXIT.ok;
}
