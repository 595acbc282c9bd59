/** Carries out one op of a lesson: plans its requests, follows what they do to the subject, judges a refusal. */
import type { LessonOp } from '../../../lesson/lesson.ts';
import { LabError } from '../../../protocol/lab-error.ts';
import { request } from '../../../protocol/request.ts';
import type { Hello, Reply, WireRequest } from '../../../protocol/wire.ts';
import { MIB, type Recipe } from '../../../rootfs/recipe-parts.ts';
import type { LabEventBody } from '../../events.ts';
import { needsGroup } from '../../refusals.ts';
import type { Channels } from '../channels.ts';
import type { Gatekeeper } from '../gatekeeper.ts';
import type { Groups } from '../groups.ts';
import type { HelperClient } from '../helper-client.ts';
import type { HostAudit } from '../host-audit.ts';
import type { Snapshotter } from '../snapshots/snapshotter.ts';
import { GONE_HINT, nameOf, type Subject, type Subjects } from '../subjects/subject.ts';
import { type App, expand, type Slot } from './expand.ts';
import { foresee, whyRefused } from './preflight.ts';
import { isHungry, refuseUnlimited } from './resource-guard.ts';
import { isWait, wait } from './waiting.ts';

export interface Workplace {
  hello: Hello;
  client: HelperClient;
  groups: Groups;
  channels: Channels;
  snapshotter: Snapshotter;
  gatekeeper: Gatekeeper;
  audit: HostAudit;
  subjects: Subjects;
  recipe: Recipe;
  app: App;
  /** The static programs of `native/apps`, as the host names them. */
  apps: string;
  emit(event: LabEventBody): void;
}

const TRUST_HINT = 'read the whole lesson; if you trust it as you would a script, add --trust-lessons';

export class OpRunner {
  readonly #at: Workplace;

  constructor(workplace: Workplace) {
    this.#at = workplace;
  }

  /**
   * The errno of an op that was meant to be refused, else null. Throws a LabError when the kernel refuses what it should not.
   * `quiet`: nothing is seen in snapshots but a program at its first instruction.
   * `protections` were asked for before: a program in the stage is only started (else a `NotStarted`) when they are in force.
   */
  async perform(op: LessonOp, slot: Slot, quiet: boolean, protections: readonly LessonOp[]): Promise<string | null> {
    const { hello, client, groups, snapshotter, gatekeeper, recipe, app, apps, emit } = this.#at;
    const subject = this.#at.subjects[slot];
    if (!subject) throw new LabError('gone', `the ${slot} process has ended`, { hint: GONE_HINT });
    // without its group the kernel is asked once more to make it, and says again what it said
    if (needsGroup(op.op) && subject.groupRefused)
      await this.perform({ op: 'create-cgroup', args: {} }, slot, quiet, protections);
    if (op.op === 'create-cgroup') {
      subject.groupRefused = true;
      for (const text of await groups.prepare()) emit({ type: 'note', text });
    }
    if (startsContainer(op, slot))
      await gatekeeper.pass(subject, protections, `${op.op === 'exec' ? op.op : 'the app'} is not started`);
    if (op.op === 'start-app') subject.foreseen = await foresee(snapshotter.source, app, hello.arch);
    if (isWait(op)) {
      if (!subject.running) throw new LabError('order', `${op.op}: no program has been started in the ${slot}`);
      await wait(op, { look: () => snapshotter.snapshotOf(subject), hasEnded: () => snapshotter.hasEnded(subject) });
      return null;
    }
    const { layers, rootfs } = hello;
    const { support } = groups;
    const present = op.op === 'bind-image' ? await this.#imageOf(slot) : [];
    const { group } = subject;
    const { rootless } = hello;
    const requests = expand(op, { slot, recipe, layers, rootfs, rootless, present, support, group, app, apps });
    for (const argv of requests.map(argvOf))
      if (isHungry(argv, apps)) refuseUnlimited(argv, subject.pid, await snapshotter.snapshotOf(subject));
    const replies = await client.all(requests, (reply, i) => {
      if (reply.ok) this.#follow(requests[i] as WireRequest, reply, subject);
    });
    const refused = replies.find(reply => !reply.ok);
    followGroup(op, subject, refused === undefined);
    if (slot === 'stage' && requests.some(({ args }) => args.target === rootfs))
      subject.rootfs = await gatekeeper.mounted();
    const held = replies.some(reply => reply.held === true);
    if (held || !quiet) await snapshotter.take();
    // a refusal is no error: somebody killed it while it was held, and its exit event tells
    if (held)
      await client.all([request('release', { subject: slot })], reply => {
        subject.executes ||= reply.ok;
      });
    if (!refused || refused.ok) return null;
    if (op.op === 'start-app' && refused.error.errno !== null)
      throw await whyRefused(refused.error, subject.foreseen, snapshotter.source, app);
    return this.#refusal(op, refused, slot, quiet, protections);
  }

