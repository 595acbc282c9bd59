import { createHierarchy, detect } from '../../kernel/cgroup/index.ts';
import { systemReader } from '../../kernel/cgroup/system-reader.ts';
import { callOurselves } from '../../kernel/processes.ts';
import type { ChallengeStep, LessonOp } from '../../lesson/lesson.ts';
import type { Fingerprint } from '../../observe/fingerprint.ts';
import { learnersName } from '../../observe/learners-name.ts';
import { MachineWatch } from '../../observe/machine-watch.ts';
import { WORKSHOP } from '../../observe/ownership.ts';
import { LabError } from '../../protocol/lab-error.ts';
import type { HelperEvent } from '../../protocol/wire.ts';
import type { Recipe } from '../../rootfs/recipe-parts.ts';
import { HostTerminal } from '../../stage/host-terminal.ts';
import type { Monitor } from '../../stage/monitor.ts';
import type { Watch } from '../challenge/challenges.ts';
import { type Solution, solutionOf } from '../challenge/solution.ts';
import type { LabEventBody } from '../events.ts';
import type { Evidence } from '../expect.ts';
import { type Promised, promisedBy } from '../gate.ts';
import type { Performed, Performer } from '../performer.ts';
import { explainRefusal, type Standing } from '../refusals.ts';
import type { Terminal } from '../session.ts';
import { endApp } from './app-end.ts';
import { Caller } from './caller.ts';
import { Camera } from './camera.ts';
import { Channels } from './channels.ts';
import { delegation } from './delegation.ts';
import { enterShell } from './entering.ts';
import type { App, Slot } from './expand.ts';
import { Gatekeeper } from './gatekeeper.ts';
import { Groups } from './groups.ts';
import { holdEvent } from './hold.ts';
import { limitMet, withLimit } from './limit-met.ts';
import { sessionEvent, sweptNotes } from './opening.ts';
import { Operator } from './operator.ts';
import { whyEnded } from './preflight.ts';
import { standing } from './standing.ts';
import type { Subjects } from './subject.ts';
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

