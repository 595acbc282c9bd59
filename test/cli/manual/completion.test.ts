/** The scripts in the shells that they are for: sourced as our help says, and asked as a TAB would. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { cli, PROGRAM } from '../../helpers/cli.ts';
import { needs } from '../../helpers/require.ts';
import { openScreen } from '../../helpers/screen.ts';

const bin = mkdtempSync(join(tmpdir(), 'lab-completion-'));
afterAll(() => rmSync(bin, { recursive: true, force: true }));
symlinkSync(PROGRAM, join(bin, 'container-lab'));
writeFileSync(join(bin, 'recorded here.jsonl'), '');
const env = { PATH: `${bin}:${process.env.PATH}`, HOME: bin };

const LINES: [line: string, words: string[]][] = [
  ['', ['open', '02-unshare']],
  ['run --all --ho', ['--hold']],
  ['open 03-chroot/wal', ['03-chroot/walk-out']],
  ['run --until 05', ['05-set-limits']],
  ['demo CLONE_NEWP', ['CLONE_NEWPID']],
  ['glossary bind ', ['mount']],
];

test('a shell that we do not know is named, with those that we do', async () => {
  const { stdout, stderr, code } = await cli(['completion', 'bsh']);
  expect({ stdout, code }).toEqual({ stdout: '', code: 2 });
  expect(stderr).toContain('the shells are: bash, zsh, fish');
});

describe.runIf(needs('bash', 'completion for bash'))('bash', () => {
  /** What stands in COMPREPLY after bash itself has cut the line into words. */
  const ask = (line: string) => {
    const typed = `container-lab ${line}`;
    const script = `eval "$(container-lab completion bash)"
      COMP_LINE=$1 COMP_POINT=\${#1} COMP_WORDS=($1) COMP_CWORD=$(( \${#COMP_WORDS[@]} - 1 ))
      [[ $1 == *' ' ]] && { COMP_WORDS+=(""); COMP_CWORD=$(( COMP_CWORD + 1 )); }
      _container_lab container-lab; printf '%s\\n' "\${COMPREPLY[@]}"`;
    return execFileSync('bash', ['--norc', '-c', script, 'bash', typed], { env, encoding: 'utf8', cwd: bin });
  };
  test.each(LINES)('container-lab %s', (line, words) =>
    expect(ask(line).split('\n')).toEqual(expect.arrayContaining(words)),
  );
  test('names of files', () => expect(ask('replay rec')).toBe('recorded here.jsonl\n'));

  test('a TAB at a prompt writes the rest of the word', async () => {
    const screen = openScreen('bash', ['--norc', '--noprofile'], { env: { ...env, PS1: 'ready> ' }, cwd: bin });
    await screen.waitFor('ready>');
    screen.press('eval "$(container-lab completion bash)"; echo loa""ded\r');
    await screen.waitFor(/^loaded/m);
    screen.press('container-lab run --until=05\t');
    await screen.waitFor('run --until=05-set-limits');
    screen.press('\u0015container-lab replay rec\t');
    await screen.waitFor('replay recorded\\ here.jsonl');
    await screen.close();
  });
});

describe.runIf(needs('zsh', 'completion for zsh'))('zsh', () => {
  test('a TAB at a prompt writes the rest of the word, or lists the words with what they mean', async () => {
    const screen = openScreen('zsh', ['-f'], { env: { ...env, PS1: 'ready> ' }, cwd: bin });
    await screen.waitFor('ready>');
    screen.press('autoload -U compinit && compinit -D; eval "$(container-lab completion zsh)"; echo loa""ded\r');
    await screen.waitFor(/^loaded/m);
    for (const [line, [word = '']] of LINES.slice(1)) {
      screen.press(`\u0015container-lab ${line}\t`);
      await screen.waitFor(word);
    }
    screen.press('\u0015container-lab run --until=05\t');
    await screen.waitFor('run --until=05-set-limits');
    screen.press('\u0015container-lab replay rec\t');
    await screen.waitFor('replay recorded\\ here.jsonl');
    screen.press('\u0015container-lab li\t');
    await screen.waitFor(/lint +-- check lesson files/);
    await screen.close();
  });
});

describe.runIf(needs('fish', 'completion for fish'))('fish', () => {
  const ask = (line: string) =>
    execFileSync(
      'fish',
      ['--no-config', '-c', 'container-lab completion fish | source; complete -C $argv[1]', `container-lab ${line}`],
      { env, encoding: 'utf8', cwd: bin },
    )
      .split('\n')
      .map(found => found.split('\t')[0]);
  test.each(LINES)('container-lab %s', (line, words) => expect(ask(line)).toEqual(expect.arrayContaining(words)));
  test('names of files', () => expect(ask('replay rec')).toContain('recorded here.jsonl'));
  test('no names of files where a word belongs', () => expect(ask('open ')).not.toContain('recorded here.jsonl'));
});
