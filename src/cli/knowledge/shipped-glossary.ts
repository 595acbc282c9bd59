import { packageFile } from '../../helper/helper-path.ts';
import { loadBakedGlossary } from '../../lesson/baked.ts';
import type { GlossaryTerm } from '../../lesson/lists.ts';

/** The glossary shipped with the program; with a folder of one's own, its words too. */
export async function shippedGlossary(own?: string): Promise<GlossaryTerm[]> {
  const shipped = packageFile('lessons');
  if (own === undefined) return loadBakedGlossary(shipped, packageFile('dist'));
  const { loadLists } = await import('../../lesson/lists.ts');
  return [...loadLists(shipped, own).glossary.values()];
}
