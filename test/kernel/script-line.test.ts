import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { HEAD_SIZE, scriptLine } from '../../src/kernel/script-line.ts';
import { needs } from '../helpers/require.ts';

const folder = mkdtempSync(join(tmpdir(), 'script-line-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const SH = '/bin/sh';
/** `#!`, blanks, and the interpreter, so that its last byte is the Nth of the file. */
const padded = (length: number): string => `#!${' '.repeat(length - 2 - SH.length)}${SH}`;

/** execvp(3) of Node and of shells hands to sh what the kernel refuses: this one does not. */
const EXECVE = `import errno, os, sys
try: os.execv(sys.argv[1], sys.argv[1:])
except OSError as e: print(errno.errorcode[e.errno], end='')`;

/** `errno`: null where the kernel carries it out. */
describe.runIf(needs('python3', 'calls execve itself'))('a first line', () => {
  test.each<[string, string, ReturnType<typeof scriptLine>, string | null]>([
    ['plain', `#!${SH}\n`, { interpreter: SH }, null],
    ['blanks around it', `#! \t${SH} \t\n`, { interpreter: SH }, null],
    ['no newline', `#!${SH}`, { interpreter: SH }, null],
    ['a carriage return', `#!${SH}\r\n`, { interpreter: `${SH}\r` }, 'ENOENT'],
    ['nothing', '#!\n', { unfit: 'names-nothing' }, 'ENOEXEC'],
    ['blanks alone', '#!  \t\n', { unfit: 'names-nothing' }, 'ENOEXEC'],
    ['as long as it may be', `${padded(HEAD_SIZE - 1)}\n`, { interpreter: SH }, null],
    ['one byte more', `${padded(HEAD_SIZE)}\n`, { unfit: 'too-long' }, 'ENOEXEC'],
    ['a long argument', `#!${SH} ${'-'.repeat(400)}\n`, { interpreter: SH }, null],
  ])('%s: what we read is what the kernel does', (_name, text, line, errno) => {
    const path = join(folder, 'script');
    writeFileSync(path, text, { mode: 0o755 });
    expect(scriptLine(Buffer.from(text).subarray(0, HEAD_SIZE))).toEqual(line);
    expect(spawnSync('python3', ['-c', EXECVE, path], { encoding: 'utf8' }).stdout).toBe(errno ?? '');
  });
});

test('no script', () => {
  expect(scriptLine(Buffer.from('\x7fELF'))).toBeNull();
  expect(scriptLine(Buffer.from('\ufeff#!/bin/sh\n'))).toBeNull();
  expect(scriptLine(Buffer.alloc(0))).toBeNull();
});
