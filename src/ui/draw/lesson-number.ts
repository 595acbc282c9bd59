/** `02-unshare` → `2`. */
export function lessonNumber(id: string): string {
  return /^0*(\d+)/.exec(id)?.[1] ?? '';
}
