/** Parsed Markdown in which the first use of each glossary term stands apart, so that it can be marked. */

import type { Token, Tokens } from 'marked';
import type { GlossaryTerm } from '../../lesson/lists.ts';
import { findTerms, type Glossary } from './terms.ts';

/** A word of the glossary; `shown` is what it was before: text or code. */
export interface Term {
  type: 'term';
  raw: string;
  shown: Token;
}

/** Headings, links and blocks of code stay as they are. */
export function markedTerms(tokens: Token[], glossary: Glossary): Token[] {
  return glossary.length === 0 ? tokens : withTerms(tokens, glossary, new Set());
}

/** `seen` grows: a term is marked once. */
function withTerms(tokens: Token[], glossary: Glossary, seen: Set<GlossaryTerm>): Token[] {
  return tokens.flatMap(token => {
    switch (token.type) {
      case 'heading':
      case 'link':
      case 'code':
        return [token];
      case 'codespan':
        return codeTerm(token as Tokens.Codespan, glossary, seen);
      case 'list': {
        const list = token as Tokens.List;
        const items = list.items.map(item => ({ ...item, tokens: withTerms(item.tokens, glossary, seen) }));
        return [{ ...list, items }];
      }
      case 'table': {
        const table = token as Tokens.Table;
        const rows = table.rows.map(row => row.map(c => ({ ...c, tokens: withTerms(c.tokens, glossary, seen) })));
        return [{ ...table, rows }];
      }
      default: {
        const inner = (token as { tokens?: Token[] }).tokens;
        if (inner) return [{ ...token, tokens: withTerms(inner, glossary, seen) } as Token];
        return token.type === 'text' ? split(token as Tokens.Text, glossary, seen) : [token];
      }
    }
  });
}

function split(token: Tokens.Text, glossary: Glossary, seen: Set<GlossaryTerm>): Token[] {
  const parts: Token[] = [];
  const part = (text: string): Token => ({ type: 'text', raw: text, text });
  let done = 0;
  for (const { term, start, end } of findTerms(token.text, glossary)) {
    if (seen.has(term)) continue;
    seen.add(term);
    if (start > done) parts.push(part(token.text.slice(done, start)));
    parts.push(apart(part(token.text.slice(start, end))));
    done = end;
  }
  if (done === 0) return [token];
  return done < token.text.length ? [...parts, part(token.text.slice(done))] : parts;
}

/** Code is a term only as a whole: `chroot`, not `chroot /x ls`. */
function codeTerm(token: Tokens.Codespan, glossary: Glossary, seen: Set<GlossaryTerm>): Token[] {
  const found = findTerms(token.text, glossary)[0];
  if (!found || found.start > 0 || found.end < token.text.length || seen.has(found.term)) return [token];
  seen.add(found.term);
  return [apart(token)];
}

function apart(shown: Token): Token {
  return { type: 'term', raw: shown.raw, shown } satisfies Term as Token;
}
