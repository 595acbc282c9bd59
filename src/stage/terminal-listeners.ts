/** Who listens to a terminal, and its last output for whoever comes later. */

/** Bytes of output that are kept. */
const KEPT = 64 * 1024;

export class TerminalListeners {
  readonly #data = new Set<(data: Buffer) => void>();
  readonly #exit = new Set<() => void>();
  #kept = Buffer.alloc(0);
  #ended = false;

  get ended(): boolean {
    return this.#ended;
  }

  /** The listener first gets what was printed before it came. */
  onData(listener: (data: Buffer) => void): () => void {
    if (this.#kept.length > 0) listener(this.#kept);
    this.#data.add(listener);
    return () => this.#data.delete(listener);
  }

  /** Called at once when it has ended already. */
  onExit(listener: () => void): () => void {
    if (this.#ended) listener();
    else this.#exit.add(listener);
    return () => this.#exit.delete(listener);
  }

  /** Output has come. */
  tell(data: Buffer): void {
    this.#kept = Buffer.concat([this.#kept, data]).subarray(-KEPT);
    for (const listener of this.#data) listener(data);
  }

  /** Nothing more will come. */
  end(): void {
    this.#ended = true;
    for (const listener of this.#exit) listener();
    this.#exit.clear();
    this.#data.clear();
  }
}
