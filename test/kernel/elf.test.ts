import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { ElfError, isStatic, type ReadAt, readElf } from '../../src/kernel/elf.ts';
import { needs } from '../helpers/require.ts';
import { tinyElf } from '../helpers/tiny-elf.ts';

const over =
  (bytes: Buffer): ReadAt =>
  async (offset, length) =>
    bytes.subarray(offset, offset + length);
const read = (bytes: Buffer) => readElf(over(bytes));

describe('a program made for the test', () => {
  test('dynamic', async () => {
    const bytes = tinyElf({
      machine: 62,
      interpreter: '/lib64/ld-x.so',
      needed: ['libc.so.6', 'libm.so.6'],
      runpath: '$ORIGIN/../lib:/opt/lib',
    });
    const elf = await read(bytes);
    expect(elf).toEqual({
      arch: 'x64',
      interpreter: '/lib64/ld-x.so',
      needed: ['libc.so.6', 'libm.so.6'],
      runpath: ['$ORIGIN/../lib', '/opt/lib'],
    });
    expect(elf && isStatic(elf)).toBe(false);
  });

  test('static, for arm64', async () => {
    const elf = await read(tinyElf({ machine: 183 }));
    expect(elf).toEqual({ arch: 'arm64', interpreter: null, needed: [], runpath: [] });
    expect(elf && isStatic(elf)).toBe(true);
  });

  test('another machine, 32 bits, big endian', async () => {
    expect((await read(tinyElf({ machine: 243 })))?.arch).toBe('other');
    const small = tinyElf({ machine: 62 });
    small[4] = 1;
    expect((await read(small))?.arch).toBe('other');
    const big = tinyElf({ machine: 62 });
    big[5] = 2;
    expect((await read(big))?.arch).toBe('other');
  });
});

describe('what is no ELF, or damaged', () => {
  test.each([Buffer.alloc(0), Buffer.from('#!/bin/sh\n'), Buffer.from('\x7fEL'), Buffer.alloc(4096)])(
    'not ELF: %#',
    async bytes => {
      expect(await read(bytes)).toBeNull();
    },
  );

  test('cut anywhere it is an error of its own kind or still whole, never a crash', async () => {
    const bytes = tinyElf({ machine: 62, interpreter: '/lib64/ld-x.so', needed: ['libc.so.6'] });
    for (let length = 4; length < bytes.length; length++) {
      const result = await read(bytes.subarray(0, length)).catch((error: unknown) => error);
      if (!(result instanceof ElfError)) expect(result).toMatchObject({ arch: 'x64', needed: ['libc.so.6'] });
    }
  });

  test('with any byte turned over', async () => {
    const bytes = tinyElf({ machine: 62, interpreter: '/lib64/ld-x.so', needed: ['libc.so.6'] });
    for (let at = 4; at < bytes.length; at++) {
      const broken = Buffer.from(bytes);
      broken[at] = ~(broken[at] as number);
      const result = await read(broken).catch((error: unknown) => error);
      if (result instanceof Error) expect(result).toBeInstanceOf(ElfError);
    }
  });
});

test('node itself', async () => {
  const elf = await read(readFileSync(process.execPath));
  expect(elf?.arch).toBe(process.arch);
  expect(elf?.interpreter).toMatch(/^\/.*ld-/);
  expect(elf?.needed.some(name => name.startsWith('libc.'))).toBe(true);
});

describe.runIf(needs('busybox', 'a real static program'))('busybox', () => {
  test('is read as what it is', async () => {
    const elf = await read(readFileSync('/bin/busybox'));
    expect(elf?.arch).toBe(process.arch);
  });
});
