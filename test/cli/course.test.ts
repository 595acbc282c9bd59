/** Which files of the course a start opens: what it costs must not grow with the course. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { packageWith } from '../bench/course.ts';
import { PROGRAM } from '../helpers/cli.ts';
import { isRoot, needs } from '../helpers/require.ts';
import { openScreen } from '../helpers/screen.ts';

const ready = [needs('strace', 'sees which files are opened'), needs(isRoot, 'root: begins a session')];

describe.runIf(ready.every(Boolean))('of the course', () => {
  const dir = mkdtempSync(join(tmpdir(), 'lab-opened-'));
  const trace = join(dir, 'trace');
  afterAll(() => rmSync(dir, { recursive: true, force: true }));
  const traced = ['-f', '-qq', '-s', '40000', '-e', 'trace=openat,write', '-e', 'signal=none', '-o', trace];

  /** Lessons, lists and what was baked of them; as far as this text was written. */
  function opened(written: string): string[] {
    const lines = readFileSync(trace, 'utf8').split('\n');
    const end = lines.findIndex(line => line.includes(' write(') && line.includes(written));
    expect(end, 'the text is written').toBeGreaterThan(0);
    const paths = lines.slice(0, end).flatMap(line => /openat\(\w+, "([^"]+)"(?!.*= -1)/.exec(line)?.[1] ?? []);
    return [...new Set(paths)].flatMap(
      path => /(?:lessons|dist)\/([^/]+\.(?:json|md|yaml|tsv))$/.exec(path)?.[1] ?? [],
    );
  }

  test.each([
    ['--version', '0.', []],
    ['list', 'An action stays', ['course.json']],
  ])('%s opens only what it tells of', (command, written, files) => {
    execFileSync('strace', [...traced, process.execPath, PROGRAM, command]);
    expect(opened(written)).toEqual(files);
  });

  test('with 23 lessons as with seven', async () => {
    const program = await packageWith({ folder: dir }, 23);
    execFileSync('strace', [...traced, process.execPath, program, 'list']);
    expect(opened('An action stays')).toEqual(['course.json']);
    const screen = openScreen('strace', [...traced, process.execPath, program, 'open']);
    try {
      await screen.waitFor('After lesson 0');
    } finally {
      await screen.close();
    }
    expect(opened('After lesson 0')).toEqual(['course.json']);
  });

  test.each([
    ['the menu', [], 'After lesson 0', ['course.json']],
    ['a step', ['02-unshare/hostname'], 'Enter carries', ['course.json', '01-mount-rootfs.json', '02-unshare.json']],
  ])('the first frame of %s opens only what it shows, and what it rests on', async (_what, where, written, files) => {
    const screen = openScreen('strace', [...traced, process.execPath, PROGRAM, 'open', ...where]);
    try {
      await screen.waitFor(written);
    } finally {
      await screen.close();
    }
    expect(opened(written).filter(file => file !== 'glossary.json')).toEqual(files);
  });
});
