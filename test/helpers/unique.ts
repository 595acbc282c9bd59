/** A part of a name that no other run has, whose groups and files this one shares: its PID says nothing in a view of its own. */
import { randomBytes } from 'node:crypto';

export const unique = randomBytes(4).toString('hex');
