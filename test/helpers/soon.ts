/** Waits for what is bound to come. */
import { vi } from 'vitest';
import { patience } from './slowness.ts';

/** Resolves once `assertion` no longer throws; rejects with what it threw last. */
export function soon<T>(assertion: () => T | Promise<T>): Promise<T> {
  return vi.waitFor(assertion, patience);
}
