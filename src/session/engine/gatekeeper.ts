/** Asks the kernel what `gate.ts` decides by, right before something is started. */
import { parseMountinfo } from '../../kernel/mountinfo.ts';
import { parseStatus } from '../../kernel/status.ts';
import type { LessonOp } from '../../lesson/lesson.ts';
import type { Answer, Source } from '../../observe/source.ts';
import { HOST } from '../../words/cast.ts';
import { type Answers, NotStarted, obstacle, type Promised } from '../gate.ts';
import { nameOf, type Subject } from './subjects/subject.ts';

/** The root that a program sees. */
export type View = 'inside' | 'machine';

export class Gatekeeper {
  readonly #source: Source;
  readonly #rootfs: string;

  /** `rootfs`: where step 1 mounts. */
  constructor(source: Source, rootfs: string) {
    this.#source = source;
    this.#rootfs = rootfs;
  }

  /** What lies at the mount point of step 1 in the subject's view; null when it is the machine's empty directory, or nothing. */
  async mounted(subject: Subject): Promise<string | null> {
    const [own, machine] = await this.#source.query([
      { kind: 'rstat', subject: nameOf(subject), path: this.#rootfs },
      { kind: 'rstat', subject: HOST, path: this.#rootfs },
    ]);
    const [here, there] = [id(own), id(machine)];
    return here === there ? null : here;
  }

  async ask(subject: Subject): Promise<Answers> {
    const name = nameOf(subject);
    const [root, machine, status, machineStatus, mounts] = await this.#source.query([
      { kind: 'stat', subject: name, path: 'root' },
      { kind: 'stat', subject: HOST, path: 'root' },
      { kind: 'read', subject: name, path: 'status' },
      { kind: 'read', subject: HOST, path: 'status' },
      { kind: 'read', subject: name, path: 'mountinfo' },
    ]);
    return {
      root: id(root),
      machine: id(machine),
      rootfs: subject.rootfs,
      status: parseStatus(text(status)),
      machineStatus: parseStatus(text(machineStatus)),
      mounts: mounts && 'v' in mounts ? parseMountinfo(mounts.v) : null,
      running: subject.running,
    };
  }

  /**
   * Whose files a shell would have: `inside`, or those of this `machine` as long as nothing else was promised. Throws a `NotStarted` when
   * the container is not as it must be. An experiment's process is no container: there only the root counts.
   */
  async viewFor(subject: Subject, { inside, protections }: Promised): Promise<View> {
    const answers = await this.ask(subject);
    const onMachine = answers.root !== null && answers.root === answers.machine;
    if (onMachine && (subject.as.scratch || !inside)) return 'machine';
    const found = obstacle(answers, protections);
    if (found !== null && (!subject.as.scratch || answers.root === null))
      throw new NotStarted('no shell is opened', found);
    return 'inside';
  }

  /** Throws a `NotStarted` unless all is as it must be. `what`: "the app is not started". */
  async pass(subject: Subject, protections: readonly LessonOp[], what: string): Promise<void> {
    const found = obstacle(await this.ask(subject), protections);
    if (found !== null) throw new NotStarted(what, found);
  }
}

function id(answer: Answer | undefined): string | null {
  return answer && 'id' in answer ? answer.id : null;
}

function text(answer: Answer | undefined): string {
  return answer && 'v' in answer ? answer.v : '';
}
