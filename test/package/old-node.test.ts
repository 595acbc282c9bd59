/** The package under Nodes that are too old, for real; `test/cli/start.test.ts` only plays them. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { nodeTree } from './kit.ts';
import { install, pack } from './pack.ts';

describe('an old Node', () => {
  const dir = mkdtempSync(join(tmpdir(), 'lab-old-'));
  let program: string;
  beforeAll(() => {
    ({ program } = install(pack(dir).path, join(dir, 'there')));
  });
  afterAll(() => rmSync(dir, { recursive: true, force: true }));

  function run(major: string, args: string[]) {
    return spawnSync(join(nodeTree(major), 'bin/node'), [program, ...args], { encoding: 'utf8' });
  }

  test.each([
    ['12', []],
    ['12', ['replay', '--plain']],
    ['18', []],
    ['18', ['run', '--all']],
  ])('%s is told to be too old for %j', (major, args) => {
    const { stdout, stderr, status } = run(major, args);
    expect(stderr).toMatch(
      new RegExp(`^container-lab: this is Node ${major}\\.\\S+, and the workshop needs 20\\.19 or newer\\n {2}.*\\n$`),
    );
    expect([stdout, status]).toEqual(['', 3]);
  });

  test.each([[['replay', '--plain']], [['glossary', 'cgroup']], [['lint']], [['list']], [['--version']]])(
    '18 carries out %j',
    args => {
      const { stdout, stderr, status } = run('18', args);
      expect([stderr, status]).toEqual(['', 0]);
      expect(stdout).not.toBe('');
    },
  );
});
