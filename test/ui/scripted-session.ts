/** A session without a kernel: the same events and the same reducer, with made-up answers. For the tests of the user interfaces and for looking at them. */

import type { Ending } from '../../src/helper/terminal-listeners.ts';
import type {
  ActionStep,
  ChallengeStep,
  Expectation,
  Lesson,
  LessonOp,
  QuestionStep,
} from '../../src/lesson/lesson.ts';
import { mainActionsBefore, type Place, places } from '../../src/session/course.ts';
import type { Candidate, LabEvent, LabEventBody, Unclaimed } from '../../src/session/events.ts';
import { reduce } from '../../src/session/reduce/reduce.ts';
import { forgetResult } from '../../src/session/reduce/steps.ts';
import type { Session, Terminal } from '../../src/session/session.ts';
import { initialState, type SessionState } from '../../src/session/state.ts';
import type { FactKey, FactValue, SubjectName } from '../../src/words/fact-value.ts';
import { COURSE } from './course.ts';
import { groupFacts, HOST_PID, hostFacts, ROOTFS, STAGE_PID, stageFacts } from './facts.ts';

export interface Script {
  lessons?: Lesson[];
  openTerminal?: Session['openTerminal'];
  /** What this kernel holds for right, by the id of the question. */
  right?: Record<string, string[]>;
  /** Awaited before an action is over; a test holds it to look at a busy screen. */
  pace?: () => Promise<void>;
}

type Effects = { key: FactKey; after: FactValue; file?: string | string[] }[];

export class ScriptedSession implements Session {
  readonly lessons: Lesson[];
  /** Names of the calls made, for tests: `next`, `jump 02-unshare/uts` … (`refresh` is counted apart). */
  readonly calls: string[] = [];
  refreshes = 0;
  readonly #script: Script;
  readonly #course: Place[];
  readonly #listeners = new Set<() => void>();
  readonly #eventListeners = new Set<(event: LabEvent) => void>();
  readonly #began = Date.now();
  #state: SessionState = initialState;
  #at = 0;
  #done = false;
  #seq = 0;
  #inode = 4026532181;

  constructor(script: Script = {}) {
    this.#script = script;
    this.lessons = script.lessons ?? COURSE;
    this.#course = places(this.lessons);
    this.emit({
      type: 'session',
      contract: 2,
      version: '0.1.0',
      kernel: '6.1.0-44-amd64',
      arch: 'x86_64',
      cgroup: 'hybrid',
      privilege: 'sudo',
      started: '2026-01-01T00:00:00Z',
      rootfs: { path: ROOTFS, layers: ROOTFS.replace('rootfs', 'layers'), source: 'busybox' },
    });
    this.emit({ type: 'facts', subject: 'host', pid: HOST_PID, facts: hostFacts(), files: {} });
  }

  async answer(choice: string): Promise<void> {
    this.calls.push(`answer ${choice}`);
    const { lesson, step } = this.#here();
    if (step.type !== 'question' || this.#state.answers[`${lesson.id}/${step.id}`]) return;
    this.emit({ type: 'answer', lesson: lesson.id, step: step.id, choice });
    if (step.before === null) this.#judge(lesson, step);
  }

  /** Three hints, then the solution; once solved at once. */
  async hint(): Promise<void> {
    this.calls.push('hint');
    const { lesson, step } = this.#here();
    if (step.type !== 'challenge') return;
    const { hints = [], solved = null } = this.#state.challenges[`${lesson.id}/${step.id}`] ?? {};
    if (solved !== null) return this.#solution(lesson.id, step);
    const grade = 1 + hints.length;
    const text = grade === 1 ? step.nothing : step.hints[grade - 2];
    if (text !== undefined) this.emit({ type: 'hint', lesson: lesson.id, step: step.id, grade, text });
    else this.#solution(lesson.id, step);
  }

  async claim(): Promise<void> {
    this.calls.push('claim');
  }

  #solution(lesson: string, step: ChallengeStep): void {
    const lines = step.solution.map(({ run }) => run.replace('{sudo}', 'sudo '));
    this.emit({ type: 'solution', lesson, step: step.id, lines });
  }

