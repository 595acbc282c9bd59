/** The rules about ops and facts: each is described in its row of src/words/, and requests are typed by the helper's table. */

/** Keys of facts and names of ops: of the rows in words/. */
export function wordsIn(sources: Map<string, string>): Set<string> {
  const rows = [...sources].filter(([file]) => /^words\/(ops|facts)\//.test(file));
  return new Set(
    rows.flatMap(([, source]) => [...source.matchAll(/^ {2}'?([\w.-]+)'?: /gm)].map(match => match[1] ?? '')),
  );
}

/** How many words a list outside of words/ may have before it is a second table. */
const FEW = 4;

function tableBreach(file: string, code: string, words: Set<string>): string[] {
  if (/^(words|kernel)\//.test(file) || file.endsWith('.gen.ts')) return [];
  return [...code.matchAll(/\[((?:\s*'[^'\n]+',?)+)\s*\]/g)]
    .map(([, list = '']) =>
      [...list.matchAll(/'([^']+)'/g)].map(match => match[1] ?? '').filter(word => words.has(word)),
    )
    .filter(list => list.length > FEW)
    .map(
      list =>
        `src/${file} has a table of ops or facts of its own (${list.slice(0, 3).join(', ')} …): say it in their rows, src/words/`,
    );
}

/** A request that is not made by `request` may have any argument. */
function requestBreach(file: string, code: string): string[] {
  if (!/^(kernel|rootfs|stage|session)\//.test(file)) return [];
  return [...code.matchAll(/^(.*)\bop: '([\w-]+)', args\b/gm)]
    .filter(([, before = '']) => !before.includes('LessonOp') && !before.includes('perform('))
    .map(
      ([, , op]) =>
        `src/${file} writes a request of ${op} by hand: request('${op}', …) of src/protocol/request.ts is typed by the helper's table`,
    );
}

/** Breaches of both, one sentence each; `code` is without comments. */
export function wordBreaches(file: string, code: string, words: Set<string>): string[] {
  return [...tableBreach(file, code, words), ...requestBreach(file, code)];
}
