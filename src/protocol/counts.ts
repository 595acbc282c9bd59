/** `2 cgroups, 1 processes`: what was counted, without what there is none of. */
export function countsPhrase(counts: object): string {
  return Object.entries(counts)
    .filter(([, n]) => n > 0)
    .map(([what, n]) => `${n} ${what}`)
    .join(', ');
}
