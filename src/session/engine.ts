import { createHierarchy, detect, type Group } from '../kernel/cgroup/index.ts';
import { systemReader } from '../kernel/cgroup/system-reader.ts';
import type { ChallengeStep, LessonOp } from '../lesson/lesson.ts';
import type { OpRecord } from '../observe/attribution.ts';
import type { Facts } from '../observe/facts.ts';
import type { Fingerprint } from '../observe/fingerprint.ts';
import { factsFrom, queriesFor } from '../observe/snapshot.ts';
import { encodeQuery, type Source } from '../observe/source.ts';
import { LabError } from '../protocol/lab-error.ts';
import type { HelperEvent, Reply, WireRequest } from '../protocol/wire.ts';
import type { Recipe } from '../rootfs/recipe.ts';
import { HostTerminal } from '../stage/host-terminal.ts';
import type { Monitor } from '../stage/monitor.ts';
import { isBomb, refuseUnlimited } from './bombs.ts';
import { Caller } from './caller.ts';
import type { Watch } from './challenges.ts';
import { Channels } from './channels.ts';
import { delegation } from './delegation.ts';
import type { LabEventBody } from './events.ts';
import { type App, expand, type Slot } from './expand.ts';
import type { Evidence } from './expect.ts';
import { Farewells } from './farewells.ts';
import { Groups } from './groups.ts';
import { type Observed, Observer } from './observer.ts';
import type { Performed, Performer } from './performer.ts';
import { refuseMissingProgram } from './preflight.ts';
import { explainRefusal, needsGroup, type Standing } from './refusals.ts';
import type { Terminal } from './session.ts';
import { shellRequest } from './shell.ts';
import { standing } from './standing.ts';
import { isWait, wait } from './waiting.ts';
import { watchFor } from './watching.ts';
import { type Testimony, Witness } from './witness.ts';

export interface EngineOptions {
  version: string;
  app: App;
  /** The static programs of `native/apps`, as the host names them. */
  apps: string;
  /** Environment of a shell in the subject's view. */
  shellEnv: Record<string, string>;
  /** The host before the helper was started. */
  before: Fingerprint;
}

interface Subject {
  slot: Slot;
  pid: number;
  /** It has become the learner's program. */
  running: boolean;
  group: Group;
  grouped: boolean;
  /** The kernel refused to make its group. */
  groupRefused: boolean;
}

const GONE_HINT = 'go back, or jump to a step, to build it anew';

/** Carries out ops through one monitor and tells everything as events. Knows nothing of lessons' order. */
export class Engine implements Performer {
  readonly #monitor: Monitor;
  readonly #recipe: Recipe;
  readonly #options: EngineOptions;
  readonly #emit: (event: LabEventBody) => void;
  readonly #caller: Caller;
  readonly #groups: Groups;
  readonly #channels: Channels;
  readonly #observer: Observer;
  readonly #farewells = new Farewells();
  readonly #source: Source;
  readonly #subjects: Partial<Record<Slot, Subject>> = {};
  readonly #witness: Witness;
  #openingNotes: string[] = [];
  #standing: Standing = { limited: false, delegate: null };
  /** A step of the container was refused: what later steps build on may be missing. */
  #refused = false;
  /** Called when something moved that nobody asked for (a program ended). */
  onStir: () => void = () => {};

  /** Needs a monitor that has said hello and a recipe for its layers. */
  static async connect(
    monitor: Monitor,
    recipe: Recipe,
    options: EngineOptions,
    emit: (event: LabEventBody) => void,
  ): Promise<Engine> {
    const layout = detect(systemReader);
    const delegated = await delegation(monitor, layout);
    const witness = new Witness(options.before, monitor.hello);
    const caller = new Caller(monitor, event => {
      if (event.type === 'syscall') witness.saw(event);
      emit(event);
    });
    const groups = new Groups(createHierarchy(layout, { delegated }), caller);
    const engine = new Engine(monitor, groups, caller, witness, recipe, options, emit);
    engine.#standing = await standing(monitor, delegated !== null);
    // in a scope the helper must leave the inner group before a stage is born in it (cgroups(7): no internal processes)
    if (delegated !== null) engine.#openingNotes = await groups.prepare().catch(engine.#tolerated);
    return engine;
  }

