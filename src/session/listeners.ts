import type { LabEvent } from './events.ts';

/** The subscribers of a session: those who get each event, and those who are only notified that the state has changed. */
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

  emit(event: LabEvent): void {
    for (const listener of this.#listeners) listener(event);
  }

  /** The state has changed. */
  notify(): void {
    for (const watcher of this.#watchers) watcher();
  }
}
