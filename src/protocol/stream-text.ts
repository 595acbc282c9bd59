import { bytesToText } from './bytes.ts';

/** A stream of byte strings as text: a UTF-8 character cut in two by a chunk's end waits for its rest. */
export class StreamText {
  #rest = '';

  push(bytes: string): string {
    const all = this.#rest + bytes;
    const cut = all.length - unfinished(all);
    this.#rest = all.slice(cut);
    return bytesToText(all.slice(0, cut));
  }

  /** What is left when the stream ends. */
  end(): string {
    const last = bytesToText(this.#rest);
    this.#rest = '';
    return last;
  }
}

/** How many bytes at the end may be the beginning of a longer character (RFC 3629). */
function unfinished(bytes: string): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back++) {
    const byte = bytes.charCodeAt(bytes.length - back);
    if (byte < 0x80) return 0;
    if (byte >= 0xc0) {
      const length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2;
      return length > back ? back : 0;
    }
  }
  return 0;
}
