/** The known word that was probably meant by one that nobody knows. */

/** The known word nearest to `word` by edit distance, or null when none is near. */
export function nearest(word: string, known: Iterable<string>): string | null {
  let best: string | null = null;
  let bestDistance = Math.max(2, Math.floor(word.length / 2)) + 1;
  for (const candidate of known) {
    const distance = editDistance(word.toLowerCase(), candidate.toLowerCase());
    if (distance < bestDistance) {
      best = candidate;
      bestDistance = distance;
    }
  }
  return best;
}

/** "did you mean …?" or, when nothing is near, the whole list. */
export function suggest(word: string, known: Iterable<string>): string {
  const list = [...known];
  const near = nearest(word, list);
  return near === null ? `use one of: ${list.join(', ')}` : `did you mean "${near}"?`;
}

/** "did you mean '…'? " before the rest of a hint, nothing when nothing is near; `called`: how the near one is named there. */
export function didYouMean(word: string, known: Iterable<string>, called = (near: string): string => near): string {
  const near = nearest(word, known);
  return near === null ? '' : `did you mean '${called(near)}'? `;
}

/** How many letters to change, add, leave out, or swap with their neighbour. */
function editDistance(a: string, b: string): number {
  const rows = [Array.from({ length: b.length + 1 }, (_, i) => i)];
  const at = (i: number, j: number): number => rows[i]?.[j] ?? 0;
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    rows.push(row);
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1];
      let least = Math.min(at(i - 1, j) + 1, at(i, j - 1) + 1, at(i - 1, j - 1) + (same ? 0 : 1));
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      if (swapped) least = Math.min(least, at(i - 2, j - 2) + 1);
      row.push(least);
    }
  }
  return at(a.length, b.length);
}
