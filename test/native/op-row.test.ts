/** A row of the op table that lacks its handler is refused by the compiler or the linker, and never becomes a jump to nowhere. */
import { execFileSync, spawnSync } from 'node:child_process';
import { appendFileSync, cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { needs } from '../helpers/require.ts';

const WIRE = fileURLToPath(new URL('../../native/src/wire', import.meta.url));

describe.runIf(needs('cc', 'compiles the op table'))('a row of the op table', () => {
  let copy: string;
  beforeEach(() => {
    copy = mkdtempSync(join(tmpdir(), 'lab-op-row-'));
    cpSync(WIRE, join(copy, 'wire'), { recursive: true });
  });
  afterEach(() => rmSync(copy, { recursive: true, force: true }));

  /** As `build.mjs` builds, without `-Werror`. */
  function compile(row: string): { ok: boolean; stderr: string } {
    appendFileSync(join(copy, 'wire/ops.def'), `${row}\n`);
    const options = ['-std=c11', '-D_GNU_SOURCE', `-I${copy}`, '-c', '-o', join(copy, 'ops.o')];
    const { status, stderr } = spawnSync('cc', [...options, join(copy, 'wire/ops.c')], { encoding: 'utf8' });
    return { ok: status === 0, stderr };
  }

  test.each([
    ['of the stage, without a handler', 'OP(NOP, "nop", ON_STAGE, 0, 0, "help", ARGS(SUBJECT))'],
    ['of the monitor, without a handler', 'OP(NOP, "nop", MONITOR, 0, 0, 0, 0, "help", ARGS(SUBJECT))'],
    ['with NULL in its place', 'OP(NOP, "nop", NULL, ON_STAGE, 0, 0, "help", ARGS(SUBJECT))'],
    ['with 0 in its place', 'OP(NOP, "nop", 0, ON_STAGE, 0, 0, "help", ARGS(SUBJECT))'],
  ])('%s, does not compile', (_name, row) => {
    expect(compile(row)).toMatchObject({ ok: false, stderr: expect.stringContaining('error:') });
  });

  test('with a handler that nobody has written, is left to the linker, which finds none', () => {
    expect(compile('OP(NOP, "nop", do_nop, ON_STAGE, 0, 0, "help", ARGS(SUBJECT))')).toMatchObject({ ok: true });
    expect(execFileSync('nm', ['-u', join(copy, 'ops.o')], { encoding: 'utf8' })).toMatch(/\bdo_nop$/m);
  });
});
