/** What is in a tar archive, told by its headers without unpacking it. */
import { closeSync, createReadStream, openSync, readSync } from 'node:fs';
import { pipeline } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { type Bytes, bytesOfFile, bytesOfStream } from './bytes.ts';
import { type Compression, compressionOf } from './compression.ts';
import { KnownTree } from './known-tree.ts';
import { BLOCK, paxRecords, type TarHeader, tarHeader } from './tar-header.ts';

/** An archive's bytes out of the program `NAME -dc`; the descriptor is its standard input, and stays open. Rejects when it fails. */
export type Decompress = (program: string, fd: number) => AsyncIterable<Buffer>;

export interface Survey {
  tree: KnownTree;
  /** What the files take in memory, in whole pages. */
  bytes: number;
  /** False when the rest was not read: it takes more than was allowed, or the archive breaks off. */
  complete: boolean;
}

/** tmpfs(5) gives memory in pages. */
const PAGE = 4096;
/** No honest archive comes near; a hostile one must not fill our own memory. */
const MAX_FILES = 2_000_000;
const MAX_CHARACTERS = 64 * 2 ** 20;
const MAX_RECORD = 1024 * 1024;
const TYPES: Record<string, number> = {
  '0': 0o100000,
  S: 0o100000,
  '2': 0o120000,
  '3': 0o020000,
  '4': 0o060000,
  '5': 0o040000,
  '6': 0o010000,
};

/** A file that is neither compressed nor begins with a header of tar's. */
export class NoArchive extends Error {
  override name = 'NoArchive';
}

/**
 * Reads as far as the files take `most` bytes. Null when nothing can be known of it here: the program that decompresses it is missing, or
 * has failed. Throws NoArchive, or as open(2) does.
 */
export async function survey(path: string, most: number, decompress: Decompress | null): Promise<Survey | null> {
  const fd = openSync(path, 'r');
  try {
    const head = Buffer.alloc(BLOCK);
    const length = readSync(fd, head, 0, BLOCK, 0);
    const compression = compressionOf(head.subarray(0, length));
    if (compression === null && tarHeader(head.subarray(0, length)) === null && !isEmptyTar(head, length))
      throw new NoArchive(path);
    const bytes = opened(path, fd, compression, decompress);
    if (bytes === null) return null;
    return await listed(bytes, most).finally(() => bytes.close());
  } catch (error) {
    if (error instanceof NoArchive) throw error;
    return null; // tar will say why
  } finally {
    closeSync(fd);
  }
}

function isEmptyTar(head: Buffer, length: number): boolean {
  return length === BLOCK && head.every(byte => byte === 0);
}

function opened(
  path: string,
  fd: number,
  compression: Compression | null,
  decompress: Decompress | null,
): Bytes | null {
  if (compression === null) return bytesOfFile(fd);
  if (compression.program !== null) return decompress && bytesOfStream(decompress(compression.program, fd));
  const unpacked = createGunzip();
  pipeline(createReadStream(path), unpacked, () => {}); // an error is told by `unpacked`, too
  return bytesOfStream(unpacked);
}

async function listed(bytes: Bytes, most: number): Promise<Survey> {
  const found: Survey = { tree: new KnownTree(), bytes: 0, complete: true };
  const cut = (): Survey => ({ ...found, complete: false });
  let longer = new Map<string, string>();
  while (true) {
    const block = await bytes.take(BLOCK);
    const header = tarHeader(block);
    if (header === null) return block.length === BLOCK && block.every(byte => byte === 0) ? found : cut();
    const record = recordOf(header);
    if (record !== null) {
      if (header.size > MAX_RECORD) return cut();
      const content = await bytes.take(header.size);
      if (content.length < header.size || !(await bytes.skip(padding(header.size)))) return cut();
      for (const [key, value] of record(content)) longer.set(key, value);
      continue;
    }
    for (let more = header.extended; more; ) {
      const map = await bytes.take(BLOCK);
      if (map.length < BLOCK) return cut();
      more = map[504] === 1;
    }
    const size = Number(longer.get('size') ?? header.size);
    if (!Number.isSafeInteger(size) || size < 0) return cut();
    add(found, header, longer, size);
    longer = new Map();
    const { size: files, characters } = found.tree;
    if (
      found.bytes > most ||
      files > MAX_FILES ||
      characters > MAX_CHARACTERS ||
      !(await bytes.skip(size + padding(size)))
    )
      return cut();
  }
}

/** How the content of a header that only says something of the next one is read; null of any other header. */
function recordOf({ type }: TarHeader): ((content: Buffer) => Iterable<[string, string]>) | null {
  const name = (content: Buffer): string => content.toString('utf8').replace(/\0.*$/s, '');
  if (type === 'L') return content => [['path', name(content)]];
  if (type === 'K') return content => [['linkpath', name(content)]];
  if (type === 'x') return paxRecords;
  return type === 'g' ? () => [] : null;
}

function add(found: Survey, header: TarHeader, longer: ReadonlyMap<string, string>, size: number): void {
  const name = longer.get('GNU.sparse.name') ?? longer.get('path') ?? header.name;
  const link = longer.get('linkpath') ?? header.link;
  const type = TYPES[header.type];
  if (header.type === '1') {
    const target = found.tree.get(link);
    if (target !== undefined) found.tree.add(name, target);
  } else if (type !== undefined) {
    found.tree.add(name, { mode: type | header.mode, ...(header.type === '2' ? { link } : {}) });
  }
  if (type !== undefined) found.bytes += Math.ceil(size / PAGE) * PAGE;
}

function padding(size: number): number {
  return (BLOCK - (size % BLOCK)) % BLOCK;
}