  /** What the kernel shows at the challenge: how many of the checks and of the stars hold for the best candidate. */
  sight(
    holds: number,
    stars = 0,
    candidate: Candidate | null = { pid: 4321, name: 'sleep' },
    candidates = 1,
    unclaimed?: Unclaimed,
  ): void {
    const { lesson, step } = this.#here();
    if (step.type !== 'challenge') throw new Error('this step is no challenge');
    const checked = (all: Expectation[], n: number) =>
      all.map(({ says }, i) => ({ ok: i < n, text: says, got: candidate ? `what the kernel says, ${i}` : '' }));
    this.emit({
      type: 'challenge',
      lesson: lesson.id,
      step: step.id,
      candidate,
      candidates: candidate ? candidates : 0,
      checks: checked(step.checks, holds),
      stars: checked(step.stars, stars),
      ...(unclaimed && { unclaimed }),
      ...(step.afterwards !== null && { afterwards: { ok: false, text: step.afterwards } }),
    });
  }

  /** As the session tells it. */
  solve(stars = 0): void {
    const { lesson, step } = this.#here();
    if (step.type !== 'challenge') throw new Error('this step is no challenge');
    this.sight(step.checks.length, stars);
    const seen = this.#state.challenges[`${lesson.id}/${step.id}`]?.solution != null;
    this.emit({
      type: 'challenge.solved',
      lesson: lesson.id,
      step: step.id,
      stars: 1 + stars,
      of: 1 + step.stars.length,
      seen,
      candidate: { pid: 4321, name: 'sleep' },
      facts: { hostname: 'my-box' },
    });
  }

