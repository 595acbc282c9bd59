import type { LabEvent } from './events.ts';

/** Who is told of events and of changes of the state. */
export class Listeners {
  readonly #watchers = new Set<() => void>();
  readonly #listeners = new Set<(event: LabEvent) => void>();

  subscribe(watcher: () => void): () => void {
    this.#watchers.add(watcher);
    return () => this.#watchers.delete(watcher);
  }

  onEvent(listener: (event: LabEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  tell(event: LabEvent): void {
    for (const listener of this.#listeners) listener(event);
  }

  /** The state has changed. */
  notify(): void {
    for (const watcher of this.#watchers) watcher();
  }
}
