import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parseLdCache } from '../../src/rootfs/ld-cache.ts';
import { needs } from '../helpers/require.ts';

/** name, path, hwcap */
function cache(entries: [string, string, bigint?][]): Buffer {
  const header = Buffer.alloc(48);
  header.write('glibc-ld.so.cache1.1', 'latin1');
  header.writeUInt32LE(entries.length, 20);
  const table = Buffer.alloc(24 * entries.length);
  let strings = '';
  const add = (text: string) => {
    const at = header.length + table.length + Buffer.byteLength(strings);
    strings += `${text}\0`;
    return at;
  };
  entries.forEach(([name, path, hwcap = 0n], index) => {
    table.writeUInt32LE(add(name), 24 * index + 4);
    table.writeUInt32LE(add(path), 24 * index + 8);
    table.writeBigUInt64LE(hwcap, 24 * index + 16);
  });
  return Buffer.concat([header, table, Buffer.from(strings)]);
}

test('names and paths; the first of a name counts, special processors do not', () => {
  const bytes = cache([
    ['liba.so', '/fast/liba.so', 1n << 62n],
    ['liba.so', '/lib/liba.so'],
    ['liba.so', '/lib32/liba.so'],
    ['libb.so', '/lib/libb.so'],
  ]);
  const expected = [
    ['liba.so', '/lib/liba.so'],
    ['libb.so', '/lib/libb.so'],
  ];
  expect([...parseLdCache(bytes)]).toEqual(expected);
  expect([...parseLdCache(Buffer.concat([Buffer.from('ld.so-1.7.0\0old part '), bytes]))]).toEqual(expected);
});

test('empty, binary and cut caches give less, never a crash', () => {
  expect(parseLdCache(Buffer.alloc(0)).size).toBe(0);
  expect(parseLdCache(Buffer.alloc(5000, 0xff)).size).toBe(0);
  const bytes = cache([['liba.so', '/lib/liba.so']]);
  for (let length = 0; length < bytes.length; length++) expect(parseLdCache(bytes.subarray(0, length)).size).toBe(0);
  bytes.writeUInt32LE(0xffffffff, 20);
  expect(parseLdCache(bytes).size).toBeLessThanOrEqual(1);
});

describe.runIf(needs(existsSync('/etc/ld.so.cache'), 'glibc’s cache of this machine'))('the real one', () => {
  test('knows libc, and its path exists', () => {
    const path = parseLdCache(readFileSync('/etc/ld.so.cache')).get('libc.so.6');
    expect(path && existsSync(path)).toBe(true);
  });
});
