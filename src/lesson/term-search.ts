import type { GlossaryTerm } from './lists.ts';

/** Terms whose name or one of whose other names has `wanted` in it; those that begin with it come first. */
export function searchTerms(wanted: string, glossary: readonly GlossaryTerm[]): GlossaryTerm[] {
  const part = wanted.trim().toLowerCase();
  const names = (t: GlossaryTerm) => [t.term, ...t.aliases].map(name => name.toLowerCase());
  const matching = glossary.filter(t => names(t).some(name => name.includes(part)));
  const begins = (t: GlossaryTerm) => names(t).some(name => name.startsWith(part));
  return [...matching.filter(begins), ...matching.filter(t => !begins(t))];
}

/** Those called exactly so, else those that the words are a part of. */
export function lookUp(wanted: string, glossary: readonly GlossaryTerm[]): GlossaryTerm[] {
  const name = wanted.trim().toLowerCase();
  const exact = glossary.filter(t => [t.term, ...t.aliases].some(n => n.toLowerCase() === name));
  return exact.length > 0 ? exact : searchTerms(wanted, glossary);
}
