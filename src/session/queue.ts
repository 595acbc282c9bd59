/** One thing at a time, in the order asked for; one that fails stops no other. */
export class Queue {
  #last: Promise<unknown> = Promise.resolve();

  /** Resolves or rejects as `what` does. */
  add<T>(what: () => Promise<T>): Promise<T> {
    const result = this.#last.then(what);
    this.#last = result.catch(() => {});
    return result;
  }
}
