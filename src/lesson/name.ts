/** A lesson's id is the name of its file: two digits, a hyphen, and the name by which people call it. */
import { basename } from 'node:path';

export const LESSON_ID = /^\d\d-[a-z0-9]+(-[a-z0-9]+)*$/;

/** A step is named like the heading of its text. */
export const STEP_ID = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;

/** A manual page as it is cited: `mount(2)`. */
export const MAN_PAGE = /^[\w.+-]+\(\d\w*\)$/;

/** `02-unshare` of a path `lessons/02-unshare.md`. */
export function idOf(file: string): string {
  return basename(file, '.md');
}

/** `02` of `02-unshare`. */
export function numberOf(id: string): string {
  return id.split('-')[0] ?? id;
}

/** `unshare` of `02-unshare`. */
export function nameOf(id: string): string {
  return id.replace(/^\d+-/, '');
}
