/** The last photograph of every subject, and how a new one becomes `facts`, `change` and `gone` events. */
import type { Group } from '../kernel/cgroup/index.ts';
import { attribute, type OpRecord } from '../observe/attribution.ts';
import { diff } from '../observe/diff.ts';
import type { SubjectName } from '../observe/facts.ts';
import { type Frame, factsFrom, queriesFor, type Snapshot } from '../observe/snapshot.ts';
import type { Source } from '../observe/source.ts';
import type { LabEventBody } from './events.ts';

export interface Observed {
  name: SubjectName;
  pid: number;
  group: Group | null;
}

export class Observer {
  readonly #source: Source;
  readonly #places: Pick<Frame, 'rootfs' | 'layers'>;
  readonly #emit: (event: LabEventBody) => void;
  #last: Snapshot = {};
  #pids: Partial<Record<SubjectName, number>> = {};

  constructor(source: Source, places: { rootfs: string; layers: string }, emit: (event: LabEventBody) => void) {
    this.#source = source;
    this.#places = places;
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

  /** Look at these subjects now, and tell what is new. `ops` lay between the last photograph and this one. */
  async look(subjects: Observed[], ops: OpRecord[], running: boolean): Promise<Snapshot> {
    const frame = this.frame(subjects);
    const answers = await this.#source.query(queriesFor(frame));
    return this.take(subjects, factsFrom(frame, answers), ops, running);
  }

  /** The same with a photograph that came in one batch with the op. */
  take(subjects: Observed[], now: Snapshot, ops: OpRecord[], running: boolean): Snapshot {
    const before = this.#last;
    this.#last = now;
    const becameApp = now.app !== undefined && before.app === undefined && before.stage !== undefined;
    for (const { name, pid } of subjects) {
      const photo = now[name];
      if (!photo) continue;
      if (before[name] && this.#pids[name] === pid) continue;
      this.#pids[name] = pid;
      this.#emit({ type: 'facts', subject: name, pid, ...photo });
    }
    const changes = becameApp ? diff(before, now, { from: 'stage', to: 'app' }) : diff(before, now);
    for (const change of changes) this.#emit({ type: 'change', ...change, ...attribute(change, ops, { running }) });
    for (const name of ['stage', 'app', 'aside'] as const) {
      const pid = this.#pids[name];
      if (before[name] && !now[name] && pid !== undefined) {
        this.#emit({ type: 'gone', subject: name, pid });
        delete this.#pids[name];
      }
    }
    return now;
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
