/** What every command shares and people look up: exit codes, environment, files, examples. `--help` and the manual page print it. */

export interface Entry {
  name: string;
  text: string;
}

export const EXIT_CODES: readonly Entry[] = [
  { name: '0', text: 'fine' },
  {
    name: '1',
    text: 'a check failed: an expectation, a step on which others rest, a lesson that does not lint, an unclean host',
  },
  { name: '2', text: 'usage: an unknown word, a path that cannot be used' },
  { name: '3', text: 'this machine cannot, or the kernel does not allow some steps to this user and all else held' },
  { name: '130', text: 'interrupted: by a signal, or the terminal or the reader of the output has gone' },
];

export const EXAMPLES: readonly Entry[] = [
  { name: 'container-lab', text: 'open the workshop' },
  { name: 'container-lab open 03-chroot', text: 'open it at a lesson' },
  { name: 'container-lab run --all --json', text: 'build a container, events as JSON lines on stdout' },
  { name: "container-lab run --all -- /bin/sh -c 'id; hostname'", text: 'the same with a program of your own' },
  { name: 'container-lab run --until 2 --hold', text: 'stop after step 2 and stay, for another terminal to look' },
  { name: 'container-lab replay', text: 'look at a recorded course, without Linux and without root' },
  { name: 'container-lab doctor', text: 'what this machine allows, and what to do' },
];

export const ENVIRONMENT: readonly Entry[] = [
  { name: 'NO_COLOR', text: 'when it is not empty: no colours. It wins over FORCE_COLOR' },
  {
    name: 'FORCE_COLOR',
    text: '0 for none, 1 for 16 colours, 2 for 256, 3 for 16 million, whatever the terminal says of itself',
  },
  { name: 'TERM', text: '"dumb" means plain text without colours, as with --plain' },
  { name: 'XDG_STATE_HOME', text: 'where your progress is kept; must be an absolute path; by default ~/.local/state' },
  { name: 'XDG_RUNTIME_DIR', text: 'where a session without root keeps its journal while it runs' },
];

export const FILES: readonly Entry[] = [
  {
    name: '~/.local/state/container-lab/progress.json',
    text: 'what you have done; also when you start with sudo. There is no configuration and no cache',
  },
  {
    name: '/run/container-lab',
    text: "journals of running sessions, root's alone; without root $XDG_RUNTIME_DIR/container-lab, or /tmp/container-lab-UID. The last session takes the directory away",
  },
];

/** Two columns of help. */
export function columns(entries: readonly Entry[], width: number): string {
  return entries
    .map(({ name, text }) =>
      name.length < width ? `  ${name.padEnd(width)}${text}` : `  ${name}\n  ${' '.repeat(width)}${text}`,
    )
    .join('\n');
}
