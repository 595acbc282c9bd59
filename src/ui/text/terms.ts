/** Which words of the glossary a text uses. Pure; the list itself comes from whoever opens the screen. */
import type { GlossaryTerm } from '../../lesson/lists.ts';

export type Glossary = readonly GlossaryTerm[];

interface Found {
  term: GlossaryTerm;
  /** Of the text: `[start, end)`. */
  start: number;
  end: number;
}

interface Finder {
  pattern: RegExp;
  byName: Map<string, GlossaryTerm>;
}

const finders = new WeakMap<Glossary, Finder>();

/** Every use of a term in `text`, in order, the longest name first where two begin at one place. */
export function findTerms(text: string, glossary: Glossary): Found[] {
  if (glossary.length === 0) return [];
  const { pattern, byName } = finderOf(glossary);
  return [...text.matchAll(pattern)].flatMap(match => {
    const word = match[0].replaceAll(/\s+/g, ' ');
    const term = byName.get(word.toLowerCase()) ?? byName.get(word.toLowerCase().replace(/s$/, ''));
    // CMD and NAT are names, `cmd` and `nat` are not
    if (term === undefined || !spelledAs(word, term)) return [];
    return [{ term, start: match.index, end: match.index + match[0].length }];
  });
}

/** The terms a Markdown text uses, each once, in the order of their first use; blocks of code do not count. */
export function termsOf(markdown: string, glossary: Glossary): GlossaryTerm[] {
  const prose = markdown.replaceAll(/^```[\s\S]*?^```/gm, '').replaceAll(/\s+/g, ' ');
  return [...new Set(findTerms(prose, glossary).map(found => found.term))];
}

/** `cgroup (control group)` and `pull / push` are titles: what occurs in a text are their other names. */
function namesOf(term: GlossaryTerm): string[] {
  return /[(/] ?\w| \//.test(term.term.slice(1)) ? term.aliases : [term.term, ...term.aliases];
}

function spelledAs(text: string, term: GlossaryTerm): boolean {
  return namesOf(term).some(name =>
    name === name.toLowerCase() ? true : text === name || text.replace(/s$/, '') === name,
  );
}

function finderOf(glossary: Glossary): Finder {
  const known = finders.get(glossary);
  if (known) return known;
  const byName = new Map(glossary.flatMap(term => namesOf(term).map(name => [name.toLowerCase(), term] as const)));
  const names = [...byName.keys()].sort((a, b) => b.length - a.length).map(escaped);
  const finder = { pattern: new RegExp(`(?<![\\w/.-])(?:${names.join('|')})s?(?![\\w/-])`, 'gi'), byName };
  finders.set(glossary, finder);
  return finder;
}

function escaped(name: string): string {
  return name.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&').replaceAll(' ', '\\s+');
}
