import type { Lesson } from '../../lesson/lesson.ts';
import type { GlossaryTerm } from '../../lesson/lists.ts';
import { nearest } from '../../protocol/did-you-mean.ts';
import { EXIT, type ExitCode, LabError } from '../../protocol/lab-error.ts';
import { courseLessons } from '../course.ts';
import { say, sayJson } from '../output.ts';
import { shippedGlossary } from './shipped-glossary.ts';

/** All words of the course, or one. `words` are those of the command line: a term may have several. */
export async function glossary(query: string[], options: { json?: boolean; lessons?: string }): Promise<ExitCode> {
  const terms = await shippedGlossary(options.lessons);
  const wanted = query.length === 0 ? null : find(terms, query.join(' '));
  if (options.json) sayJson(wanted ?? terms);
  else if (wanted) for (const line of entry(wanted, await courseLessons(options.lessons))) say(`${line}\n`);
  else for (const { term, text } of terms) say(`${term.padEnd(26)} ${text}\n`);
  return EXIT.ok;
}

/** By its name or another name of it, in upper or lower case, or by a beginning that only one term has. Throws a usage error that names the nearest. */
function find(terms: GlossaryTerm[], wanted: string): GlossaryTerm {
  const names = new Map(terms.flatMap(term => [term.term, ...term.aliases].map(name => [name.toLowerCase(), term])));
  const found = names.get(wanted.toLowerCase());
  if (found) return found;
  const begun = new Set([...names].flatMap(([name, term]) => (name.startsWith(wanted.toLowerCase()) ? [term] : [])));
  const [only] = begun;
  if (only && begun.size === 1) return only;
  const near = nearest(wanted, names.keys());
  const hint = near === null ? 'container-lab glossary lists them all' : `did you mean '${names.get(near)?.term}'?`;
  throw new LabError('usage', `the glossary has no '${wanted}'`, { exit: EXIT.usage, hint });
}

function entry({ term, text, lessons, aliases }: GlossaryTerm, written: Lesson[]): string[] {
  const told = lessons.map(number => {
    const lesson = written.find(({ id }) => id.startsWith(`${number}-`));
    return lesson ? `  lesson ${lesson.id}: ${lesson.title}` : `  lesson ${number} (not written yet)`;
  });
  return [aliases.length === 0 ? term : `${term} (also: ${aliases.join(', ')})`, `  ${text}`, ...told];
}
