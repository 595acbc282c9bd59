import fc from 'fast-check';
import stringWidth from 'string-width';
import { describe, expect, test } from 'vitest';
import { Graphemes, simpleWidth } from '../../../src/ui/text/simple-text.ts';

const EVERY = Array.from({ length: 0x10000 }, (_, code) => String.fromCharCode(code));
const SIMPLE = EVERY.filter(character => simpleWidth(character) !== null);
const segments = (by: Graphemes | Intl.Segmenter, text: string) => [
  ...[...by.segment(text)].map(({ segment, index }) => [segment, index]),
  // and as slice-ansi asks for them, one by one
  ...[0, 1, 2, text.length - 1, text.length].map(index => by.segment(text).containing(Math.max(0, index))?.segment),
];

/** Simple text, colours, and what is neither. */
const texts = fc
  .array(
    fc.oneof(
      { weight: 8, arbitrary: fc.constantFrom(...SIMPLE) },
      fc.constantFrom('\u001b[32m', '\u001b[39m', '\u001b[1;38;5;200m'),
      {
        weight: 1,
        arbitrary: fc.constantFrom('漢', '👩‍🚀', 'e\u0301', '\u200d', '\ufe0f', '🇩🇪', '\u001b', '\u001b[K', '\r\n'),
      },
    ),
  )
  .map(parts => parts.join(''));

describe('simple text', () => {
  test('holds what the screen is drawn with', () => {
    expect(simpleWidth('▸ Unshare ★☆ ✓ 3 of 5 │─╭ █ … “µ”')).toBe(33);
    expect(SIMPLE.length).toBeGreaterThan(300);
    expect(SIMPLE).not.toContain('\u001b');
  });

  test('each of its characters is one column wide, beside any other of them too', () => {
    expect(SIMPLE.filter(character => stringWidth(character) !== 1)).toEqual([]);
    const all = SIMPLE.join('');
    expect(stringWidth(all)).toBe(all.length);
    expect(segments(new Graphemes(), all)).toEqual(segments(new Intl.Segmenter(), all));
  });

  test('any text is as wide and falls into the same parts as by the tables of Unicode', () => {
    const graphemes = new Graphemes();
    fc.assert(
      fc.property(texts, text => {
        expect(simpleWidth(text) ?? stringWidth(text)).toBe(stringWidth(text));
        expect(segments(graphemes, text)).toEqual(segments(new Intl.Segmenter(), text));
      }),
    );
  });

  test.each(['漢字', '👩‍🚀', 'e\u0301', '©\ufe0f', '\u001b[K', '\t', '\n', ''.padEnd(3, '\u00ad')])(
    '%j is left to those tables',
    text => {
      expect(simpleWidth(text)).toBeNull();
    },
  );
});
