/** What a Node says that is too old: the first file is read by it, and only tells what is missing. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { transform } from 'esbuild';
import { afterAll, describe, expect, it } from 'vitest';
import { PROGRAM, type Result, start } from '../helpers/cli.ts';

const dir = mkdtempSync(join(tmpdir(), 'lab-old-node-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

/** Our Node, which says that it is another. */
function asNode(version: string, args: string[]): Promise<Result> {
  const disguise = join(dir, `${version}.cjs`);
  writeFileSync(
    disguise,
    `Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '${version}' } });`,
  );
  return start(args, { env: { NODE_OPTIONS: `--require ${disguise}` } }).ended;
}

describe('an old Node', () => {
  it('can read the first file', async () => {
    const code = readFileSync(PROGRAM, 'utf8');
    const plain = await transform(code, {
      target: 'es2019',
      supported: { 'dynamic-import': true, 'import-meta': true },
    });
    const asItIs = await transform(code, { target: 'esnext' });
    expect(plain.code).toBe(asItIs.code);
  });

  it.each([
    [
      '12.22.12',
      ['replay'],
      /^container-lab: this is Node 12\.22\.12, and the workshop needs 20\.19 or newer\n {2}to get /,
    ],
    ['18.20.4', [], /this is Node 18\.20\.4, .*\n {2}replay, glossary, lint and list work with this one too; to get /],
    ['20.18.3', ['run', '--all'], /this is Node 20\.18\.3/],
  ])('%s is told to be too old for %j', async (version, args, sentence) => {
    const result = await asNode(version, args);
    expect(result.stderr).toMatch(sentence);
    expect([result.stdout, result.code]).toEqual(['', 3]);
  });

  it.each([
    ['18.20.4', ['glossary', 'cgroup']],
    ['20.18.3', ['--version']],
    ['20.19.0', ['list']],
    ['26.0.0', ['list']],
  ])('%s carries out %j', async (version, args) => {
    const result = await asNode(version, args);
    expect([result.stderr, result.code]).toEqual(['', 0]);
    expect(result.stdout).not.toBe('');
  });

  it('is one that package.json does not name', () => {
    const { engines } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
    expect(engines.node).toBe('>=20.19');
  });
});
