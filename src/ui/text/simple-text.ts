/**
 * Text of characters that each take one column and never join their neighbours: nearly all that is drawn. For everything else
 * Unicode's tables are asked, and to load those takes longer than to draw the first frame. The bundle puts this before the
 * libraries that ask them (src/bundle-plugins.mjs).
 */

const CHARACTERS =
  '\\x20-\\x7e\\u00a1-\\u00a8\\u00aa-\\u00ac\\u00af-\\u00ff\\u2010-\\u2027\\u2190-\\u2193\\u2260\\u2298\\u2500-\\u259f\\u25b8\\u25cb\\u25cf\\u25d0\\u2605\\u2606\\u2713\\u2717';
const SIMPLE = new RegExp(`^[${CHARACTERS}]*$`);
const SIMPLE_OR_ESCAPE = new RegExp(`^[\\x1b${CHARACTERS}]*$`);
/** SGR alone: what chalk writes. */
const COLOUR = new RegExp(`${String.fromCharCode(27)}\\[[0-9;]*m`, 'g');

/** Columns of simple text with or without colours; null for any other. */
export function simpleWidth(text: string): number | null {
  if (SIMPLE.test(text)) return text.length;
  if (!SIMPLE_OR_ESCAPE.test(text)) return null;
  const plain = text.replace(COLOUR, '');
  return SIMPLE.test(plain) ? plain.length : null;
}

/** `new Intl.Segmenter()`, of which nothing is loaded before a text is not simple. */
export class Graphemes {
  #all: Intl.Segmenter | null = null;

  segment(text: string): Pick<Intl.Segments, 'containing' | typeof Symbol.iterator> {
    if (SIMPLE_OR_ESCAPE.test(text)) return new Characters(text);
    this.#all ??= new Intl.Segmenter();
    return this.#all.segment(text);
  }
}

class Characters {
  readonly #text: string;
  constructor(text: string) {
    this.#text = text;
  }

  containing(index = 0): Intl.SegmentData {
    // past the end Intl.Segments gives undefined, whatever its type says
    return (index < this.#text.length ? this.#at(index) : undefined) as Intl.SegmentData;
  }

  *[Symbol.iterator](): ReturnType<Intl.Segments[typeof Symbol.iterator]> {
    for (let index = 0; index < this.#text.length; index++) yield this.#at(index);
  }

  #at(index: number): Intl.SegmentData {
    return { segment: this.#text.charAt(index), index, input: this.#text };
  }
}