/** Carries out ops through one monitor and tells everything as events. Knows nothing of lessons' order. */
export class Engine implements Performer {
  readonly #monitor: Monitor;
  readonly #recipe: Recipe;
  readonly #options: EngineOptions;
  readonly #emit: (event: LabEventBody) => void;
  readonly #caller: Caller;
  readonly #groups: Groups;
  readonly #channels: Channels;
  readonly #camera: Camera;
  readonly #operator: Operator;
  readonly #gatekeeper: Gatekeeper;
  readonly #subjects: Subjects = {};
  readonly #witness: Witness;
  readonly #machine = new MachineWatch();
  #openingNotes: string[] = [];
  #standing: Standing = { limited: false, delegate: null };
  /** A step of the container was refused: what later steps build on may be missing. */
  #refused = false;
  readonly name: string;
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
    this.name = learnersName(groups.hierarchy.layout);
    callOurselves(WORKSHOP);
    this.#channels = new Channels(monitor, emit);
    this.#camera = new Camera(monitor.hello, caller, this.#subjects, {
      emit,
      shellsSince: () => this.#channels.shellsSince(),
    });
    this.#gatekeeper = new Gatekeeper(this.#camera.source, monitor.hello.rootfs);
    this.#operator = new Operator({
      hello: monitor.hello,
      caller,
      groups,
      channels: this.#channels,
      camera: this.#camera,
      gatekeeper: this.#gatekeeper,
      witness,
      subjects: this.#subjects,
      recipe,
      app: options.app,
      apps: options.apps,
      emit,
    });
    monitor.onSilence = text => emit({ type: 'note', text });
    monitor.onEvent(event => {
      if (event.event === 'exit') this.#onExit(event);
      else this.#channels.hear(event);
    });
  }

  /** What is refused while connecting is refused again, and told, where a lesson needs it. */
  readonly #tolerated = async (error: unknown): Promise<string[]> => {
    const limit = error instanceof LabError ? await limitMet(this.#caller, error, null) : null;
    if (error instanceof LabError && explainRefusal('create-cgroup', error, this.#standing, false, limit)) return [];
    throw error;
  };

  get lost(): Promise<LabError> {
    return this.#monitor.lost;
  }

  sessionEvent(): LabEventBody {
    const { hello, launch } = this.#monitor;
    const { layout } = this.#groups.hierarchy;
    return sessionEvent(hello, {
      version: this.#options.version,
      cgroup: layout.kind,
      privilege: launch.privilege,
      name: this.name,
      source: this.#recipe.source,
    });
  }

  openingNotes(): string[] {
    return [...sweptNotes(this.#monitor.hello), ...this.#openingNotes];
  }

  async spawn(slot: Slot, { strict } = { strict: false }): Promise<void> {
    const how = strict ? { strict: 1, programs: this.#options.apps } : {};
    const { pid = 0 } = await this.#caller.ask({ op: 'spawn', args: { subject: slot, ...how } }).catch(async error => {
      throw error instanceof LabError ? withLimit(error, await limitMet(this.#caller, error, null)) : error;
    });
    const group = this.#groups.plan(`${this.#monitor.hello.session}-${slot === 'aside' ? 'aside' : 'box'}`);
    this.#witness.born(pid);
    this.#subjects[slot] = {
      ...{ slot, pid, running: false, executes: false, sent: [], foreseen: null },
      ...{ group, grouped: false, rootfs: null, groupRefused: false },
    };
    await this.#camera.take();
  }

  async drop(slot: Slot): Promise<void> {
    if (!this.#subjects[slot]) return;
    delete this.#subjects[slot];
    if (slot === 'stage') this.#refused = false;
    await this.#caller.ask({ op: 'drop', args: { subject: slot } });
    if (slot === 'stage') this.#channels.forgetApp();
    this.#camera.forget(slot);
  }

  /**
   * Carry out a lesson's ops one after the other, with a photograph after each, until the kernel refuses one that may not be refused.
   * `quiet` photographs only at the end: for a fast-forward.
   */
  async perform(
    ops: LessonOp[],
    slot: Slot,
    { quiet, protections }: { quiet: boolean; protections: LessonOp[] },
  ): Promise<Performed> {
    const before = this.#camera.living;
    let errno: string | null = null;
    let at: LessonOp | null = null;
    try {
      for (const [i, op] of ops.entries()) {
        at = op;
        const { protections: here } = promisedBy(ops.slice(0, i));
        errno = await this.#operator.perform(op, slot, quiet, [...protections, ...here]);
      }
      if (quiet) await this.#camera.take();
      return { before, after: this.#camera.all, errno, failed: null, refused: null, stopped: null };
    } catch (error) {
      if (!(error instanceof LabError)) throw error;
      if (!this.#monitor.over) await this.#camera.take();
      const limit = this.#monitor.over ? null : await limitMet(this.#caller, error, slot);
      const refused = explainRefusal(at?.op ?? '', error, this.#standing, this.#refused, limit);
      this.#refused ||= refused !== null && slot === 'stage';
      return {
        before,
        after: this.#camera.all,
        errno: error.errno ?? null,
        failed: refused ? null : error,
        refused,
        stopped: at,
      };
    }
  }

  async refresh(): Promise<void> {
    if (Object.keys(this.#subjects).length > 0) await this.#camera.take();
  }

  evidence(): Evidence {
    const { living } = this.#camera;
    return { before: living, after: living, errno: null };
  }

  async panic(): Promise<void> {
    const running = this.#subjects.aside ?? this.#subjects.stage;
    if (running) await this.#caller.ask({ op: 'kill', args: { subject: running.slot } });
  }

  holdEvent(): LabEventBody {
    return holdEvent(this.#subjects.stage, this.#camera.living, this.#monitor.hello.rootfs);
  }

  watch(step: ChallengeStep): Watch {
    const host = () => this.#camera.living.host ?? { facts: {}, files: {} };
    const { pid: monitor } = this.#monitor.hello;
    const { name } = this;
    return watchFor(step, { monitor, caller: this.#caller, groups: this.#groups, machine: this.#machine, host, name });
  }

  solution(step: ChallengeStep): Solution {
    const { layout } = this.#groups.hierarchy;
    return solutionOf(step, { privilege: this.#monitor.launch.privilege, layout, name: this.name });
  }

  async openTerminal(
    which: 'shell' | 'app' | 'host',
    size: { columns: number; rows: number },
    promised: Promised,
  ): Promise<Terminal> {
    if (which === 'host') return new HostTerminal(size);
    if (which === 'app') return this.#channels.appTerminal(size);
    const subject = this.#subjects.aside ?? this.#subjects.stage;
    if (!subject) throw new LabError('order', 'there is no process to enter yet', { hint: 'open a lesson first' });
    return enterShell(subject, {
      caller: this.#caller,
      channels: this.#channels,
      witness: this.#witness,
      view: await this.#gatekeeper.viewFor(subject, promised),
      env: this.#options.shellEnv,
      size,
    });
  }

  async endApp(haste: AbortSignal): Promise<void> {
    const { stage } = this.#subjects;
    if (!stage?.running || this.#camera.hasEnded(stage) || this.#monitor.over) return;
    await endApp(stage.pid, { monitor: this.#monitor, caller: this.#caller, emit: this.#emit }, haste);
  }

  typeToApp(data: Buffer | null): Promise<boolean> {
    return this.#channels.typeToApp(data);
  }

  hurry(): void {
    this.#monitor.hurry();
  }

  async close(): Promise<Testimony> {
    return this.#witness.testify(await this.#monitor.quit());
  }

  #onExit(event: HelperEvent & { event: 'exit' }): void {
    const { pid, code, signal, oomKill } = event;
    const subject = Object.values(this.#subjects).find(s => s.pid === pid);
    if (!subject) return;
    this.#camera.heard(event);
    if (subject.running && subject.slot === 'stage') {
      this.#channels.appEnded();
      this.#emit({ type: 'app.exit', code, signal, oomKill });
      const why = whyEnded({ code, signal }, subject.foreseen);
      if (why !== null) this.#emit({ type: 'note', text: why });
    }
    this.onStir();
  }
}
