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
import { HostTerminal } from '../../stage/host-terminal.ts';
import type { Monitor } from '../../stage/monitor.ts';
import type { Backend, Performed } from '../backend.ts';
import type { Watch } from '../challenge/challenges.ts';
import { type Solution, solutionOf } from '../challenge/solution.ts';
import type { LabEventBody } from '../events.ts';
import type { Evidence } from '../expect.ts';
import { type Promised, promisedBy } from '../gate.ts';
import { explainRefusal, type Privileges } from '../refusals.ts';
import type { Terminal } from '../session.ts';
import { endApp } from './app-end.ts';
import { delegation } from './delegation.ts';
import { enterShell } from './entering.ts';
import { holdEvent } from './hold.ts';
import type { AuditReport } from './host-audit.ts';
import { limitMet, withLimit } from './limit-met.ts';
import { sessionEvent, sweptNotes } from './opening.ts';
import type { Slot } from './ops/expand.ts';
import { whyEnded } from './ops/preflight.ts';
import { assemble, type EngineOptions, type Parts } from './parts.ts';
import { privilegesOf } from './privileges.ts';
import { watchFor } from './watching.ts';

/** Carries out ops through one monitor and tells everything as events. Knows nothing of lessons' order. */
export class Engine implements Backend {
  readonly #at: Parts;
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
    if (delegated !== null) engine.#openingNotes = await engine.#at.groups.prepare().catch(engine.#tolerated);
    return engine;
  }

  private constructor(at: Parts) {
    this.#at = at;
    this.name = learnersName(at.groups.hierarchy.layout);
    callOurselves(WORKSHOP);
    at.monitor.onSilence = text => at.emit({ type: 'note', text });
    at.monitor.onEvent(event => {
      if (event.event === 'exit') this.#onExit(event);
      else at.channels.hear(event);
    });
  }

  /** What is refused while connecting is refused again, and told, where a lesson needs it. */
  readonly #tolerated = async (error: unknown): Promise<string[]> => {
    const limit = error instanceof LabError ? await limitMet(this.#at.client, error, null) : null;
    if (error instanceof LabError && explainRefusal('create-cgroup', error, this.#privileges, false, limit)) return [];
    throw error;
  };

  get lost(): Promise<LabError> {
    return this.#at.monitor.lost;
  }

  sessionEvent(): LabEventBody {
    const { hello, launch } = this.#at.monitor;
    const { layout } = this.#at.groups.hierarchy;
    return sessionEvent(hello, {
      version: this.#at.options.version,
      cgroup: layout.kind,
      privilege: launch.privilege,
      name: this.name,
      source: this.#at.recipe.source,
    });
  }

  openingNotes(): string[] {
    return [...sweptNotes(this.#at.monitor.hello), ...this.#openingNotes];
  }

  async spawn(slot: Slot, { strict } = { strict: false }): Promise<void> {
    const how = strict ? { strict: 1 as const, programs: this.#at.options.apps } : {};
    const { pid = 0 } = await this.#at.client.ask(request('spawn', { subject: slot, ...how })).catch(async error => {
      throw error instanceof LabError ? withLimit(error, await limitMet(this.#at.client, error, null)) : error;
    });
    const group = this.#at.groups.plan(`${this.#at.monitor.hello.session}-${slot === 'aside' ? 'aside' : 'box'}`);
    this.#at.audit.born(pid);
    this.#at.subjects[slot] = {
      ...{ slot, pid, running: false, executes: false, sent: [], foreseen: null },
      ...{ group, grouped: false, rootfs: null, groupRefused: false },
    };
    await this.#at.snapshotter.take();
  }

  async drop(slot: Slot): Promise<void> {
    if (!this.#at.subjects[slot]) return;
    delete this.#at.subjects[slot];
    if (slot === 'stage') this.#refused = false;
    await this.#at.client.ask(request('drop', { subject: slot }));
    if (slot === 'stage') this.#at.channels.forgetApp();
    this.#at.snapshotter.forget(slot);
  }

  /**
   * Carry out a lesson's ops one after the other, with a snapshot after each, until the kernel refuses one that may not be refused.
   * `quiet` snapshots only at the end: for a fast-forward.
   */
  async perform(
    ops: LessonOp[],
    slot: Slot,
    { quiet, protections }: { quiet: boolean; protections: LessonOp[] },
  ): Promise<Performed> {
    const before = this.#at.snapshotter.living;
    let errno: string | null = null;
    let at: LessonOp | null = null;
    try {
      for (const [i, op] of ops.entries()) {
        at = op;
        const { protections: here } = promisedBy(ops.slice(0, i));
        errno = await this.#at.opRunner.perform(op, slot, quiet, [...protections, ...here]);
      }
      if (quiet) await this.#at.snapshotter.take();
      return { before, after: this.#at.snapshotter.all, errno, failed: null, refused: null, stopped: null };
    } catch (error) {
      if (!(error instanceof LabError)) throw error;
      if (!this.#at.monitor.over) await this.#at.snapshotter.take();
      const limit = this.#at.monitor.over ? null : await limitMet(this.#at.client, error, slot);
      const refused = explainRefusal(at?.op ?? '', error, this.#privileges, this.#refused, limit);
      this.#refused ||= refused !== null && slot === 'stage';
      return {
        before,
        after: this.#at.snapshotter.all,
        errno: error.errno ?? null,
        failed: refused ? null : error,
        refused,
        stopped: at,
      };
    }
  }

  async refresh(): Promise<void> {
    if (Object.keys(this.#at.subjects).length > 0) await this.#at.snapshotter.take();
  }

  evidence(): Evidence {
    const { living } = this.#at.snapshotter;
    return { before: living, after: living, errno: null };
  }

  async panic(): Promise<void> {
    const running = this.#at.subjects.aside ?? this.#at.subjects.stage;
    if (running) await this.#at.client.ask(request('kill', { subject: running.slot }));
  }

  holdEvent(): LabEventBody {
    return holdEvent(this.#at.subjects.stage, this.#at.snapshotter.living, this.#at.monitor.hello.rootfs);
  }

  watch(step: ChallengeStep): Watch {
    const host = () => this.#at.snapshotter.living.host ?? { facts: {}, files: {} };
    const { pid: monitor } = this.#at.monitor.hello;
    const { name } = this;
    return watchFor(step, {
      monitor,
      client: this.#at.client,
      groups: this.#at.groups,
      machine: this.#at.machine,
      host,
      name,
    });
  }

  solution(step: ChallengeStep): Solution {
    const { layout } = this.#at.groups.hierarchy;
    return solutionOf(step, { privilege: this.#at.monitor.launch.privilege, layout, name: this.name });
  }

  async openTerminal(
    which: 'shell' | 'app' | 'host',
    size: { columns: number; rows: number },
    promised: Promised,
  ): Promise<Terminal> {
    if (which === 'host') return new HostTerminal(size);
    if (which === 'app') return this.#at.channels.appTerminal(size);
    const subject = this.#at.subjects.aside ?? this.#at.subjects.stage;
    if (!subject) throw new LabError('order', 'there is no process to enter yet', { hint: 'open a lesson first' });
    return enterShell(subject, {
      client: this.#at.client,
      channels: this.#at.channels,
      audit: this.#at.audit,
      view: await this.#at.gatekeeper.viewFor(subject, promised),
      env: this.#at.options.shellEnv,
      size,
    });
  }

  async endApp(haste: AbortSignal): Promise<void> {
    const { stage } = this.#at.subjects;
    if (!stage?.running || this.#at.snapshotter.hasEnded(stage) || this.#at.monitor.over) return;
    await endApp(stage.pid, { monitor: this.#at.monitor, client: this.#at.client, emit: this.#at.emit }, haste);
  }

  typeToApp(data: Buffer | null): Promise<boolean> {
    return this.#at.channels.typeToApp(data);
  }

  hurry(): void {
    this.#at.monitor.hurry();
  }

  async close(): Promise<AuditReport> {
    return this.#at.audit.report(await this.#at.monitor.quit());
  }

  #onExit(event: HelperEvent & { event: 'exit' }): void {
    const { pid, code, signal, oomKill } = event;
    const subject = Object.values(this.#at.subjects).find(s => s.pid === pid);
    if (!subject) return;
    this.#at.snapshotter.heard(event);
    if (subject.running) this.#at.channels.programEnded(subject.slot, { code, signal, oomKill });
    if (subject.running && subject.slot === 'stage') {
      const why = whyEnded({ code, signal }, subject.foreseen);
      if (why !== null) this.#at.emit({ type: 'note', text: why });
    }
    this.onChange();
  }
}
