/** Text of files that others may have laid there: a FIFO would never end, /dev/zero neither. */
import { readFileSync, statSync } from 'node:fs';
import { fileRefusal } from './errno.ts';

/** Why there is no text, in words; `code` is the kernel's, or null where it is we who refuse. */
export class NoText extends Error {
  readonly code: string | null;

  constructor(message: string, code: string | null) {
    super(message);
    this.code = code;
  }
}

/** The text of a regular file of at most `longest` bytes. Throws `NoText`. */
export function readText(path: string, longest: number): string {
  try {
    const about = statSync(path);
    if (!about.isFile()) throw new NoText('it is no regular file', null);
    if (about.size > longest) throw new NoText(`it has ${about.size} bytes, and may have ${longest}`, null);
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (error instanceof NoText) throw error;
    const { code = 'unknown' } = error as NodeJS.ErrnoException;
    throw new NoText(fileRefusal(code), code);
  }
}
