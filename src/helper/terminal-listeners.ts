/** The listeners of a terminal; its last output is kept for those who subscribe later. */

/** Bytes of output that are kept. */
const KEPT = 64 * 1024;

/** How a program ended: by itself, or by a signal. */
export interface Ending {
  code: number | null;
  signal: string | null;
}

export class TerminalListeners {
  readonly #data = new Set<(data: Buffer) => void>();
  readonly #exit = new Set<(how: Ending | null) => void>();
  #how: Ending | null = null;
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
  onExit(listener: (how: Ending | null) => void): () => void {
    if (this.#ended) listener(this.#how);
    else this.#exit.add(listener);
    return () => this.#exit.delete(listener);
  }

  /** Output has come. */
  emit(data: Buffer): void {
    this.#kept = Buffer.concat([this.#kept, data]).subarray(-KEPT);
    for (const listener of this.#data) listener(data);
  }

  /** Nothing more will come. `how`: null where nobody knows. */
  end(how: Ending | null = null): void {
    this.#ended = true;
    this.#how = how;
    for (const listener of this.#exit) listener(how);
    this.#exit.clear();
    this.#data.clear();
  }
}
