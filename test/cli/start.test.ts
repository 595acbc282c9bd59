/** What a Node says that is too old: the first file is read by it, and only tells what is missing. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { transform } from 'esbuild';
import { afterAll, describe, expect, it } from 'vitest';
import { PROGRAM, type Result, start } from '../helpers/cli.ts';
import { openStaying } from '../helpers/screen.ts';

const dir = mkdtempSync(join(tmpdir(), 'lab-old-node-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

/** Our Node, which says that it is another. */
function asNode(version: string, args: string[]): Promise<Result> {
  return start(args, { env: { NODE_OPTIONS: `--require ${disguised(version)}` } }).ended;
}

/** A file that Node is to load first. */
function disguised(version: string): string {
  const disguise = join(dir, `${version}.cjs`);
  writeFileSync(
    disguise,
    `Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '${version}' } });`,
  );
  return disguise;
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

  it('replays as text on a terminal too: it lacks what the screen needs', async () => {
    const disguise = disguised('18.20.4');
    const shown = openStaying(process.execPath, ['--require', disguise, PROGRAM, 'replay']);
    try {
      await shown.waitFor('CODE 0');
      expect(shown.text()).toContain('every expectation held');
      expect(shown.terminal.buffer.active.type).toBe('normal');
    } finally {
      await shown.close();
    }
  });

  it('is one that package.json does not name', () => {
    const { engines } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
    expect(engines.node).toBe('>=20.19');
  });
});
