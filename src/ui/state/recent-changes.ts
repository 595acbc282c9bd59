/** Changes flash for a while after they were first seen. */

import { isUsageKey } from '../../kernel/cgroup/index.ts';
import type { ChangeState } from '../../session/state.ts';

const FLASH_MS = 2000;

export class RecentChanges {
  readonly #seen = new WeakSet<ChangeState>();
  readonly #onChange: () => void;
  readonly #timers = new Set<NodeJS.Timeout>();
  #recent: ReadonlySet<ChangeState> = new Set();

  constructor(onChange: () => void) {
    this.#onChange = onChange;
  }

  get current(): ReadonlySet<ChangeState> {
    return this.#recent;
  }

  /** Look at the changes of the step; those not seen before begin to flash. Usage that moves by itself does not. */
  add(changes: readonly ChangeState[]): void {
    const added = changes.filter(c => !this.#seen.has(c) && !(c.cause === null && isUsageKey(c.key)));
    for (const change of changes) this.#seen.add(change);
    if (added.length === 0) return;
    this.#recent = new Set([...this.#recent, ...added]);
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      this.#recent = new Set([...this.#recent].filter(c => !added.includes(c)));
      this.#onChange();
    }, FLASH_MS);
    this.#timers.add(timer);
  }

  stop(): void {
    for (const timer of this.#timers) clearTimeout(timer);
  }
}
