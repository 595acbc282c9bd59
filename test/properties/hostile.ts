/** Input as nobody writes it, and a form between: real text with pieces taken out, doubled, exchanged. fast-check. */
import fc from 'fast-check';

/** The same inputs each time; other ones, and more, with LAB_FUZZ=10, say. */
export const RUNS =
  process.env.LAB_FUZZ === undefined
    ? { numRuns: 200, seed: 1 }
    : { numRuns: Math.round(200 * Number(process.env.LAB_FUZZ)) };

const NASTY = [
  '',
  '\u0000',
  '\u001b[2J\u001b]0;owned\u0007',
  '\u009b31m',
  '\u202eevil',
  '__proto__',
  'constructor',
  'toString',
  '../../../../etc/passwd',
  '\ud800',
  '-1',
  '1e999',
  '9'.repeat(400),
  'x'.repeat(5000),
  '\r\n',
  ':',
  ' - ',
  '---\n',
  '&a [*a]',
  '${x}',
  '%00',
  '\\040\\012',
];

export const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 200 }),
  fc.string({ unit: 'grapheme', maxLength: 200 }),
  fc.constantFrom(...NASTY),
  fc
    .array(fc.oneof(fc.constantFrom(...NASTY, '\n', '\t', ' ', ':', ',', '='), fc.string({ maxLength: 12 })), {
      maxLength: 40,
    })
    .map(parts => parts.join('')),
);

/** Real text, damaged in a few places. */
export function damaged(real: string): fc.Arbitrary<string> {
  const place = fc.nat({ max: real.length });
  const cut = fc.record({
    at: place,
    take: fc.nat({ max: 80 }),
    put: fc.oneof(
      text,
      place.map(at => real.slice(at, at + 60)),
    ),
  });
  return fc
    .array(cut, { minLength: 1, maxLength: 4 })
    .map(cuts => cuts.reduce((now, { at, take, put }) => now.slice(0, at) + put + now.slice(at + take), real));
}

/** A JSON value of any shape, with the words that break careless code. */
export const json = fc.oneof(
  fc.jsonValue({ maxDepth: 4 }),
  fc.dictionary(
    fc.oneof(text, fc.constantFrom('__proto__', 'version', 'lessons', 'type', 't')),
    fc.oneof(text, fc.double(), fc.jsonValue()),
  ),
);

/** The same value, some of its leaves and keys exchanged. */
export function altered(real: unknown, random: fc.Arbitrary<unknown> = json): fc.Arbitrary<unknown> {
  if (Array.isArray(real))
    return fc.oneof(
      { weight: 8, arbitrary: fc.tuple(...real.map(item => altered(item, random))) },
      { weight: 1, arbitrary: random },
    );
  if (typeof real === 'object' && real !== null) {
    const fields = Object.entries(real);
    return fc.oneof(
      {
        weight: 8,
        arbitrary: fc
          .tuple(...fields.map(([, value]) => altered(value, random)))
          .map(values => Object.fromEntries(fields.map(([key], i) => [key, values[i]]))),
      },
      { weight: 1, arbitrary: random },
    );
  }
  return fc.oneof(
    { weight: 12, arbitrary: fc.constant(real) },
    { weight: 1, arbitrary: random },
    { weight: 1, arbitrary: text },
  );
}

/** Nothing here acts on a terminal. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: that is what must not be there
export const ACTS = /[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]/;

/** Nobody has put a property on every object of the program. */
export const isUnpolluted = (): boolean =>
  Object.keys(Object.prototype).length === 0 && ({} as Record<string, unknown>).polluted === undefined;
