/** What every command prints with --json, against the documented shape. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { createProgram } from '../../src/cli/program.ts';
import { cli } from '../helpers/cli.ts';
import { documentErrors as errors } from '../helpers/events-schema.ts';
import { isRoot, needs } from '../helpers/require.ts';

const dir = mkdtempSync(join(tmpdir(), 'lab-json-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));
const slip = join(dir, '50-slip.md');
writeFileSync(slip, '---\ntitle: Slip\n---\n');

const state = join(dir, 'state');

/** Each shape, and a command line that prints it. */
const COMMANDS: [shape: string, args: string[], code: number][] = [
  ['list', ['list'], 0],
  ['glossary', ['glossary'], 0],
  ['term', ['glossary', 'chroot'], 0],
  ['demo', ['demo', '--list'], 0],
  ['lint', ['lint'], 0],
  ['lint', ['lint', slip], 1],
  ['version', ['version'], 0],
  ['replay', ['replay'], 0],
  ['progress', ['progress'], 0],
  ['clean', ['clean'], 0],
];

describe('one document on standard output, nothing on standard error', () => {
  test.each(COMMANDS)('%s: %j --json', async (shape, args, code) => {
    const result = await cli([...args, '--json'], { env: { XDG_STATE_HOME: state } });
    expect(result).toMatchObject({ code, stderr: '' });
    expect(errors(shape, JSON.parse(result.stdout))).toEqual([]);
  });

  test('doctor, whatever this machine allows', async () => {
    const { stdout, stderr, code } = await cli(['doctor', '--json']);
    const told = JSON.parse(stdout) as { able: boolean | null; about: { host: string; uid: number } };
    expect(errors('doctor', told)).toEqual([]);
    expect({ stderr, code }).toEqual({ stderr: '', code: told.able === true ? 0 : 3 });
    expect(told.about).toMatchObject({ host: hostname(), uid: process.getuid?.() });
  });
});

describe.runIf(needs(isRoot, 'makes a container, needs root'))('with a container', () => {
  test('solve', async () => {
    const { stdout, stderr } = await cli(['solve', '02-unshare', '--json']);
    expect(stderr).toBe('');
    const rows = JSON.parse(stdout) as unknown[];
    expect(errors('solve', rows)).toEqual([]);
    expect(rows).not.toEqual([]);
  }, 90_000);

  test('progress that was made has the shape, too', async () => {
    await cli(['open', '00', '--plain'], { env: { XDG_STATE_HOME: state }, input: '\n\n\nq\n' });
    const { stdout } = await cli(['progress', '--json'], { env: { XDG_STATE_HOME: state } });
    const saved = JSON.parse(stdout) as { lessons: object };
    expect(Object.keys(saved.lessons)).toEqual(['00-orientation']);
    expect(errors('progress', saved)).toEqual([]);
  });
});

test('an error is a sentence on standard error, and standard output stays empty', async () => {
  const { stdout, stderr, code } = await cli(['glossary', 'nonsense!', '--json']);
  expect({ stdout, code }).toEqual({ stdout: '', code: 2 });
  expect(stderr).toMatch(/^container-lab: /);
});

test('no command with --json is without a shape', () => {
  const shaped = new Set([...COMMANDS.map(([, args]) => args[0]), 'doctor', 'solve']);
  const streams = ['run']; // one event a line: events.schema.json
  const asked = createProgram('0.0.0')
    .commands.filter(command => command.options.some(({ long }) => long === '--json'))
    .map(command => command.name());
  expect(asked.length).toBeGreaterThan(8);
  expect(asked.filter(name => !shaped.has(name) && !streams.includes(name))).toEqual([]);
});