  private constructor(
    monitor: Monitor,
    groups: Groups,
    caller: Caller,
    witness: Witness,
    recipe: Recipe,
    options: EngineOptions,
    emit: (event: LabEventBody) => void,
  ) {
    this.#monitor = monitor;
    this.#groups = groups;
    this.#caller = caller;
    this.#witness = witness;
    this.#recipe = recipe;
    this.#options = options;
    this.#emit = emit;
    this.#source = { query: items => caller.look(items.map(encodeQuery)) };
    this.#observer = new Observer(monitor.hello, emit);
    this.#channels = new Channels(monitor, emit);
    monitor.onEvent(event => {
      if (event.event === 'exit') this.#onExit(event);
      else this.#channels.hear(event);
    });
  }

  /** What is refused while connecting is refused again, and told, where a lesson needs it. */
  readonly #tolerated = (error: unknown): string[] => {
    if (error instanceof LabError && explainRefusal('create-cgroup', error, this.#standing, false)) return [];
    throw error;
  };

  get lost(): Promise<LabError> {
    return this.#monitor.lost;
  }

  sessionEvent(): LabEventBody {
    const { kernel, arch, layers, rootfs } = this.#monitor.hello;
    return {
      type: 'session',
      version: this.#options.version,
      kernel,
      arch,
      cgroup: this.#groups.hierarchy.layout.kind,
      privilege: this.#monitor.launch.privilege,
      started: new Date().toISOString(),
      rootfs: { path: rootfs, layers, source: this.#recipe.source },
    };
  }

  openingNotes(): string[] {
    const left = Object.entries(this.#monitor.hello.swept ?? {})
      .filter(([what, n]) => what !== 'sessions' && (n ?? 0) > 0)
      .map(([what, n]) => `${n} ${what}`);
    return [
      ...(left.length > 0 ? [`a session that was killed had left ${left.join(', ')}; removed now`] : []),
      ...this.#openingNotes,
    ];
  }

  async spawn(slot: Slot): Promise<void> {
    const { pid = 0 } = await this.#caller.ask({ op: 'spawn', args: { subject: slot } });
    const group = this.#groups.plan(`${this.#monitor.hello.session}-${slot === 'aside' ? 'aside' : 'box'}`);
    this.#witness.born(pid);
    this.#subjects[slot] = { slot, pid, running: false, group, grouped: false, groupRefused: false };
    await this.#look([]);
  }

  async drop(slot: Slot): Promise<void> {
    if (!this.#subjects[slot]) return;
    delete this.#subjects[slot];
    if (slot === 'stage') this.#refused = false;
    await this.#caller.ask({ op: 'drop', args: { subject: slot } });
    if (slot === 'stage') this.#channels.forgetApp();
    const names = slot === 'stage' ? (['stage', 'app'] as const) : (['aside'] as const);
    this.#observer.forget([...names]);
    this.#farewells.forget(names);
  }

  /**
   * Carry out a lesson's ops one after the other, with a photograph after each, until the kernel refuses one that may not be refused.
   * `quiet` photographs only at the end: for a fast-forward.
   */
  async perform(ops: LessonOp[], slot: Slot, { quiet }: { quiet: boolean }): Promise<Performed> {
    const before = this.#observer.snapshot;
    let errno: string | null = null;
    const records: OpRecord[] = [];
    let at = '';
    try {
      for (const op of ops) {
        at = op.op;
        errno = await this.#performOne(op, slot, quiet ? records : null);
      }
      if (quiet) await this.#look(records);
      return { before, after: this.#farewells.with(this.#observer.snapshot), errno, failed: null, refused: null };
    } catch (error) {
      if (!(error instanceof LabError)) throw error;
      if (!this.#monitor.over) await this.#look(records);
      const refused = explainRefusal(at, error, this.#standing, this.#refused);
      this.#refused ||= refused !== null && slot === 'stage';
      return {
        before,
        after: this.#farewells.with(this.#observer.snapshot),
        errno: error.errno ?? null,
        failed: refused ? null : error,
        refused,
      };
    }
  }

  async refresh(): Promise<void> {
    if (Object.keys(this.#subjects).length > 0) await this.#look([]);
  }

  evidence(): Evidence {
    const { snapshot } = this.#observer;
    return { before: snapshot, after: snapshot, errno: null };
  }

  async panic(): Promise<void> {
    const running = this.#subjects.aside ?? this.#subjects.stage;
    if (running) await this.#caller.ask({ op: 'kill', args: { subject: running.slot } });
  }

  holdEvent(): LabEventBody {
    const { stage } = this.#subjects;
    const photos = Object.entries(this.#observer.snapshot);
    return {
      type: 'hold',
      pids: { stage: stage && !stage.running ? stage.pid : null, app: stage?.running ? stage.pid : null },
      cgroup: stage?.grouped ? stage.group.paths : {},
      rootfs: this.#monitor.hello.rootfs,
      facts: Object.fromEntries(photos.map(([name, photo]) => [name, photo.facts])),
      files: Object.fromEntries(photos.map(([name, photo]) => [name, photo.files])),
    };
  }

  watch(step: ChallengeStep): Watch {
    const host = () => this.#observer.snapshot.host ?? { facts: {}, files: {} };
    return watchFor(step, { monitor: this.#monitor, caller: this.#caller, groups: this.#groups, host });
  }

  async openTerminal(which: 'shell' | 'app' | 'host', size: { columns: number; rows: number }): Promise<Terminal> {
    if (which === 'host') return new HostTerminal(size);
    if (which === 'app') return this.#channels.appTerminal(size);
    const subject = this.#subjects.aside ?? this.#subjects.stage;
    if (!subject) throw new LabError('order', 'there is no process to enter yet', { hint: 'open a lesson first' });
    let terminal: Terminal | undefined;
    const named = { slot: subject.slot, pid: subject.pid, name: nameOf(subject) };
    await this.#caller.ask(shellRequest(named, this.#observer.snapshot, this.#options.shellEnv, size), reply => {
      if (reply.ok && reply.channel !== undefined) {
        this.#witness.born(reply.pid ?? 0);
        terminal = this.#channels.openShell(reply.channel, reply.pid ?? 0);
      }
    });
    if (!terminal) throw new LabError('enter', 'the helper opened no terminal');
    return terminal;
  }

  async close(): Promise<Testimony> {
    return this.#witness.testify(await this.#monitor.quit());
  }

  /** The errno of an op that was meant to be refused, else null. Throws when the kernel refuses what it should not. */
  async #performOne(op: LessonOp, slot: Slot, quietRecords: OpRecord[] | null): Promise<string | null> {
    const subject = this.#subjects[slot];
    if (!subject) throw new LabError('gone', `the ${slot} process has ended`, { hint: GONE_HINT });
    // without its group the kernel is asked once more to make it, and says again what it said
    if (needsGroup(op.op) && subject.groupRefused)
      await this.#performOne({ op: 'create-cgroup', args: {} }, slot, quietRecords);
    if (op.op === 'create-cgroup') {
      subject.groupRefused = true;
      for (const text of await this.#groups.prepare()) this.#emit({ type: 'note', text });
    }
    if (op.op === 'start-app') await refuseMissingProgram(this.#source, this.#options.app, this.#monitor.hello.arch);
    if (isWait(op)) {
      if (!subject.running) throw new LabError('order', `${op.op}: no program has been started in the ${slot}`);
      await wait(op, { look: () => this.#photoOf(subject), hasEnded: () => this.#farewells.hasEnded(subject.pid) });
      return null;
    }
    const requests = expand(op, {
      slot,
      recipe: this.#recipe,
      layers: this.#monitor.hello.layers,
      rootfs: this.#monitor.hello.rootfs,
      support: this.#groups.support,
      group: subject.group,
      app: this.#options.app,
      apps: this.#options.apps,
    });
    for (const argv of requests.map(argvOf))
      if (isBomb(argv, this.#options.apps)) refuseUnlimited(argv, subject.pid, await this.#photoOf(subject));
    const records = quietRecords ?? [];
    const replies = await this.#caller.all(requests, (reply, i, calls) => {
      const request = requests[i] as WireRequest;
      records.push({ ...request, calls });
      if (reply.ok) this.#follow(request, reply, subject);
    });
    const refused = replies.find(reply => !reply.ok);
    this.#followGroup(op, subject, refused === undefined);
    const held = replies.some(reply => reply.held === true);
    if (held || !quietRecords) await this.#look(records);
    // a refusal is no error: somebody killed it while it was held, and its exit event tells
    if (held) await this.#caller.all([{ op: 'release', args: { subject: slot } }]);
    return refused && !refused.ok ? this.#refusal(op, refused, slot, quietRecords) : null;
  }

  /** An op was refused: by intention, with something else to do instead, or as a failure. */
  async #refusal(
    op: LessonOp,
    { error: { code, message, errno } }: Reply & { ok: false },
    slot: Slot,
    quietRecords: OpRecord[] | null,
  ): Promise<string | null> {
    if (errno !== null && op.otherwise?.errno.includes(errno)) {
      this.#emit({ type: 'note', text: op.otherwise.say });
      let last: string | null = null;
      for (const other of op.otherwise.do) last = await this.#performOne(other, slot, quietRecords);
      return last;
    }
    if (op.expectErrno !== undefined && op.expectErrno === errno) return errno;
    throw new LabError(code, message, {
      errno: errno ?? undefined,
      hint: code === 'died' || code === 'gone' ? GONE_HINT : undefined,
    });
  }

  /** What a granted request means for our own picture of the subject. */
  #follow(request: WireRequest, reply: Reply, subject: Subject): void {
    if (request.op === 'fork' && reply.pid !== undefined) {
      subject.pid = reply.pid;
      this.#witness.born(reply.pid);
    }
    if (request.op !== 'exec') return;
    subject.running = true;
    if (subject.slot === 'aside') {
      this.#channels.asideStarted(reply.channel ?? null);
      return;
    }
    this.#channels.appStarted(reply.channel ?? null, subject.pid, request.args.io === 'tty');
    this.#emit({ type: 'app.start', pid: subject.pid, argv: request.args.argv as string[] });
  }

  #followGroup(op: LessonOp, subject: Subject, granted: boolean): void {
    if (op.op === 'create-cgroup') {
      subject.grouped = granted;
      subject.groupRefused = !granted;
    }
    if (op.op === 'remove-cgroup' && granted) subject.grouped = false;
  }

  async #look(ops: OpRecord[]): Promise<void> {
    const subjects = Object.values(this.#subjects);
    const observed: Observed[] = [
      { name: 'host', pid: this.#monitor.hello.pid, group: null },
      ...subjects.map(s => ({ name: nameOf(s), pid: s.pid, group: s.grouped ? s.group : null })),
    ];
    const frame = this.#observer.frame(observed);
    const seen = factsFrom(frame, await this.#source.query(queriesFor(frame)));
    const now = this.#farewells.living(this.#observer.snapshot, seen);
    const running = this.#channels.shellIsOpen || subjects.some(s => s.running);
    const look = (items: string[]) => this.#caller.look(items);
    const farewell = await this.#farewells.take(observed, this.#observer.snapshot, now, look);
    if (farewell) this.#observer.take(observed, farewell, ops, running);
    this.#observer.take(observed, now, ops, running);
  }

  /** A photograph of this moment; of a subject that has ended, its last one. */
  async #photoOf(subject: Subject): Promise<Facts | undefined> {
    await this.#look([]);
    return this.#farewells.with(this.#observer.snapshot)[nameOf(subject)]?.facts;
  }

  #onExit({ pid, code, signal, oomKill }: HelperEvent & { event: 'exit' }): void {
    const subject = Object.values(this.#subjects).find(s => s.pid === pid);
    if (!subject) return;
    this.#farewells.heard(pid, { code, signal, oomKill });
    if (subject.running && subject.slot === 'stage') {
      this.#channels.appEnded();
      this.#emit({ type: 'app.exit', code, signal, oomKill });
    }
    this.onStir();
  }
}

/** The program that a request starts; empty for every other request. */
function argvOf({ args }: WireRequest): string[] {
  return Array.isArray(args.argv) ? args.argv.map(String) : [];
}

function nameOf(subject: Subject): 'stage' | 'app' | 'aside' {
  return subject.slot === 'aside' ? 'aside' : subject.running ? 'app' : 'stage';
}
