/** Lesson prose for screen readers, without marks: they say "star star" and "backquote". */

/** The lines of a Markdown text without its marks. Code keeps every character of its own, indented where it stood in a fence. */
export function prose(markdown: string): string[] {
  return markdown
    .trim()
    .split(/^```.*$/m)
    .flatMap((part, i) => (i % 2 === 1 ? indented(part) : withoutMarks(part)))
    .join('\n')
    .split('\n');
}

function indented(code: string): string {
  return code
    .replace(/^\n|\n$/g, '')
    .split('\n')
    .map(line => `    ${line}`)
    .join('\n');
}

/** An item that begins with emphasis is what people get wrong: heard alone, it would sound like the truth. */
const WRONG = /^(\s*- )\*(?!\*)/gm;

/** Code spans are out of the way meanwhile: a star in them is a star. */
function withoutMarks(text: string): string {
  const spans: string[] = [];
  const kept = text
    .replace(/^\n|\n$/g, '')
    .replace(WRONG, '$1Wrong: *')
    .replace(/`([^`]*)`/g, (_all, code: string) => {
      spans.push(code);
      return '\u0000';
    });
  return withoutEmphasis(kept).replaceAll('\u0000', () => spans.shift() ?? '');
}

function withoutEmphasis(text: string): string {
  return text
    .replace(/\*\*(?=\S)([^*]*\S)\*\*/g, '$1')
    .replace(/(?<![\w*])\*(?=\S)([^*]*\S)\*(?![\w*])/g, '$1')
    .replace(/\[([^\]]+)\]\((\S+)\)/g, '$1 ($2)');
}