  /** The author is right, unless the script says what this kernel does. */
  #judge(lesson: Lesson, step: QuestionStep): void {
    const choice = this.#state.answers[`${lesson.id}/${step.id}`]?.choice ?? null;
    const expected = step.choices.filter(c => c.correct).map(c => c.id);
    const right = this.#script.right?.[step.id] ?? expected;
    this.emit({
      type: 'judged',
      lesson: lesson.id,
      step: step.id,
      choice,
      right,
      correct: choice === null ? null : right.includes(choice),
      kernelDiffers: right.join() !== expected.join(),
      evidence: 'stage ns.pid is made up',
    });
  }

  async panic(): Promise<void> {
    this.calls.push('panic');
  }

  getState(): SessionState {
    return this.#state;
  }

  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  onEvent(listener: (event: LabEvent) => void): () => void {
    this.#eventListeners.add(listener);
    return () => this.#eventListeners.delete(listener);
  }

  emit(body: LabEventBody): void {
    const event: LabEvent = { ...body, t: Date.now() - this.#began };
    this.setState(reduce(this.#state, event));
    for (const listener of this.#eventListeners) listener(event);
  }

  setState(state: SessionState): void {
    this.#state = state;
    for (const listener of this.#listeners) listener();
  }

  async jump(lesson: string, step?: string): Promise<void> {
    this.calls.push(`jump ${lesson}${step === undefined ? '' : `/${step}`}`);
    const index = this.#course.findIndex(p => p.lesson.id === lesson && (step === undefined || p.step.id === step));
    if (index < 0) throw new Error(`there is no step '${lesson}/${step}'`);
    this.emit({ type: 'gone', subject: 'stage', pid: STAGE_PID });
    for (const place of mainActionsBefore(this.#course, index)) this.#carryOut(place.step);
    this.#enter(index);
  }

  async next(): Promise<boolean> {
    this.calls.push('next');
    const { lesson, step } = this.#here();
    if (step.type === 'action' && !this.#done) {
      this.setState({ ...forgetResult(this.#state, lesson.id, step.id), busy: true });
      await this.#script.pace?.();
      this.#carryOut(step);
      for (const e of [...step.expect, ...step.unchanged])
        this.emit({
          type: 'expect',
          ok: true,
          text: e.says,
          lesson: lesson.id,
          step: step.id,
          got: 'made up',
          says: 'kernel',
        });
      this.emit({ type: 'step.end', lesson: lesson.id, step: step.id, ok: true });
      for (const asked of lesson.steps)
        if (asked.type === 'question' && asked.before === step.id) this.#judge(lesson, asked);
      this.#done = true;
      return true;
    }
    if (this.#at + 1 >= this.#course.length) return false;
    this.#enter(this.#at + 1);
    return true;
  }

  async back(): Promise<boolean> {
    this.calls.push('back');
    if (this.#at === 0) return false;
    this.#enter(this.#at - 1);
    return true;
  }

  async refresh(): Promise<void> {
    this.refreshes++;
    const facts = this.#state.subjects.stage?.facts;
    if (!facts || !('cgroup.procs' in facts)) return;
    const wave = 0.5 + 0.45 * Math.sin(this.refreshes / 9);
    this.#change(
      'stage',
      [
        { key: 'cgroup.memory.current', after: String(Math.round(wave * 30) * 1048576) },
        { key: 'cgroup.pids.current', after: String(1 + Math.round(wave * 3)) },
        { key: 'cgroup.cpuacct.usage', after: String(Number(facts['cgroup.cpuacct.usage']) + Math.round(wave * 5e7)) },
      ],
      null,
    );
  }

  async openTerminal(which: 'shell' | 'app' | 'host', size: { columns: number; rows: number }): Promise<Terminal> {
    this.calls.push(`open ${which} ${size.columns}x${size.rows}`);
    if (!this.#script.openTerminal) throw new Error('the script has no terminal');
    return this.#script.openTerminal(which, size);
  }

  nsenterLine(): string | null {
    return this.#state.subjects.stage ? `sudo nsenter -t ${STAGE_PID} -m -u -i -n -p -C -r -w /bin/sh` : null;
  }

  async close(): Promise<void> {
    this.calls.push('close');
  }

  #here(): Place {
    return this.#course[this.#at] as Place;
  }

  #enter(index: number): void {
    const { lesson, step } = this.#course[index] as Place;
    this.#at = index;
    this.#done = false;
    if (lesson.id !== this.#state.lesson) this.emit({ type: 'lesson.start', lesson: lesson.id, title: lesson.title });
    const kind = step.type;
    this.emit({
      type: 'step.start',
      lesson: lesson.id,
      step: step.id,
      title: step.title,
      kind,
      scope: step.type === 'action' ? step.scope : null,
    });
    this.setState({ ...this.#state, busy: false });
    if (step.type === 'challenge') this.sight(0, 0, null);
  }

  #carryOut(step: ActionStep): void {
    if (!this.#state.subjects.stage)
      this.emit({ type: 'facts', subject: 'stage', pid: STAGE_PID, facts: stageFacts(), files: {} });
    for (const op of step.do) this.#op(op);
  }

  #op(op: LessonOp): void {
    const seq = ++this.#seq;
    const args = Object.values(op.args).map(v => (Array.isArray(v) ? v.join('|') : JSON.stringify(v)));
    this.emit({
      type: 'syscall',
      seq,
      by: 'stage',
      pid: STAGE_PID,
      name: op.op.replaceAll('-', '_'),
      args: args.join(', '),
      ret: 0,
      errno: null,
      ns: 4000 + 911 * seq,
    });
    this.#change('stage', this.#effects(op), seq);
  }

  #effects(op: LessonOp): Effects {
    const facts = this.#state.subjects.stage?.facts ?? {};
    const flags = Array.isArray(op.args.flags) ? op.args.flags : [];
    switch (op.op) {
      case 'unshare':
        return flags.flatMap((flag): Effects => {
          const ns = flag.replace('CLONE_NEW', '').toLowerCase();
          if (ns === 'pid') return [{ key: 'ns.pid_for_children', after: { error: 'ENOENT' } }];
          const name = ns === 'ns' ? 'mnt' : ns;
          const own: Effects = [{ key: `ns.${name}`, after: `${name}:[${this.#inode++}]` }];
          return name === 'net' ? [...own, { key: 'net.devices', after: ['lo'] }] : own;
        });
      case 'fork':
        return [
          { key: 'ns.pid', after: `pid:[${this.#inode}]` },
          { key: 'ns.pid_for_children', after: `pid:[${this.#inode++}]` },
          { key: 'status.NSpid', after: `${STAGE_PID} 1` },
        ];
      case 'sethostname':
        return [{ key: 'hostname', after: String(op.args.name) }];
      case 'mount': {
        const mounts = facts.mounts as string[];
        const line = `${100 + mounts.length} 91 0:${40 + mounts.length} / ${String(op.args.target).replace('{rootfs}', ROOTFS)} rw,relatime - ${op.args.fstype ?? 'none'} ${op.args.source ?? 'none'} rw,size=65536k`;
        return [{ key: 'mounts', after: [...mounts, line] }];
      }
      case 'chroot':
        return [
          { key: 'link.root', after: ROOTFS },
          { key: 'rootId', after: '0:45/1' },
          { key: 'root.entries', after: ['bin', 'dev', 'etc', 'proc', 'tmp'] },
        ];
      case 'create-cgroup': {
        const { facts: group, files } = groupFacts();
        return Object.entries(group).map(([key, after]) => ({
          key,
          after,
          ...(files[key] !== undefined && { file: files[key] }),
        }));
      }
      case 'set-limit':
        return Object.entries(op.args).flatMap(([what, value]): Effects => limits[what]?.(value) ?? []);
      default:
        return [];
    }
  }

  #change(subject: SubjectName, effects: Effects, cause: number | null): void {
    const facts = this.#state.subjects[subject]?.facts ?? {};
    for (const { key, after, file } of effects) {
      const before = facts[key] ?? null;
      if (JSON.stringify(before) === JSON.stringify(after)) continue;
      this.emit({
        type: 'change',
        subject,
        key,
        before,
        after,
        cause,
        ...(cause === null && { origin: 'app' as const }),
        ...(file !== undefined && { file }),
      });
    }
  }
}

const limits: Record<string, (value: unknown) => Effects> = {
  memory: () => [{ key: 'cgroup.memory.max', after: '33554432' }],
  pids: value => [{ key: 'cgroup.pids.max', after: String(value) }],
  cpu: () => [{ key: 'cgroup.cpu.max', after: '20000 100000' }],
};

/** A terminal that shows what is typed into it; `exit` and Enter ends it. */
export class EchoTerminal implements Terminal {
  readonly pid = 4242;
  readonly typed: string[] = [];
  readonly sizes: string[] = [];
  #data = new Set<(data: Buffer) => void>();
  #exit = new Set<(how: Ending | null) => void>();
  closed = false;

  print(text: string): void {
    for (const listener of this.#data) listener(Buffer.from(text));
  }
  write(data: string | Buffer): void {
    const text = data.toString();
    this.typed.push(text);
    this.print(text.replaceAll('\r', '\r\n'));
    if (this.typed.join('').endsWith('exit\r')) this.end();
  }
  resize(columns: number, rows: number): void {
    this.sizes.push(`${columns}x${rows}`);
  }
  onData(listener: (data: Buffer) => void): () => void {
    this.#data.add(listener);
    return () => this.#data.delete(listener);
  }
  onExit(listener: (how: Ending | null) => void): () => void {
    this.#exit.add(listener);
    return () => this.#exit.delete(listener);
  }
  end(): void {
    for (const listener of this.#exit) listener({ code: 0, signal: null });
  }
  close(): void {
    this.closed = true;
    this.end();
  }
}
