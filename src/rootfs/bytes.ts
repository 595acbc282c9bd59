/** An archive's bytes, one after the other: of a file that can be skipped in, or of a stream. */
import { fstatSync, readSync } from 'node:fs';

export interface Bytes {
  /** Fewer at the end. */
  take(length: number): Promise<Buffer>;
  /** False when that is behind the end. */
  skip(length: number): Promise<boolean>;
  /** No more is wanted: who makes them ends. */
  close(): Promise<void>;
}

/** Of an open file; the descriptor is the caller's. */
export function bytesOfFile(fd: number): Bytes {
  const { size } = fstatSync(fd);
  let at = 0;
  return {
    async take(length) {
      const buffer = Buffer.alloc(Math.max(0, Math.min(length, size - at)));
      const got = buffer.subarray(0, buffer.length === 0 ? 0 : readSync(fd, buffer, 0, buffer.length, at));
      at += got.length;
      return got;
    },
    async skip(length) {
      at += length;
      return at <= size;
    },
    async close() {},
  };
}

/** Of a stream that is read as far as is asked for. Rejects as the stream does. */
export function bytesOfStream(stream: AsyncIterable<Buffer>): Bytes {
  const chunks = stream[Symbol.asyncIterator]();
  let rest: Buffer = Buffer.alloc(0);
  const more = async (): Promise<boolean> => {
    const { done, value } = await chunks.next();
    if (!done) rest = value;
    return !done;
  };
  return {
    async take(length) {
      const parts: Buffer[] = [];
      let missing = length;
      while (missing > 0 && (rest.length > 0 || (await more()))) {
        const part = rest.subarray(0, missing);
        parts.push(part);
        rest = rest.subarray(part.length);
        missing -= part.length;
      }
      return Buffer.concat(parts);
    },
    async skip(length) {
      let missing = length;
      while (missing > 0 && (rest.length > 0 || (await more()))) {
        const part = Math.min(missing, rest.length);
        rest = rest.subarray(part);
        missing -= part;
      }
      return missing === 0;
    },
    async close() {
      await chunks.return?.();
    },
  };
}
