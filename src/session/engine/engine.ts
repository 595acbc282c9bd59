import { HostTerminal } from '../../helper/host-terminal.ts';
import type { Monitor } from '../../helper/monitor.ts';
import { createHierarchy, detect } from '../../kernel/cgroup/index.ts';
import { systemReader } from '../../kernel/cgroup/system-reader.ts';
import { callOurselves } from '../../kernel/processes.ts';
import type { ChallengeStep, LessonOp } from '../../lesson/lesson.ts';
import { learnersName } from '../../observe/learners-name.ts';
import { WORKSHOP } from '../../observe/ownership.ts';
import { LabError } from '../../protocol/lab-error.ts';
import { request } from '../../protocol/request.ts';
import type { HelperEvent } from '../../protocol/wire.ts';
import type { Recipe } from '../../rootfs/recipe-parts.ts';
import { CAST, type Cast, type CastMember, inView } from '../../words/cast.ts';
import type { Backend, Performed } from '../backend.ts';
import type { Watch } from '../challenge/challenges.ts';
import { type Solution, solutionOf } from '../challenge/solution.ts';
import type { LabEventBody } from '../events.ts';
import type { Evidence } from '../expect.ts';
import type { Promised } from '../gate.ts';
import { explainRefusal, type Privileges, type Refusal } from '../refusals.ts';
import type { Terminal } from '../session.ts';
import { endApp } from './app-end.ts';
import { delegation } from './delegation.ts';
import { enterShell } from './entering.ts';
import { holdEvent } from './hold.ts';
import type { AuditReport } from './host-audit.ts';
import { limitMet } from './limit-met.ts';
import { sessionEvent, sweptNotes } from './opening.ts';
import { performAction } from './ops/action.ts';
import { whyEnded } from './ops/preflight.ts';
import { assemble, type EngineOptions, type Parts } from './parts.ts';
import { privilegesOf } from './privileges.ts';
import { named, type Subject } from './subjects/subject.ts';
import { watchFor } from './watching.ts';

/** Carries out ops through one monitor and tells everything as events. Knows nothing of lessons' order. */
export class Engine implements Backend {
  readonly #parts: Parts;
  #openingNotes: string[] = [];
  #privileges: Privileges = { limited: false, delegate: null };
  /** A step of the container was refused: what later steps build on may be missing. */
  #refused = false;
  readonly name: string;
  /** Called when something moved that nobody asked for (a program ended). */
  onChange: () => void = () => {};

  /** Needs a monitor that has said hello and a recipe for its layers. */
  static async connect(
    monitor: Monitor,
    recipe: Recipe,
    options: EngineOptions,
    emit: (event: LabEventBody) => void,
  ): Promise<Engine> {
    const layout = detect(systemReader);
    const delegated = await delegation(monitor, layout);
    const engine = new Engine(assemble(monitor, createHierarchy(layout, { delegated }), recipe, options, emit));
    engine.#privileges = await privilegesOf(monitor, delegated !== null);
    // in a scope the helper must leave the inner group before a stage is born in it (cgroups(7): no internal processes)
    if (delegated !== null) engine.#openingNotes = await engine.#parts.groups.prepare().catch(engine.#tolerated);
    return engine;
  }

  private constructor(parts: Parts) {
    this.#parts = parts;
    this.name = learnersName(parts.groups.hierarchy.layout);
    callOurselves(WORKSHOP);
    parts.monitor.onSilence = text => parts.emit({ type: 'note', text });
    parts.monitor.onEvent(event => {
      if (event.event === 'exit') this.#onExit(event);
      else parts.channels.handle(event);
    });
  }

