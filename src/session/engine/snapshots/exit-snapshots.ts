/** The last snapshot of a subject that has ended by itself: what its group had counted, and how it ended. */
import type { SubjectName } from '../../../observe/facts.ts';
import type { Snapshot, SubjectFacts } from '../../../observe/snapshot.ts';
import type { LookAnswer } from '../../../protocol/wire.ts';
import type { Observed } from './compare.ts';

/** From the helper's exit event; `code` and `signal` exclude each other. */
export interface Exit {
  code: number | null;
  signal: string | null;
  oomKill: number;
}

export class ExitSnapshots {
  readonly #exits = new Map<number, Exit>();
  readonly #snapshots: Partial<Record<SubjectName, SubjectFacts>> = {};

  /** The process `pid` is dead. */
  heard(pid: number, exit: Exit): void {
    this.#exits.set(pid, exit);
  }

  hasEnded(pid: number): boolean {
    return this.#exits.has(pid);
  }

  /** Of who is ending the kernel shows less and less: until it is buried, its snapshot stays the one of its life, if there is one. */
  living(last: Snapshot, now: Snapshot): Snapshot {
    const names = Object.keys(now) as SubjectName[];
    const kept = names.flatMap(name => {
      const snapshot = now[name]?.ending ? last[name] : now[name];
      return snapshot ? [[name, snapshot]] : [];
    });
    return Object.fromEntries(kept);
  }

  /**
   * Of those in `last` who are missing in `now`: `now` with them in it, or null when nobody has left. Of one that has ended before
   * anybody saw it alive there is its end alone.
   */
  async take(
    observed: readonly Observed[],
    last: Snapshot,
    now: Snapshot,
    look: (items: string[]) => Promise<LookAnswer[]>,
  ): Promise<Snapshot | null> {
    const left: Snapshot = {};
    for (const { name, pid, group } of observed) {
      const before = last[name];
      const exit = this.#exits.get(pid);
      if (now[name] || (!before && (!exit || this.#snapshots[name]))) continue;
      const counted = group?.facts(await look(group.readings()));
      const snapshot: SubjectFacts = {
        facts: { ...before?.facts, ...counted?.facts, ...exitFacts(exit) },
        files: counted?.files ?? before?.files ?? {},
        ...(before ? {} : { ending: true }),
      };
      this.#snapshots[name] = snapshot;
      left[name] = snapshot;
    }
    return Object.keys(left).length === 0 ? null : { ...now, ...left };
  }

  /** The snapshot together with those who have ended since they were spawned. */
  with(snapshot: Snapshot): Snapshot {
    return { ...this.#snapshots, ...snapshot };
  }

  forget(names: readonly SubjectName[]): void {
    for (const name of names) delete this.#snapshots[name];
  }
}

function exitFacts(exit: Exit | undefined): SubjectFacts['facts'] {
  if (!exit) return {};
  return {
    'exit.code': exit.code === null ? null : String(exit.code),
    'exit.signal': exit.signal,
    'exit.oomKill': String(exit.oomKill),
  };
}
