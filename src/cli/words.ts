import { type GlossaryTerm, loadWords } from '../lesson/words.ts';
import { packageFile } from '../stage/helper-path.ts';

/** The glossary shipped with the program, in the order of its file. Takes a tenth of a second: call it when it is wanted. */
export function shippedGlossary(): GlossaryTerm[] {
  return [...loadWords(packageFile('lessons')).glossary.values()];
}
