/** What comes from files, processes and the kernel must never act on the learner's terminal. */

const PICTURES = 0x2400;

// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
const UNSAFE = /[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff]/gu;

const ESC = '\u001b';
const COLOUR_OR_UNSAFE = new RegExp(`${ESC}\\[[0-9;]*m|${UNSAFE.source}`, UNSAFE.flags);

/**
 * Make control characters visible: C0 as their picture (ESC is `␛`), C1 and characters that reorder or hide
 * text (bidi marks, zero width) as `\u{…}`. Newline and tab stay; a carriage return does not.
 */
export function printable(text: string): string {
  return text.replace(UNSAFE, char => {
    const code = char.codePointAt(0) ?? 0;
    if (code < 0x20) return String.fromCharCode(PICTURES + code);
    if (code === 0x7f) return '\u2421';
    return `\\u{${code.toString(16)}}`;
  });
}

/** Drawn text with colours: any other control sequence and all that reorders or hides is left out, and takes no column. */
export function onlyColours(text: string): string {
  return text.replace(COLOUR_OR_UNSAFE, found => (found.length > 1 && found.endsWith('m') ? found : ''));
}

const ASCII = /^[\x20-\x7e]*$/;

/** Nothing in it would act on a terminal: a name of ours, which no value of the kernel's is. */
export function isName(text: string): boolean {
  return ASCII.test(text) || printableLine(text) === text;
}

/** JSON text with the same meaning that does nothing on a terminal either: JSON.stringify leaves C1 and bidi marks as they are. */
export function printableJson(json: string): string {
  return json.replace(UNSAFE, char =>
    [...Array(char.length).keys()].map(i => `\\u${char.charCodeAt(i).toString(16).padStart(4, '0')}`).join(''),
  );
}

/** The same on one line: newline and tab are shown too. */
export function printableLine(text: string): string {
  return printable(text).replace(/[\n\t]/g, char => String.fromCharCode(PICTURES + char.charCodeAt(0)));
}
