/** Which subjects live, are ending or have ended; of those that have ended the last snapshot is kept. */
import type { Snapshot, SubjectFacts } from '../../../observe/snapshot.ts';
import type { LookAnswer } from '../../../protocol/wire.ts';
import type { Observed } from './observed.ts';

/** From the helper's exit event; `code` and `signal` exclude each other. */
export interface Exit {
  code: number | null;
  signal: string | null;
  oomKill: number;
}

export class ExitSnapshots {
  readonly #exits = new Map<number, Exit>();
  readonly #snapshots: Snapshot = {};

  /** Notes that the process `pid` has exited. */
  noteExit(pid: number, exit: Exit): void {
    this.#exits.set(pid, exit);
  }

  hasEnded(pid: number): boolean {
    return this.#exits.has(pid);
  }

  /**
   * What was seen, as one snapshot after the other: first with who has ended since `last`, where somebody has, then who lives. `look`
   * reads what the group of one that has ended has counted.
   */
  async moments(
    observed: readonly Observed[],
    last: Snapshot,
    seen: Snapshot,
    look: (items: string[]) => Promise<LookAnswer[]>,
  ): Promise<Snapshot[]> {
    const living = alive(last, seen);
    const ended: Snapshot = {};
    for (const one of observed) {
      const before = last[one.name];
      const unseen = this.#exits.has(one.pid) && !this.#snapshots[one.name];
      if (living[one.name] || (!before && !unseen)) continue;
      ended[one.name] = await lastSnapshot(one, before, this.#exits.get(one.pid), look);
    }
    Object.assign(this.#snapshots, ended);
    return Object.keys(ended).length === 0 ? [living] : [{ ...living, ...ended }, living];
  }

  /** The snapshot together with those who have ended since they were spawned. */
  with(snapshot: Snapshot): Snapshot {
    return { ...this.#snapshots, ...snapshot };
  }

  forget(names: readonly string[]): void {
    for (const name of names) delete this.#snapshots[name];
  }
}

/** Of who is ending the kernel shows less and less: until it is buried, its snapshot stays the one of its life, if there is one. */
function alive(last: Snapshot, seen: Snapshot): Snapshot {
  const kept = Object.entries(seen).flatMap(([name, snapshot]) => {
    const shown = snapshot.ending ? last[name] : snapshot;
    return shown ? [[name, shown]] : [];
  });
  return Object.fromEntries(kept);
}

/** What its group had counted, and how it ended. Of one that has ended before anybody saw it alive there is its end alone. */
async function lastSnapshot(
  { group }: Observed,
  before: SubjectFacts | undefined,
  exit: Exit | undefined,
  look: (items: string[]) => Promise<LookAnswer[]>,
): Promise<SubjectFacts> {
  const counted = group?.facts(await look(group.items()));
  return {
    facts: { ...before?.facts, ...counted?.facts, ...exitFacts(exit) },
    files: counted?.files ?? before?.files ?? {},
    ...(before ? {} : { ending: true }),
  };
}

function exitFacts(exit: Exit | undefined): SubjectFacts['facts'] {
  if (!exit) return {};
  return {
    'exit.code': exit.code === null ? null : String(exit.code),
    'exit.signal': exit.signal,
    'exit.oomKill': String(exit.oomKill),
  };
}
