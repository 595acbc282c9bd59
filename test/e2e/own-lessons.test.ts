/** A lesson of one's own, played beside the course on this kernel. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { cli } from '../helpers/cli.ts';
import { isRoot, needs } from '../helpers/require.ts';

describe.runIf(needs(isRoot, 'makes containers, needs root'))('what new-lesson writes', () => {
  const dir = mkdtempSync(join(tmpdir(), 'lab-own-lessons-'));
  afterAll(() => rmSync(dir, { recursive: true, force: true }));
  beforeAll(async () => {
    await cli(['new-lesson', 'host-names', '--dir', dir]);
  });

  test('runs, and everything that it claims holds', async () => {
    const { code, events, stderr } = await cli(['run', '--json', '--lessons', dir, 'host-names']);
    expect(stderr).toBe('');
    expect(code).toBe(0);
    const own = events().filter(event => 'lesson' in event && event.lesson === '50-host-names');
    expect(own.filter(event => event.type === 'expect')).toHaveLength(3);
    expect(own).toContainEqual(expect.objectContaining({ type: 'judged', right: ['a'], kernelDiffers: false }));
  });

  test('has a challenge that its own solution solves', async () => {
    const { code, stdout, stderr } = await cli(['solve', '--json', '--lessons', dir, 'host-names']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(JSON.parse(stdout)).toEqual([expect.objectContaining({ step: 'own-name', result: 'solved', stars: 1 })]);
  }, 90_000);

  test('as plain text, up to its last step', async () => {
    const { code, stdout } = await cli(['open', '--plain', '--lessons', dir, 'host-names'], {
      input: '\na\n\n\n\na\n\n\n\n',
    });
    expect(code).toBe(0);
    expect(stdout).toContain('This was the last step.');
    expect(stdout).toContain('your answer a: right');
  });

  test('starts no program of this machine unless it is trusted', async () => {
    const reaching = mkdtempSync(join(tmpdir(), 'lab-reaching-'));
    const text = readFileSync(join(dir, '50-host-names.md'), 'utf8');
    const ops = '{ op: unshare, flags: [CLONE_NEWUTS] }';
    const exec = `${ops}\n      - { op: unshare, flags: [CLONE_NEWPID] }\n      - { op: fork }\n      - { op: exec, argv: [/bin/sh, -c, 'echo reached'], root: host }\n      - { op: wait-exit, seconds: 9 }`;
    expect(text).toContain(ops);
    writeFileSync(join(reaching, '50-host-names.md'), text.replace(ops, exec));
    const refused = await cli(['run', '--lessons', reaching, 'host-names']);
    expect({ code: refused.code, stdout: refused.stdout }).toEqual({ code: 1, stdout: '' });
    expect(refused.stderr).toMatch(
      /50-host-names\.md:\d+: exec starts \/bin\/sh, as root; a lesson from elsewhere may not\n.*--trust-lessons/,
    );
    const trusted = await cli(['run', '--lessons', reaching, '--trust-lessons', 'host-names']);
    expect(trusted.stdout).toMatch(/ reached$/m);
    rmSync(reaching, { recursive: true });
  });

  test('is not played when it has a slip, and the slip is told with file, line and fix', async () => {
    const file = join(dir, '50-host-names.md');
    const text = readFileSync(file, 'utf8');
    writeFileSync(file, text.replace('CLONE_NEWUTS]', 'CLONE_NEWUST]'));
    const line = text.split('\n').findIndex(row => row.includes('CLONE_NEWUTS]')) + 1;
    const { code, stdout, stderr } = await cli(['run', '--lessons', dir, 'host-names']);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toContain(`${file}:${line}: unshare: unknown flag "CLONE_NEWUST"`);
    expect(stderr).toContain('did you mean "CLONE_NEWUTS"?');
  });
});

describe('a lesson that looks around', () => {
  const untrusted = fileURLToPath(new URL('../fixtures/untrusted/', import.meta.url));
  const folders: string[] = [];
  /** A folder with one of them, or with only one step of it. */
  function folderOf(file: string, step?: string): string {
    const dir = mkdtempSync(join(tmpdir(), 'lab-untrusted-'));
    folders.push(dir);
    const text = readFileSync(join(untrusted, file), 'utf8');
    const others = [...text.matchAll(/^ {2}- id: (\w+)\n/gm)]
      .map(([, id]) => id as string)
      .filter(id => step && id !== step);
    const kept = others.reduce(
      (rest, id) =>
        rest
          .replace(new RegExp(`^  - id: ${id}\\n(?: {4,}.*\\n)*`, 'm'), '')
          .replace(new RegExp(`^## ${id}\\nText\\.\\n\\n?`, 'm'), ''),
      text,
    );
    writeFileSync(join(dir, file), kept);
    return dir;
  }
  afterAll(() => {
    for (const dir of folders) rmSync(dir, { recursive: true });
  });

  test.each([
    ['look', 'chroot goes to /root'],
    ['environ', 'mount mounts a proc without a PID namespace of its own'],
    ['kmsg', 'mount mounts a proc without a PID namespace of its own'],
  ])('is not begun without trust, and lint says so: %s', async (step, message) => {
    const dir = folderOf('50-spy.md', step);
    const refused = await cli(['run', '--lessons', dir, 'spy']);
    expect({ code: refused.code, stdout: refused.stdout }).toEqual({ code: 1, stdout: '' });
    expect(refused.stderr).toContain(message);
    expect(refused.stderr).toContain('--trust-lessons');
    const linted = await cli(['lint', dir]);
    expect(linted.code).toBe(0);
    expect(linted.stdout).toContain(`${message}`);
    expect(linted.stdout).toContain('only with --trust-lessons');
  });

  test.runIf(needs(isRoot, 'makes containers, needs root'))(
    'is stopped by the helper where the text does not tell, and a root of its own is fine',
    async () => {
      const dir = folderOf('51-old-root.md');
      const { code, events } = await cli(['run', '--json', '--lessons', dir, 'old-root']);
      expect(code).toBe(1);
      const own = events();
      expect(own).toContainEqual(expect.objectContaining({ type: 'step.end', step: 'own', ok: true }));
      expect(own).toContainEqual(expect.objectContaining({ type: 'step.end', step: 'old', ok: false }));
      expect(own).toContainEqual(
        expect.objectContaining({ type: 'error', code: 'untrusted', hint: expect.stringContaining('--trust-lessons') }),
      );
      const trusted = await cli(['run', '--json', '--lessons', dir, '--trust-lessons', 'old-root']);
      expect(trusted.events()).toContainEqual(expect.objectContaining({ type: 'step.end', step: 'old', ok: true }));
    },
  );
});
