/** One header of a tar archive, and the records that lengthen it. tar(5): ustar, pax, GNU. */

export const BLOCK = 512;

export interface TarHeader {
  /** `0` file, `1` hard link, `2` symbolic link, `5` directory, `x` `g` pax records, `L` `K` long names of GNU's, `S` sparse. */
  type: string;
  name: string;
  link: string;
  mode: number;
  /** Bytes that follow, without what fills the last block. */
  size: number;
  /** Of a sparse file: more of its map follows, in blocks of its own. */
  extended: boolean;
}

/** Null when the block is no header: its sum does not fit. A block of zeroes, which ends an archive, is none. */
export function tarHeader(block: Buffer): TarHeader | null {
  if (block.length < BLOCK) return null;
  const given = number(block, 148, 8);
  if (given === null || (given !== sum(block, byte => byte) && given !== sum(block, signed))) return null;
  const type = String.fromCharCode(block[156] ?? 0);
  const posix = block.toString('latin1', 257, 263) === 'ustar\0';
  const prefix = posix ? text(block, 345, 155) : '';
  const size = number(block, 124, 12);
  const mode = number(block, 100, 8);
  if (size === null || size < 0) return null;
  return {
    type: type === '\0' || type === '7' ? '0' : type,
    name: prefix === '' ? text(block, 0, 100) : `${prefix}/${text(block, 0, 100)}`,
    link: text(block, 157, 100),
    mode: (mode ?? 0) & 0o7777,
    size,
    extended: type === 'S' && block[482] === 1,
  };
}

/** `path`, `linkpath`, `size` … of a pax record's content: `LENGTH KEY=VALUE\n`. */
export function paxRecords(content: Buffer): Map<string, string> {
  const records = new Map<string, string>();
  for (let at = 0; at < content.length; ) {
    const blank = content.indexOf(' ', at);
    const length = Number(content.toString('latin1', at, blank));
    if (blank < 0 || !Number.isInteger(length) || length <= blank - at) break;
    const record = content.toString('utf8', blank + 1, at + length - 1);
    const equals = record.indexOf('=');
    if (equals > 0) records.set(record.slice(0, equals), record.slice(equals + 1));
    at += length;
  }
  return records;
}

/** All bytes but the sum itself, which counts as blanks. */
function sum(block: Buffer, value: (byte: number) => number): number {
  let total = 8 * 32;
  for (let i = 0; i < BLOCK; i++) if (i < 148 || i >= 156) total += value(block[i] ?? 0);
  return total;
}

/** Some old archives were summed up so. */
function signed(byte: number): number {
  return byte > 127 ? byte - 256 : byte;
}

/** Octal digits, or GNU's big-endian number behind a first byte of 0x80. */
function number(block: Buffer, at: number, length: number): number | null {
  if (((block[at] ?? 0) & 0x80) !== 0) {
    let value = (block[at] ?? 0) & 0x7f;
    for (let i = at + 1; i < at + length; i++) value = value * 256 + (block[i] ?? 0);
    return Number.isSafeInteger(value) ? value : null;
  }
  const digits = block
    .toString('latin1', at, at + length)
    .replace(/[\0 ]+$/, '')
    .trim();
  if (digits === '') return 0;
  return /^[0-7]+$/.test(digits) ? Number.parseInt(digits, 8) : null;
}

function text(block: Buffer, at: number, length: number): string {
  const end = block.indexOf(0, at);
  return block.toString('utf8', at, end < 0 || end > at + length ? at + length : end);
}
