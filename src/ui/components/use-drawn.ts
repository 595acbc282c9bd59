import { useRef, useSyncExternalStore } from 'react';
import type { Model } from '../state/model.ts';

/** The model's store, as React subscribes to it. */
export interface ModelSource {
  /** Returns the function that unsubscribes. */
  subscribe(listener: () => void): () => void;
  /** The same object until something changes. */
  getModel(): Model;
}

/**
 * What `draw` makes of the model. A component is rendered again only when the drawing differs: a refresh that
 * finds nothing new costs no frame. `draw` must depend on nothing but the model and `key`.
 */
export function useDrawn<T>(
  source: ModelSource,
  draw: (model: Model) => T,
  key = '',
  same: (a: T, b: T) => boolean = Object.is,
): T {
  const kept = useRef<{ model: Model; key: string; drawn: T } | null>(null);
  const snapshot = (): T => {
    const model = source.getModel();
    const old = kept.current;
    if (old && old.model === model && old.key === key) return old.drawn;
    const fresh = draw(model);
    const drawn = old && old.key === key && same(old.drawn, fresh) ? old.drawn : fresh;
    kept.current = { model, key, drawn };
    return drawn;
  };
  return useSyncExternalStore(source.subscribe, snapshot);
}
