import { existsSync, readFileSync } from 'node:fs';
import { createHierarchy, detect, type Group, type Hierarchy, type Support } from '../kernel/cgroup/index.ts';
import { systemReader } from '../kernel/cgroup/system-reader.ts';
import type { LessonOp } from '../lesson/lesson.ts';
import type { OpRecord } from '../observe/attribution.ts';
import { factsFrom, queriesFor, type Snapshot } from '../observe/snapshot.ts';
import { type Answer, encodeQuery, type Query, type Source } from '../observe/source.ts';
import { LabError } from '../protocol/lab-error.ts';
import { type HelperEvent, type Reply, splitList, type WireRequest } from '../protocol/wire.ts';
import type { Recipe } from '../rootfs/recipe.ts';
import type { Monitor } from '../stage/monitor.ts';
import { Channels } from './channels.ts';
import { delegatedScope } from './delegation.ts';
import type { CleanCounts, LabEventBody } from './events.ts';
import { type App, expand, type Slot } from './expand.ts';
import { type Observed, Observer } from './observer.ts';
import type { Performed, Performer } from './performer.ts';
import { refuseMissingProgram } from './preflight.ts';
import type { Terminal } from './session.ts';

export interface EngineOptions {
  version: string;
  app: App;
  /** Program and arguments of a shell in the subject's view. */
  shell: { env: Record<string, string> };
}

interface Subject {
  slot: Slot;
  pid: number;
  /** It has become the learner's program. */
  running: boolean;
  group: Group;
  grouped: boolean;
}

/** Carries out ops through one monitor and tells everything as events. Knows nothing of lessons' order. */
export class Engine implements Performer {
  readonly #monitor: Monitor;
  readonly #hierarchy: Hierarchy;
  readonly #recipe: Recipe;
  readonly #options: EngineOptions;
  readonly #emit: (event: LabEventBody) => void;
  readonly #observer: Observer;
  readonly #source: Source;
  readonly #notes: string[] = [];
  readonly #subjects: Partial<Record<Slot, Subject>> = {};
  readonly #made = new Set<string>();
  readonly #pids = new Set<number>();
  readonly #channels: Channels;
  #support: Support = { swap: false };
  #prepared = false;
  #seq = 0;
  #shells = 0;
  /** Called when something moved that nobody asked for (a program ended). */
  onStir: () => void = () => {};

  private constructor(
    monitor: Monitor,
    hierarchy: Hierarchy,
    recipe: Recipe,
    options: EngineOptions,
    emit: (event: LabEventBody) => void,
  ) {
    this.#monitor = monitor;
    this.#hierarchy = hierarchy;
    this.#recipe = recipe;
    this.#options = options;
    this.#emit = emit;
    const { layers, rootfs } = monitor.hello;
    this.#source = { query: items => this.#query(items) };
    this.#observer = new Observer({ layers, rootfs }, emit);
    this.#channels = new Channels(monitor, emit);
    monitor.onEvent(event => {
      if (event.event === 'exit') this.#onExit(event);
      else this.#channels.hear(event);
    });
  }

