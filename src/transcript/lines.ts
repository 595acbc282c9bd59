/** Lines of a file from any place on, a piece of it in memory at a time. */

/** Bytes; the longest line that is written holds less than half. */
export const LONGEST_LINE = 1024 * 1024;
const PIECE = 256 * 1024;
const NEWLINE = 0x0a;

/** Fills the buffer with what stands at this byte; returns how much, 0 at the end. Throws an errno of read(2). */
export type ReadAt = (into: Buffer, position: number) => number;

/** A line of a file, and where it stands. */
interface Line {
  /** Null: longer than LONGEST_LINE. */
  text: string | null;
  /** Byte at which it begins, and the next one does. */
  at: number;
  next: number;
  /** It ends with a newline: else it may be cut off. */
  whole: boolean;
}

/** From the byte `from` on, to the end of the file. */
export function* linesFrom(readAt: ReadAt, from: number): Generator<Line> {
  const piece = Buffer.allocUnsafe(PIECE);
  let begun: Buffer[] = [];
  let length = 0;
  let at = from;
  for (let position = from; ; ) {
    const size = readAt(piece, position);
    if (size === 0) break;
    const bytes = piece.subarray(0, size);
    let start = 0;
    for (let end = bytes.indexOf(NEWLINE); end >= 0; end = bytes.indexOf(NEWLINE, start)) {
      const next = position + end + 1;
      length += end - start;
      yield { text: textOf(begun, length, bytes.subarray(start, end)), at, next, whole: true };
      begun = [];
      length = 0;
      at = next;
      start = end + 1;
    }
    length += size - start;
    // of a line that is too long nothing is kept
    if (length <= LONGEST_LINE) begun.push(Buffer.from(bytes.subarray(start)));
    else begun = [];
    position += size;
  }
  if (length > 0) yield { text: textOf(begun, length, Buffer.alloc(0)), at, next: at + length, whole: false };
}

function textOf(begun: Buffer[], length: number, rest: Buffer): string | null {
  if (length > LONGEST_LINE) return null;
  return begun.length === 0 ? rest.toString() : Buffer.concat([...begun, rest]).toString();
}
