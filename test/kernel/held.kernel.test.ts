/** Held directories, hidden by a mount in a mount namespace of its own. */
import { spawnSync } from 'node:child_process';
import { closeSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { hold, listHeld, openHeld, readHeld, statHeld } from '../../src/kernel/held.ts';
import { isRoot, needs } from '../helpers/require.ts';

describe('what is not hidden is read by its path', () => {
  const folder = mkdtempSync(join(tmpdir(), 'held-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  writeFileSync(join(folder, 'file'), 'text');

  test('held or not', () => {
    for (const held of [false, true]) {
      if (held) hold(folder);
      expect(String(readHeld(join(folder, 'file')))).toBe('text');
      expect(listHeld(folder)).toEqual([{ name: 'file', isDirectory: false }]);
      expect(statHeld(folder)?.ino).toBeGreaterThan(0n);
    }
  });

  test('a refusal is that of node:fs, and what cannot be held is no fault', () => {
    expect(() => readHeld(join(folder, 'none'))).toThrow(expect.objectContaining({ code: 'ENOENT' }));
    hold(join(folder, 'none'));
    expect(() => listHeld(join(folder, 'none'))).toThrow(expect.objectContaining({ code: 'ENOENT' }));
  });
});

describe.runIf(needs(isRoot, 'makes mounts, needs root'))('hidden', () => {
  test('by another mount: file, link, directory, number of links and descriptor are still those of below', () => {
    const script = `
      import { execFileSync } from 'node:child_process';
      import { closeSync, readFileSync } from 'node:fs';
      import { hold, listHeld, openHeld, readHeld, statHeld } from '${process.cwd()}/src/kernel/held.ts';
      import { processIds, processStat } from '${process.cwd()}/src/kernel/processes.ts';
      hold('/proc');
      const before = processIds().includes(process.pid);
      execFileSync('mount', ['-t', 'tmpfs', 'none', '/proc']);
      await new Promise(resolve => setTimeout(resolve, 50));
      const fd = openHeld('/proc/self/mountinfo');
      const text = readFileSync(fd, 'utf8');
      closeSync(fd);
      console.log(JSON.stringify({
        before,
        own: processStat(process.pid)?.name,
        ids: processIds().includes(process.pid),
        directory: listHeld('/proc').find(({ name }) => name === 'sys')?.isDirectory,
        mounts: text.includes(' /proc rw,relatime - tmpfs none') && String(readHeld('/proc/self/mountinfo')) === text,
        same: statHeld('/proc/self')?.ino === statHeld('/proc/' + process.pid)?.ino,
        refused: (() => { try { readHeld('/proc/none'); } catch (error) { return error.code; } })(),
      }));`;
    const folder = mkdtempSync(join(tmpdir(), 'held-'));
    try {
      const file = join(folder, 'script.ts');
      writeFileSync(file, script);
      const args = ['--mount', process.execPath, 'test/helpers/run-ts.mjs', file];
      const { stdout, stderr } = spawnSync('unshare', args, { encoding: 'utf8' });
      expect(stderr).toBe('');
      expect(JSON.parse(stdout)).toEqual({
        before: true,
        own: expect.any(String),
        ids: true,
        directory: true,
        mounts: true,
        same: true,
        refused: 'ENOENT',
      });
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  test('nothing is: a descriptor is that of the path', () => {
    const fd = openHeld('/proc/self/stat');
    expect(readFileSync(fd, 'utf8')).toContain(String(process.pid));
    closeSync(fd);
  });
});
