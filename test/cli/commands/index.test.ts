import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Command } from 'commander';
import { expect, test } from 'vitest';
import { COMMANDS } from '../../../src/cli/commands/index.ts';

const FOLDER = fileURLToPath(new URL('../../../src/cli/commands/', import.meta.url));
const FILES = readdirSync(FOLDER).filter(file => file !== 'index.ts');
const text = (file: string) => readFileSync(`${FOLDER}${file}`, 'utf8');

/** What the program has loaded anyhow before it knows the command. */
const LIGHT = ['commander', '../options.ts', '../unknown-command.ts', '../version.ts', '../../protocol/lab-error.ts'];

test('every file declares a command, under its own name, and all are in the list', () => {
  const program = new Command();
  for (const add of COMMANDS) add(program);
  const names = program.commands.map(command => command.name());
  expect(FILES.map(file => file.replace('.ts', '')).filter(name => !names.includes(name))).toEqual([]);
  const declared = FILES.flatMap(file => text(file).match(/^export function add\w+/gm) ?? []);
  expect(COMMANDS.map(({ name }) => `export function ${name}`).sort()).toEqual(declared.sort());
});

test.each(FILES)('%s imports nothing heavy at the start of every command', file => {
  const imported = [...text(file).matchAll(/^import (?!type ).*from '(.*)'/gm)].map(([, from]) => from);
  expect(imported.filter(from => !LIGHT.includes(from ?? ''))).toEqual([]);
});