  /** Needs a monitor that has said hello and a recipe for its layers. */
  static async connect(
    monitor: Monitor,
    recipe: Recipe,
    options: EngineOptions,
    emit: (event: LabEventBody) => void,
  ): Promise<Engine> {
    const layout = detect(systemReader);
    const delegated = await delegatedScope(monitor, layout);
    const engine = new Engine(monitor, createHierarchy(layout, { delegated }), recipe, options, emit);
    // in a scope the helper must leave the inner group before a stage is born in it (cgroups(7): no internal processes)
    if (delegated !== null) await engine.#prepareCgroups();
    return engine;
  }

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
      cgroup: this.#hierarchy.layout.kind,
      privilege: this.#monitor.launch.privilege,
      started: new Date().toISOString(),
      rootfs: { path: rootfs, layers, source: this.#recipe.source },
    };
  }

  openingNotes(): string[] {
    const { swept } = this.#monitor.hello;
    const left = Object.entries(swept ?? {})
      .filter(([what, n]) => what !== 'sessions' && (n ?? 0) > 0)
      .map(([what, n]) => `${n} ${what}`);
    return [
      ...(left.length > 0 ? [`a session that was killed had left ${left.join(', ')}; removed now`] : []),
      ...this.#notes,
    ];
  }

  async spawn(slot: Slot): Promise<void> {
    const reply = this.#accept(await this.#monitor.request({ op: 'spawn', args: { subject: slot } }), 'spawn');
    const name = slot === 'aside' ? 'aside' : 'box';
    const group = this.#hierarchy.plan(`${this.#monitor.hello.session}-${name}`);
    const pid = reply.pid ?? 0;
    this.#pids.add(pid);
    this.#subjects[slot] = { slot, pid, running: false, group, grouped: false };
    this.#record(reply);
    await this.#look([]);
  }

  /** Kill the subject and undo what it was given; nothing happens when there is none. */
  async drop(slot: Slot): Promise<void> {
    if (!this.#subjects[slot]) return;
    delete this.#subjects[slot];
    this.#accept(await this.#monitor.request({ op: 'drop', args: { subject: slot } }), 'drop');
    if (slot === 'stage') this.#channels.forgetApp();
    this.#observer.forget(slot === 'stage' ? ['stage', 'app'] : ['aside']);
  }

  /**
   * Carry out a lesson's ops one after the other, with a photograph after each, until the kernel refuses one that may not be refused.
   * `quiet` photographs only at the end: for a fast-forward.
   */
  async perform(ops: LessonOp[], slot: Slot, { quiet }: { quiet: boolean }): Promise<Performed> {
    const before = this.#observer.snapshot;
    let errno: string | null = null;
    const records: OpRecord[] = [];
    try {
      for (const op of ops) errno = await this.#performOne(op, slot, quiet ? records : null);
      if (quiet) await this.#look(records);
      return { before, after: this.#observer.snapshot, errno, failed: null };
    } catch (error) {
      if (!(error instanceof LabError)) throw error;
      if (!this.#monitor.over) await this.#look(records);
      return { before, after: this.#observer.snapshot, errno: error.errno ?? null, failed: error };
    }
  }

  async refresh(): Promise<void> {
    if (Object.keys(this.#subjects).length > 0) await this.#look([]);
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

  async openTerminal(which: 'shell' | 'app', size: { columns: number; rows: number }): Promise<Terminal> {
    if (which === 'app') return this.#channels.appTerminal(size);
    const subject = this.#subjects.aside ?? this.#subjects.stage;
    if (!subject) throw new LabError('order', 'there is no process to enter yet', { hint: 'open a lesson first' });
    const facts = this.#observer.snapshot[this.#nameOf(subject)]?.facts;
    const inside = facts !== undefined && facts.rootId !== this.#observer.snapshot.host?.facts.rootId;
    const shell = !inside && existsSync('/bin/bash') ? ['/bin/bash', '--norc', '-i'] : ['/bin/sh', '-i'];
    const env = { ...this.#options.shell.env, PS1: `(${this.#nameOf(subject)} ${subject.pid}) \\w # ` };
    let terminal: Terminal | undefined;
    const request: WireRequest = {
      op: 'enter',
      args: {
        subject: subject.slot,
        argv: shell,
        env: Object.entries(env).map(([name, value]) => `${name}=${value}`),
        rows: size.rows,
        cols: size.columns,
      },
    };
    const reply = await this.#monitor.request(request, early => {
      this.#record(early);
      if (early.ok && early.channel !== undefined) terminal = this.#channels.open(early.channel, early.pid ?? 0);
    });
    this.#accept(reply, 'enter');
    if (!terminal) throw new LabError('enter', 'the helper opened no terminal');
    this.#shells++;
    return terminal;
  }

  /** Undo everything; what is then still there is counted by looking, not by trusting. */
  async close(): Promise<CleanCounts> {
    const left = await this.#monitor.quit();
    const { run } = this.#monitor.hello;
    const mounts = readFileSync('/proc/self/mountinfo', 'utf8')
      .split('\n')
      .filter(line => line.includes(run)).length;
    const cgroups = [...this.#made].filter(path => existsSync(path)).length;
    const processes = [...this.#pids].filter(pid => existsSync(`/proc/${pid}`)).length;
    return {
      mounts,
      cgroups: Math.max(cgroups, left?.cgroups ?? 0),
      processes: Math.max(processes, left?.processes ?? 0),
    };
  }

  async #performOne(op: LessonOp, slot: Slot, quietRecords: OpRecord[] | null): Promise<string | null> {
    const subject = this.#subjects[slot];
    if (!subject)
      throw new LabError('gone', `the ${slot} process has ended`, {
        hint: 'go back, or jump to a step, to build it anew',
      });
    if (op.op === 'create-cgroup') await this.#prepareCgroups();
    if (op.op === 'start-app') await refuseMissingProgram(this.#source, this.#options.app, this.#monitor.hello.arch);
    const requests = expand(op, {
      slot,
      recipe: this.#recipe,
      layers: this.#monitor.hello.layers,
      rootfs: this.#monitor.hello.rootfs,
      hierarchy: this.#hierarchy,
      support: this.#support,
      group: subject.group,
      app: this.#options.app,
    });
    const records = quietRecords ?? [];
    const replies = await this.#monitor.batch(requests, (reply, i) => {
      const request = requests[i] as WireRequest;
      records.push({ ...request, calls: this.#record(reply) });
      if (reply.ok) this.#follow(request, reply, subject);
    });
    const refused = replies.find(reply => !reply.ok);
    if (op.op === 'create-cgroup') {
      for (const { path } of subject.group.directories) this.#made.add(path);
      subject.grouped = refused === undefined;
    }
    if (op.op === 'remove-cgroup' && refused === undefined) subject.grouped = false;
    const held = replies.some(reply => reply.held === true);
    if (held || !quietRecords) await this.#look(records);
    if (held)
      this.#record(this.#accept(await this.#monitor.request({ op: 'release', args: { subject: slot } }), 'release'));
    if (!refused || refused.ok) return null;
    const { code, message, errno } = refused.error;
    if (op.otherwise && op.otherwise.errno === errno) {
      this.#emit({ type: 'note', text: op.otherwise.say });
      let last: string | null = null;
      for (const other of op.otherwise.do) last = await this.#performOne(other, slot, quietRecords);
      return last;
    }
    if (op.expectErrno !== undefined && op.expectErrno === errno) return errno;
    throw new LabError(code, message, { errno: errno ?? undefined });
  }

  /** What a granted request means for our own picture of the subject. */
  #follow(request: WireRequest, reply: Reply, subject: Subject): void {
    if (request.op === 'fork' && reply.pid !== undefined) {
      subject.pid = reply.pid;
      this.#pids.add(reply.pid);
    }
    if (request.op !== 'exec') return;
    subject.running = true;
    const argv = request.args.argv as string[];
    if (subject.slot === 'stage') {
      this.#channels.appStarted(reply.channel ?? null, subject.pid, request.args.io === 'tty');
      this.#emit({ type: 'app.start', pid: subject.pid, argv });
    }
  }

  /** Once a session: the parent of our groups, with its controllers handed down. */
  async #prepareCgroups(): Promise<void> {
    if (this.#prepared) return;
    const { requests, notes } = this.#hierarchy.setup();
    for (const [i, reply] of (await this.#monitor.batch(requests)).entries()) {
      this.#accept(reply, requests[i]?.op ?? 'setup');
      this.#record(reply);
      const path = requests[i]?.op === 'mkdir-cgroup' ? requests[i]?.args.path : undefined;
      if (typeof path === 'string' && requests[i]?.args.shared === undefined) this.#made.add(path);
    }
    const answers = await this.#rawLook(this.#hierarchy.probe());
    this.#support = this.#hierarchy.support(answers);
    this.#prepared = true;
    if (this.#seq > 0) for (const text of notes) this.#emit({ type: 'note', text });
    else this.#notes.push(...notes);
  }

  #nameOf(subject: Subject): 'stage' | 'app' | 'aside' {
    return subject.slot === 'aside' ? 'aside' : subject.running ? 'app' : 'stage';
  }

  #observed(): Observed[] {
    const living = Object.values(this.#subjects).map(s => ({
      name: this.#nameOf(s),
      pid: s.pid,
      group: s.grouped ? s.group : null,
    }));
    return [{ name: 'host', pid: this.#monitor.hello.pid, group: null }, ...living];
  }

  async #look(ops: OpRecord[]): Promise<void> {
    const observed = this.#observed();
    const frame = this.#observer.frame(observed);
    const now = factsFrom(frame, await this.#query(queriesFor(frame)));
    const running = this.#shells > 0 || Object.values(this.#subjects).some(s => s.running);
    const farewell = await this.#farewell(observed, now);
    if (farewell) this.#observer.take(observed, farewell, ops, running);
    this.#observer.take(observed, now, ops, running);
  }

  /** A subject that has just ended leaves its group behind: what it counted (an OOM kill) is still to be told. */
  async #farewell(observed: Observed[], now: Snapshot): Promise<Snapshot | null> {
    const last = this.#observer.snapshot;
    for (const { name, group } of observed) {
      const before = last[name];
      if (!group || !before || now[name]) continue;
      const { facts, files } = group.facts(await this.#rawLook(group.readings()));
      return { ...now, [name]: { facts: { ...before.facts, ...facts }, files } };
    }
    return null;
  }

  #query(items: readonly Query[]): Promise<Answer[]> {
    return this.#rawLook(items.map(encodeQuery));
  }

  async #rawLook(items: string[]): Promise<Answer[]> {
    if (items.length === 0) return [];
    const replies = await this.#monitor.batch(splitList(items).map(part => ({ op: 'look', args: { items: part } })));
    return replies.flatMap(reply => this.#accept(reply, 'look').answers ?? []);
  }

  /** Tell the system calls of a reply; returns their seqs. */
  #record(reply: Reply): { seq: number; errno: string | null }[] {
    return reply.calls.map(call => {
      const seq = ++this.#seq;
      this.#emit({ type: 'syscall', seq, ...call });
      return { seq, errno: call.errno };
    });
  }

  #accept(reply: Reply, op: string): Reply {
    if (reply.ok) return reply;
    const { code, message, errno } = reply.error;
    throw new LabError(code, `${op}: ${message}`, {
      errno: errno ?? undefined,
      hint: 'container-lab doctor says what this machine allows',
    });
  }

  #onExit({ pid, code, signal, oomKill }: HelperEvent & { event: 'exit' }): void {
    const subject = Object.values(this.#subjects).find(s => s.pid === pid);
    if (!subject) return;
    if (subject.running && subject.slot === 'stage') {
      this.#channels.appEnded();
      this.#emit({ type: 'app.exit', code, signal, oomKill });
    }
    this.onStir();
  }
}
