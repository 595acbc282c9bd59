import { type GlossaryTerm, loadWords } from '../lesson/words.ts';
import { packageFile } from '../stage/helper-path.ts';

/** The glossary shipped with the program, and that of a folder of one's own. Takes a tenth of a second: call it when it is wanted. */
export function shippedGlossary(own?: string): GlossaryTerm[] {
  const shipped = packageFile('lessons');
  return [...loadWords(shipped, ...(own === undefined ? [] : [own])).glossary.values()];
}
