/** Waiting for a condition that something else makes true. */

/**
 * Resolves as soon as `met`; rejects with the signal's reason once that is aborted, at once when it already is.
 * `subscribe` calls its listener after every change, and returns what ends that; it must not call it at once.
 */
export function pollUntil(
  subscribe: (listener: () => void) => () => void,
  met: () => boolean,
  signal: AbortSignal,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const done = (then: () => void): void => {
      stop();
      signal.removeEventListener('abort', abort);
      then();
    };
    const abort = (): void => done(() => reject(signal.reason));
    const look = (): void => {
      if (met()) done(resolve);
    };
    const stop = subscribe(look);
    signal.addEventListener('abort', abort);
    if (signal.aborted) abort();
    else look();
  });
}
