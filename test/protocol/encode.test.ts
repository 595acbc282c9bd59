import { describe, expect, test } from 'vitest';
import { encodeRequest, splitList } from '../../src/protocol/encode.ts';
import { MAX_LINE, WireError } from '../../src/protocol/wire.ts';

/** What the C side does with one value. */
const unescaped = (value: string) =>
  Buffer.from(
    value.replace(/%([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
    'latin1',
  ).toString('utf8');

describe('encodeRequest', () => {
  test('reads like something typed by hand', () => {
    expect(
      encodeRequest(3, 'mount', { source: 'proc', target: '/proc', fstype: 'proc', flags: ['MS_NOSUID', 'MS_NODEV'] }),
    ).toBe('3 mount source=proc target=/proc fstype=proc flags=MS_NOSUID,MS_NODEV');
    expect(encodeRequest(1, 'hello')).toBe('1 hello');
    expect(encodeRequest(2, 'mkdir', { paths: ['/a'], mode: 0o755, shared: true, other: false })).toBe(
      '2 mkdir paths=/a mode=493 shared=1 other=0',
    );
  });

  test('what would part words or items is escaped and comes back', () => {
    const awkward = 'two words, 100% =\n\ttab é 🐧 \\x1f "q"';
    const line = encodeRequest(9, 'exec', { argv: ['sh', '-c', awkward] });
    expect(line).toMatch(/^9 exec argv=sh,-c,[\x21-\x7e]+$/);
    expect(unescaped(line.split(',').slice(2).join(','))).toBe(awkward);
  });

  test('an empty value and an empty list stay distinguishable from a missing key', () => {
    expect(encodeRequest(1, 'mount', { data: '', flags: [] })).toBe('1 mount data= flags=');
  });

  test('bytes are sent as they are, NUL too', () => {
    expect(encodeRequest(1, 'input', { channel: 1, data: Uint8Array.of(0, 0x1b, 0xff, 0x61) })).toBe(
      '1 input channel=1 data=%00%1B%FFa',
    );
  });

  test.each<[string, () => string]>([
    ['id 0', () => encodeRequest(0, 'hello')],
    ['id beyond 31 bits', () => encodeRequest(2 ** 31, 'hello')],
    ['id that is no number', () => encodeRequest(Number.NaN, 'hello')],
    ['an op with a blank', () => encodeRequest(1, 'he llo')],
    ['a key with =', () => encodeRequest(1, 'hello', { 'a=b': 1 })],
    ['a NUL in text', () => encodeRequest(1, 'chdir', { path: '/a\0b' })],
    ['a NUL in a list', () => encodeRequest(1, 'mkdir', { paths: ['/a\0b'] })],
    ['a line that is too long', () => encodeRequest(1, 'write-file', { path: '/a', data: 'x'.repeat(MAX_LINE) })],
  ])('%s is refused', (_name, encode) => {
    expect(encode).toThrow(WireError);
  });

  test('the longest line is still taken', () => {
    const room = MAX_LINE - '1 write-file data='.length;
    expect(encodeRequest(1, 'write-file', { data: 'x'.repeat(room) })).toHaveLength(MAX_LINE);
    expect(() => encodeRequest(1, 'write-file', { data: 'x'.repeat(room + 1) })).toThrow(/4194305 bytes/);
  });
});

describe('splitList', () => {
  test('keeps the order, and each part fits a line', () => {
    const items = Array.from({ length: 400 }, (_, i) => `/run/container-lab/some session/layers/image/bin/${i}`);
    const parts = splitList(items);
    expect(parts.flat()).toEqual(items);
    expect(parts.length).toBeGreaterThan(2);
    for (const part of parts) expect(encodeRequest(1, 'mkdir', { paths: part }).length).toBeLessThanOrEqual(8192);
  });

  test('nothing gives nothing', () => {
    expect(splitList([])).toEqual([]);
  });
});
