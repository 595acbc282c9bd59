import { type Frame, factsFrom, queriesFor, type Snapshot } from '../../src/observe/snapshot.ts';
import type { Source } from '../../src/observe/source.ts';

/** A snapshot by one query for all of it. */
export async function takeSnapshot(source: Source, frame: Frame): Promise<Snapshot> {
  return factsFrom(frame, await source.query(queriesFor(frame)));
}