  /** The names at the top of the image, as the subject finds them. */
  async #imageOf(slot: Slot): Promise<string[]> {
    const { snapshotter, recipe } = this.#at;
    const [answer] = await snapshotter.source.query([{ kind: 'rlist', subject: slot, path: recipe.lower }]);
    return answer && 'list' in answer ? answer.list : [];
  }

  /** An op was refused: by intention, with something else to do instead, or as a failure. */
  async #refusal(
    op: LessonOp,
    { error: { code, message, errno } }: Reply & { ok: false },
    slot: Slot,
    quiet: boolean,
    protections: readonly LessonOp[],
  ): Promise<string | null> {
    if (errno !== null && op.otherwise && (op.otherwise.errno === 'any' || op.otherwise.errno.includes(errno))) {
      this.#at.emit({ type: 'note', text: op.otherwise.say });
      let last: string | null = null;
      for (const other of op.otherwise.do) last = await this.perform(other, slot, quiet, protections);
      return last;
    }
    if (op.expectErrno !== undefined && op.expectErrno === errno) return errno;
    const { size, foreign } = this.#at.recipe;
    // the words are tar's, which passes on no errno
    if (op.op === 'populate' && (errno === 'ENOSPC' || /No space left on device/.test(message)))
      throw new LabError(code, `${message}: the tmpfs of step 1 holds ${size / MIB} MiB`, {
        hint: foreign
          ? 'a directory is not copied: unpack the archive with sudo tar -xpf, and give the directory to --rootfs'
          : 'free some memory',
      });
    throw new LabError(code, message, {
      errno: errno ?? undefined,
      hint: code === 'died' || code === 'gone' ? GONE_HINT : code === 'untrusted' ? TRUST_HINT : undefined,
    });
  }

  /** What a granted request means for our own picture of the subject. */
  #follow(request: WireRequest, reply: Reply, subject: Subject): void {
    const { channels, audit } = this.#at;
    if (request.op === 'fork' && reply.pid !== undefined) {
      subject.pid = reply.pid;
      audit.born(reply.pid);
    }
    if (request.op !== 'exec') return;
    subject.running = true;
    subject.executes = reply.held !== true;
    const { slot, pid } = subject;
    channels.programStarted(slot, {
      ...{ of: nameOf(subject), pid, argv: argvOf(request) },
      ...{ channel: reply.channel ?? null, onTerminal: request.args.io === 'tty' },
    });
  }
}

/** A program in the stage, unless its lesson says that it is to have the machine's root. */
function startsContainer({ op, args }: LessonOp, slot: Slot): boolean {
  return slot === 'stage' && (op === 'start-app' || (op === 'exec' && args.root !== 'host'));
}

function followGroup(op: LessonOp, subject: Subject, granted: boolean): void {
  if (op.op === 'create-cgroup') {
    subject.grouped = granted;
    subject.groupRefused = !granted;
  }
  if (op.op === 'remove-cgroup' && granted) subject.grouped = false;
}

/** The program that a request starts; empty for every other request. */
function argvOf({ args }: WireRequest): string[] {
  return Array.isArray(args.argv) ? args.argv.map(String) : [];
}
