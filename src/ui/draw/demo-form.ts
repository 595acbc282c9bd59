/** The forms of the big screen of a class: how much is drawn how large, from the largest to the smallest. */
export const FORMS = [
  { letters: 'whole', facts: 'big', airy: true, details: true },
  { letters: 'half', facts: 'big', airy: true, details: true },
  { letters: 'half', facts: 'first', airy: true, details: true },
  { letters: 'half', facts: 'plain', airy: true, details: true },
  { letters: 'half', facts: 'plain', airy: true, details: false },
  { letters: 'half', facts: 'plain', airy: false, details: false },
  { letters: 'none', facts: 'plain', airy: false, details: false },
] as const;

export type DemoForm = (typeof FORMS)[number];

/** The parts that there are, with a gap between two. */
export function joined(parts: string[][], gap: string[]): string[] {
  return parts.filter(part => part.length > 0).flatMap((part, i) => (i === 0 ? part : [...gap, ...part]));
}
