/** What `container-lab lint` prints: where, what is wrong, and what to write instead. */
export interface Problem {
  file: string;
  /** 1-based. */
  line: number;
  message: string;
  fix: string;
}

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

function editDistance(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const substitution = (previous[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      row.push(Math.min((previous[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, substitution));
    }
    previous = row;
  }
  return previous[b.length] ?? 0;
}
