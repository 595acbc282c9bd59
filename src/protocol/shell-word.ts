/** A word as a shell takes it, for command lines that somebody copies: quoted where it must be. */
export function shellWord(text: string): string {
  return /^[\w./@:+-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
