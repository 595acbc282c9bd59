/** The machine beside a challenge: what a command of the learner's, or somebody else, has changed on it is told, until it is taken back. */
import type { ChallengeStep } from '../../lesson/lesson.ts';
import { keyOf, type MachineWatch } from '../../observe/machine-watch.ts';
import { type Trouble, troubleText } from '../../observe/undo.ts';
import type { LabEventBody } from '../events.ts';

const NOTHING = () => false;

export class MachineChanges {
  readonly #emit: (event: LabEventBody) => void;
  #watch: Pick<MachineWatch, 'begin' | 'look'> | null = null;
  #open = false;
  /** Groups that the challenge asks for are no accident until its lesson is left. */
  #wanted: (trouble: Trouble) => boolean = NOTHING;
  #told = new Map<string, Trouble>();

  constructor(emit: (event: LabEventBody) => void) {
    this.#emit = emit;
  }

  /** A challenge is open from now on. */
  enter(watch: Pick<MachineWatch, 'begin' | 'look'>, step: ChallengeStep): void {
    this.#watch = watch;
    this.#open = true;
    this.#wanted = wantedBy(step);
    watch.begin();
  }

  /** Emits what has changed since the last look; once the challenge is left, only what was taken back. */
  look({ careful = false } = {}): void {
    if (this.#watch === null || (!this.#open && this.#told.size === 0)) return;
    this.#see(this.#watch.look({ careful, known: !this.#open }));
  }

  /** The challenge is left, with a last look. */
  leave(): void {
    if (this.#open) this.look({ careful: true });
    this.#open = false;
  }

  /** The lesson is left, or the session ends: what still stands is told again. */
  emitRemaining(): void {
    this.leave();
    this.#wanted = NOTHING;
    if (this.#watch === null) return;
    this.#see(this.#watch.look({ careful: true, known: true }));
    for (const trouble of this.#told.values())
      this.#emit({ type: 'note', text: `still there: ${troubleText(trouble)}` });
  }

  #see(troubles: readonly Trouble[]): void {
    const now = new Map(troubles.filter(trouble => !this.#wanted(trouble)).map(trouble => [keyOf(trouble), trouble]));
    for (const [key, trouble] of this.#told)
      if (!now.has(key)) this.#emit({ type: 'machine', ...trouble, open: false });
    for (const [key, trouble] of now)
      if (this.#told.get(key)?.undo !== trouble.undo || !this.#told.has(key))
        this.#emit({ type: 'machine', ...trouble, open: true });
    this.#told = now;
  }
}

/** A group of the name that the challenge seeks; any where a process shall have limits. */
function wantedBy({ seeks, checks }: ChallengeStep): (trouble: Trouble) => boolean {
  const limits = JSON.stringify(checks).includes('"cgroup.');
  return ({ thing, name, change }) => {
    if (thing !== 'cgroup' || change !== 'appeared') return false;
    if (seeks.kind !== 'cgroup') return limits;
    const last = name.slice(name.lastIndexOf('/') + 1);
    return last.replace(/\.(scope|slice|service)$/, '') === seeks.name;
  };
}
