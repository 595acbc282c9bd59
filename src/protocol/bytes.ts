/**
 * Bytes and text. The kernel's strings are bytes; on the wire each byte is one character (Latin-1).
 *
 * As text, bytes that form valid UTF-8 are shown as their characters and every other byte as `\xNN`
 * (lower-case hex). Backslashes stay single, so that mountinfo's `\040` reads as the kernel wrote it; only a run of
 * backslashes that stands directly before something that is or looks like `\xNN` is doubled. So an odd run
 * before `xNN` ends in an escape and an even one does not: nothing is lost, every byte can be had back.
 */

const CHARACTER =
  '[\\xc2-\\xdf][\\x80-\\xbf]|\\xe0[\\xa0-\\xbf][\\x80-\\xbf]|\\xed[\\x80-\\x9f][\\x80-\\xbf]|' +
  '[\\xe1-\\xec\\xee\\xef][\\x80-\\xbf]{2}|\\xf0[\\x90-\\xbf][\\x80-\\xbf]{2}|' +
  '[\\xf1-\\xf3][\\x80-\\xbf]{3}|\\xf4[\\x80-\\x8f][\\x80-\\xbf]{2}';

// The last alternative swallows a run that needs nothing, so that a long one is scanned once.
const ENCODE = new RegExp(`(\\\\*)(?:(${CHARACTER})|([\\x80-\\xff])|(x[0-9a-f]{2}))|\\\\+`, 'g');

/** Most strings of the kernel's have neither: they are text as they are. */
const AWKWARD = /[\\\x80-\xff]/;

/** Byte string (one character a byte) to text. */
export function bytesToText(latin1: string): string {
  if (!AWKWARD.test(latin1)) return latin1;
  return latin1.replace(ENCODE, (whole, run?: string, character?: string, byte?: string, literal?: string) => {
    if (run === undefined) return whole;
    if (character !== undefined) return run + Buffer.from(character, 'latin1').toString('utf8');
    if (byte !== undefined) return `${run}${run}\\x${byte.charCodeAt(0).toString(16)}`;
    return run + run + literal;
  });
}
