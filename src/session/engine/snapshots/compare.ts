/** The last snapshot of every subject, and how a new one becomes `facts`, `change` and `gone` events. */
import type { Group } from '../../../kernel/cgroup/index.ts';
import { attribute, type Circumstances, type OpRecord } from '../../../observe/attribution.ts';
import { diff } from '../../../observe/diff.ts';
import type { Facts, SubjectName } from '../../../observe/facts.ts';
import type { Frame, Snapshot } from '../../../observe/snapshot.ts';
import type { LabEventBody } from '../../events.ts';
import type { Slot } from '../ops/expand.ts';

export interface Observed {
  name: SubjectName;
  /** Null: the host. */
  slot: Slot | null;
  pid: number;
  group: Group | null;
  /** See `Circumstances`. */
  ran: boolean;
  sent: readonly OpRecord[];
}

export class Observer {
  readonly #places: Pick<Frame, 'rootfs' | 'layers'>;
  readonly #emit: (event: LabEventBody) => void;
  #last: Snapshot = {};
  #pids: Partial<Record<SubjectName, number>> = {};

  constructor(places: { rootfs: string; layers: string }, emit: (event: LabEventBody) => void) {
    this.#places = { rootfs: places.rootfs, layers: places.layers };
    this.#emit = emit;
  }

  get snapshot(): Snapshot {
    return this.#last;
  }

  frame(subjects: Observed[]): Frame {
    return {
      ...this.#places,
      subjects: subjects.map(s => s.name),
      cgroups: subjects.flatMap(({ name, group }) => (group ? [{ subject: name, group }] : [])),
    };
  }

  /** A new snapshot of these subjects: tell what is new in it. `ops` lay between the last one and this. */
  take(subjects: Observed[], now: Snapshot, ops: readonly OpRecord[]): void {
    const before = this.#last;
    this.#last = now;
    // of one that was never seen alive there is nothing to compare
    const becameApp =
      now.app !== undefined && !now.app.ending && before.app === undefined && before.stage !== undefined;
    for (const { name, pid } of subjects) {
      const snapshot = now[name];
      if (!snapshot) continue;
      if (before[name] && this.#pids[name] === pid) continue;
      this.#pids[name] = pid;
      this.#emit({ type: 'facts', subject: name, pid, facts: snapshot.facts, files: snapshot.files });
    }
    const changes = becameApp ? diff(before, now, { from: 'stage', to: 'app' }) : diff(before, now);
    for (const change of changes) {
      const around = this.#around(
        subjects.find(s => s.name === change.subject),
        now[change.subject]?.facts ?? {},
      );
      this.#emit({ type: 'change', ...change, ...attribute(change, ops, around) });
    }
    for (const name of ['stage', 'app', 'aside'] as const) {
      const pid = this.#pids[name];
      if (before[name] && !now[name] && pid !== undefined) {
        this.#emit({ type: 'gone', subject: name, pid });
        delete this.#pids[name];
      }
    }
  }

  #around(subject: Observed | undefined, facts: Facts): Circumstances {
    const signal = facts['exit.signal'];
    const end =
      signal === undefined
        ? {}
        : { end: { signal: signal === null ? null : String(signal), oomKills: Number(facts['exit.oomKill'] ?? 0) } };
    return { ran: subject?.ran ?? false, sent: subject?.sent ?? [], ...end, ...this.#places };
  }

  /** Forget a subject that was torn down by us. */
  forget(names: SubjectName[]): void {
    for (const name of names) {
      const pid = this.#pids[name];
      if (pid !== undefined) this.#emit({ type: 'gone', subject: name, pid });
      delete this.#pids[name];
      const { [name]: _gone, ...rest } = this.#last;
      this.#last = rest;
    }
  }
}
