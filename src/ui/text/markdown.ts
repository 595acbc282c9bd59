/** Markdown of a lesson → lines of at most a width, with colours. */
import { lexer, type Token, type Tokens } from 'marked';
import { highlight } from './highlight.ts';
import { markedTerms, type Term } from './marked-terms.ts';
import type { Glossary } from './terms.ts';
import { cell, columnsOf, cut, safeLines, wrap, wrapCode } from './text.ts';
import { mark, theme } from './theme.ts';

/** Markdown → lines of at most `columns`; the first use of each word of the glossary is marked. */
export type MarkdownRenderer = (markdown: string, columns: number, glossary?: Glossary) => string[];

const kept = new Map<string, string[]>();
const KEPT = 40;

/** The result is remembered: the same text is drawn many times. */
export const renderMarkdown: MarkdownRenderer = (markdown, columns, glossary = []) => {
  const key = `${columns}:${glossary.length}:${markdown}`;
  const known = kept.get(key);
  if (known) return known;
  const lines = trimmed(blocks(markedTerms(lexer(safeLines(markdown).join('\n')), glossary), columns));
  if (kept.size >= KEPT) kept.delete(kept.keys().next().value ?? '');
  kept.set(key, lines);
  return lines;
};

function blocks(tokens: Token[], columns: number): string[] {
  return tokens.flatMap(token => block(token, columns));
}

function block(token: Token, columns: number): string[] {
  switch (token.type) {
    case 'heading':
      return [...wrap(theme.title(inline((token as Tokens.Heading).tokens)), columns), ''];
    case 'paragraph':
      return [...wrap(inline((token as Tokens.Paragraph).tokens), columns), ''];
    case 'text':
      return wrap(inlineOf(token as Tokens.Text), columns);
    case 'list':
      return [...list(token as Tokens.List, columns), ''];
    case 'code':
      return [...code(token as Tokens.Code, columns), ''];
    case 'blockquote':
      return [
        ...trimmed(blocks((token as Tokens.Blockquote).tokens, columns - 2)).map(l => `${theme.accent('▌')} ${l}`),
        '',
      ];
    case 'table':
      return [...table(token as Tokens.Table, columns), ''];
    case 'hr':
      return [theme.rule('─'.repeat(columns)), ''];
    case 'space':
    case 'def':
    case 'html':
      return [];
    default:
      return wrap(token.raw, columns);
  }
}

function list(token: Tokens.List, columns: number): string[] {
  const first = typeof token.start === 'number' ? token.start : 1;
  return token.items.flatMap((item, i) => {
    const wrong = !token.ordered && saysWrong(item);
    const bullet = token.ordered ? `${first + i}. ` : wrong ? `${mark.bad} ` : '• ';
    const sign = (wrong ? theme.bad : theme.accent)(bullet);
    const lines = trimmed(blocks(item.tokens, columns - bullet.length));
    const more = token.loose ? [''] : [];
    return [...lines.map((line, n) => (n === 0 ? sign : ' '.repeat(bullet.length)) + line), ...more];
  });
}

/** An item that begins with emphasis is what people get wrong: colour alone does not tell that. */
function saysWrong({ tokens: [block] }: Tokens.ListItem): boolean {
  return (block as Tokens.Text | undefined)?.tokens?.[0]?.type === 'em';
}

function code(token: Tokens.Code, columns: number): string[] {
  return token.text
    .split('\n')
    .flatMap(line => wrapCode(highlight(line), columns - 2, 2).map(part => `${theme.rule('│')} ${part}`));
}

/** Columns as wide as their longest cell; the last one gives way where the table is too wide. */
function table(token: Tokens.Table, columns: number): string[] {
  const rows = [token.header, ...token.rows].map(row => row.map(c => inline(c.tokens)));
  const widths = token.header.map((_, i) => Math.max(...rows.map(row => columnsOf(row[i] ?? ''))));
  const before = widths.slice(0, -1).reduce((sum, w) => sum + w + 2, 0);
  if (widths.length > 0) widths[widths.length - 1] = Math.max(8, Math.min(widths.at(-1) ?? 0, columns - before));
  return rows.flatMap((row, y) => {
    const cells = row.map((c, i) => wrap(c, widths[i] ?? 1));
    const height = Math.max(...cells.map(c => c.length));
    return Array.from({ length: height }, (_, line) => {
      const text = cells
        .map((c, i) => cell(c[line] ?? '', widths[i] ?? 1))
        .join('  ')
        .trimEnd();
      return cut(y === 0 ? theme.title(text) : text, columns);
    });
  });
}

function inlineOf(token: Tokens.Text): string {
  return token.tokens ? inline(token.tokens) : withoutEntities(token.text);
}

function inline(tokens: Token[]): string {
  return tokens.map(inlineToken).join('');
}

function inlineToken(token: Token): string {
  switch (token.type) {
    case 'strong':
      return theme.title(inline((token as Tokens.Strong).tokens));
    case 'em':
      return theme.accent(inline((token as Tokens.Em).tokens));
    case 'codespan':
      return theme.code(withoutEntities((token as Tokens.Codespan).text));
    case 'term':
      return theme.term(inlineToken((token as Term).shown));
    case 'link':
      return linkText(token as Tokens.Link);
    case 'br':
      return '\n';
    case 'text':
      return inlineOf(token as Tokens.Text).replaceAll('\n', ' ');
    case 'escape':
      return (token as Tokens.Escape).text;
    default:
      return token.raw;
  }
}

/** A terminal cannot follow a link: the address is shown where it is not the text already. */
function linkText(token: Tokens.Link): string {
  const text = inline(token.tokens);
  return token.href === text || token.href.startsWith('#') ? theme.link(text) : `${theme.link(text)} (${token.href})`;
}

const ENTITIES: Record<string, string> = { '&amp;': '&', '&lt;': '<', '&gt;': '>', '&quot;': '"', '&#39;': "'" };

/** `marked` may write HTML entities. */
function withoutEntities(text: string): string {
  return text.replace(/&(?:amp|lt|gt|quot|#39);/g, entity => ENTITIES[entity] ?? entity);
}

function trimmed(lines: string[]): string[] {
  let end = lines.length;
  while (end > 0 && lines[end - 1] === '') end--;
  return lines.slice(0, end);
}
