/** Watches the machine's own side while a learner works beside it as root: what changes there is an accident, or somebody else's doing. */
import { isParentOfOurs } from '../kernel/cgroup/index.ts';
import { type Difference, machineDifferences } from './differences.ts';
import type { Machine } from './fingerprint.ts';
import { type MachineReader, SystemMachineReader } from './machine-reader.ts';
import { type Trouble, troublesOf } from './undo.ts';

/** What is looked at with care is looked at so often (ms). */
const SLOW = 1000;

export class MachineWatch {
  readonly #reader: MachineReader;
  #before: Machine | null = null;
  #seen: Trouble[] = [];
  #mark = '';
  #carefulAt = Number.NEGATIVE_INFINITY;
  #privileges: Trouble[] = [];
  /** What came while nobody was watched: somebody else's. */
  #others = new Set<string>();

  constructor(reader: MachineReader = new SystemMachineReader()) {
    this.#reader = reader;
  }

  /** What is there from now on is how it was; what an earlier look has told goes on to stand until it is taken back. */
  begin(): void {
    if (this.#before === null) {
      // asked first: what changes while it is read is seen at the next look
      this.#mark = this.#reader.mark(true);
      this.#before = this.#reader.take();
      return;
    }
    const told = new Set(this.#privileges.map(keyOf));
    for (const trouble of this.#all(true)) if (!told.has(keyOf(trouble))) this.#others.add(keyOf(trouble));
  }

  /** What is not as it was. `careful`: all of it, not only what is due. `known`: only what has been told and stands yet. */
  look({ careful = false, known = false } = {}): Trouble[] {
    const told = new Set(this.#privileges.map(keyOf));
    const all = this.#all(careful);
    const keys = new Set(all.map(keyOf));
    for (const key of this.#others) if (!keys.has(key)) this.#others.delete(key);
    this.#privileges = all.filter(trouble => {
      const key = keyOf(trouble);
      return !this.#others.has(key) && (!known || told.has(key));
    });
    return this.#privileges;
  }

  #all(careful: boolean): Trouble[] {
    if (this.#before === null) return [];
    const due = careful || performance.now() - this.#carefulAt >= SLOW;
    if (due) this.#carefulAt = performance.now();
    const mark = this.#reader.mark(due);
    if (mark === this.#mark) return this.#seen;
    const before = this.#before;
    const now = this.#reader.take();
    const differences = machineDifferences(before, now).filter(difference => isAnyones(difference, before));
    this.#seen = troublesOf(differences, before, now);
    this.#mark = mark;
    return this.#seen;
  }
}

/** Groups of ours come and go by themselves; what a tree shows that was mounted meanwhile has not just been made. */
function isAnyones({ thing, name }: Difference, { mounts }: Machine): boolean {
  if (thing !== 'cgroup') return true;
  const parent = name.slice(0, name.lastIndexOf('/'));
  if (isParentOfOurs(name) || isParentOfOurs(parent)) return false;
  return mounts.some(({ point, fstype }) => point === parent && fstype.startsWith('cgroup'));
}

/** The same for one trouble as long as it stands. */
export function keyOf({ thing, name, change }: Trouble): string {
  return `${thing} ${change} ${name}`;
}