  /** What is refused while connecting is refused again, and told, where a lesson needs it. */
  readonly #tolerated = async (error: unknown): Promise<string[]> => {
    const limit = error instanceof LabError ? await limitMet(this.#parts.client, error, null) : null;
    if (error instanceof LabError && explainRefusal('create-cgroup', error, this.#privileges, false, limit)) return [];
    throw error;
  };

  get lost(): Promise<LabError> {
    return this.#parts.monitor.lost;
  }

  sessionEvent(): LabEventBody {
    const { hello, launch } = this.#parts.monitor;
    const { layout } = this.#parts.groups.hierarchy;
    return sessionEvent(hello, {
      version: this.#parts.options.version,
      cgroup: layout.kind,
      privilege: launch.privilege,
      name: this.name,
      source: this.#parts.recipe.source,
    });
  }

  openingNotes(): string[] {
    return [...sweptNotes(this.#parts.monitor.hello), ...this.#openingNotes];
  }

  async spawn(name: string, how = { strict: false }): Promise<void> {
    const member = this.#member(name);
    const subject = await this.#parts.kinds[member.kind].spawn(member, how);
    this.#parts.audit.noteProcess(subject.pid);
    this.#parts.subjects[name] = subject;
    await this.#parts.snapshotter.take();
  }

  async drop(name: string): Promise<void> {
    const subject = this.#parts.subjects[name];
    if (!subject) return;
    const { as: member } = subject;
    delete this.#parts.subjects[name];
    if (!member.scratch) this.#refused = false;
    await this.#parts.kinds[member.kind].drop(member);
    if (member.running !== undefined) this.#parts.channels.forgetApp();
    this.#parts.snapshotter.forget(member);
  }

  /**
   * Carry out a lesson's ops one after the other, with a snapshot after each, until the kernel refuses one that may not be refused.
   * `quiet` snapshots only at the end: for a fast-forward.
   */
  perform(ops: LessonOp[], of: string, how: { quiet: boolean; protections: LessonOp[] }): Promise<Performed> {
    return performAction(ops, { of, ...how }, this.#parts, (op, error) => this.#explain(op, error, of));
  }

  /** Why the kernel does not allow it here; null: that is a failure. */
  async #explain(op: string, error: LabError, of: string): Promise<Refusal | null> {
    const limit = this.#parts.monitor.over ? null : await limitMet(this.#parts.client, error, of);
    const refused = explainRefusal(op, error, this.#privileges, this.#refused, limit);
    this.#refused ||= refused !== null && !this.#member(of).scratch;
    return refused;
  }

  #member(name: string): CastMember {
    const member = this.#cast.find(one => one.name === name);
    if (!member) throw new LabError('order', `nobody is called ${name} here`);
    return member;
  }

  get #cast(): Cast {
    return this.#parts.options.cast ?? CAST;
  }

  /** The one that becomes, or is, the learner's program. */
  get #container(): Subject | undefined {
    return Object.values(this.#parts.subjects).find(({ as }) => as.running !== undefined);
  }

  async refresh(): Promise<void> {
    if (Object.keys(this.#parts.subjects).length > 0) await this.#parts.snapshotter.take();
  }

  evidence(): Evidence {
    const { living } = this.#parts.snapshotter;
    return { before: living, after: living, errno: null };
  }

  async panic(): Promise<void> {
    const shown = inView(this.#parts.subjects, this.#cast);
    if (shown) await this.#parts.client.ask(request('kill', { subject: shown.name }));
  }

  holdEvent(): LabEventBody {
    return holdEvent(this.#container, this.#parts.snapshotter.living, this.#parts.monitor.hello.rootfs);
  }

  watch(step: ChallengeStep): Watch {
    const host = () => this.#parts.snapshotter.living.host ?? { facts: {}, files: {} };
    const { pid: monitor } = this.#parts.monitor.hello;
    const { name } = this;
    return watchFor(step, {
      monitor,
      client: this.#parts.client,
      groups: this.#parts.groups,
      machine: this.#parts.machine,
      host,
      name,
    });
  }

  solution(step: ChallengeStep): Solution {
    const { layout } = this.#parts.groups.hierarchy;
    return solutionOf(step, { privilege: this.#parts.monitor.launch.privilege, layout, name: this.name });
  }

  async openTerminal(
    which: 'shell' | 'app' | 'host',
    size: { columns: number; rows: number },
    promised: Promised,
  ): Promise<Terminal> {
    if (which === 'host') return new HostTerminal(size);
    if (which === 'app') return this.#parts.channels.appTerminal(size);
    const { subject } = inView(this.#parts.subjects, this.#cast) ?? {};
    if (!subject) throw new LabError('order', 'there is no process to enter yet', { hint: 'open a lesson first' });
    return enterShell(subject, {
      client: this.#parts.client,
      channels: this.#parts.channels,
      audit: this.#parts.audit,
      view: await this.#parts.gatekeeper.viewFor(subject, promised),
      env: this.#parts.options.shellEnv,
      size,
    });
  }

  async endApp(hurry: AbortSignal): Promise<void> {
    const app = this.#container;
    if (!app?.running || this.#parts.snapshotter.hasEnded(app) || this.#parts.monitor.over) return;
    await endApp(
      named(app),
      { monitor: this.#parts.monitor, client: this.#parts.client, emit: this.#parts.emit },
      hurry,
    );
  }

  typeToApp(data: Buffer | null): Promise<boolean> {
    return this.#parts.channels.typeToApp(data);
  }

  hurry(): void {
    this.#parts.monitor.hurry();
  }

  async close(): Promise<AuditReport> {
    return this.#parts.audit.report(await this.#parts.monitor.quit());
  }

  #onExit(event: HelperEvent & { event: 'exit' }): void {
    const { pid, code, signal, oomKill } = event;
    const subject = Object.values(this.#parts.subjects).find(s => s.pid === pid);
    if (!subject) return;
    this.#parts.snapshotter.noteExit(event);
    if (subject.running) this.#parts.channels.programEnded(subject.as.name, { code, signal, oomKill });
    if (subject.running && subject.as.running !== undefined) {
      const why = whyEnded({ code, signal }, subject.predictedProblem);
      if (why !== null) this.#parts.emit({ type: 'note', text: why });
    }
    this.onChange();
  }
}
