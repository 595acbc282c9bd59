import type { LessonOp } from '../../src/lesson/lesson.ts';
import type { Sighting } from '../../src/observe/seeker.ts';
import type { Snapshot } from '../../src/observe/snapshot.ts';
import { LabError } from '../../src/protocol/lab-error.ts';
import type { Backend, Performed } from '../../src/session/backend.ts';
import type { Watch } from '../../src/session/challenge/challenges.ts';
import type { Solution } from '../../src/session/challenge/solution.ts';
import type { AuditReport } from '../../src/session/engine/host-audit.ts';
import type { LabEventBody } from '../../src/session/events.ts';
import type { Evidence } from '../../src/session/expect.ts';
import type { Promised } from '../../src/session/gate.ts';
import type { Terminal } from '../../src/session/session.ts';

/** Writes down what it is asked to do; refuses the ops it is told to. */
export class ScriptedBackend implements Backend {
  readonly log: string[] = [];
  /** For each op, and each shell: what must be in force. */
  readonly promised: unknown[] = [];
  readonly name = 'lab-ann';
  readonly refuse: Map<string, string>;
  /** Ops that the kernel does not allow here, and what it says. */
  readonly forbid = new Map<string, string>();
  after: Snapshot = {};
  /** What a challenge's seeker sees at the next look. */
  sightings: Sighting[] = [];
  certificate: AuditReport['certificate'] = {
    ours: [],
    foreign: [],
    compared: { mounts: 0, cgroups: 0, devices: 0 },
    unseen: [],
  };
  onChange: () => void = () => {};
  readonly lost = new Promise<LabError>(() => {});

  constructor(refuse: Record<string, string> = {}) {
    this.refuse = new Map(Object.entries(refuse));
  }

  sessionEvent(): LabEventBody {
    return {
      type: 'session',
      contract: 2,
      version: '0',
      kernel: '6.1',
      arch: 'x86_64',
      cgroup: 'v2',
      privilege: 'root',
      started: '2026-01-01T00:00:00.000Z',
      rootfs: { path: '/run/x/rootfs', layers: '/run/x/layers', source: 'test' },
    };
  }

  openingNotes(): string[] {
    return [];
  }

  async spawn(slot: string): Promise<void> {
    this.log.push(`spawn ${slot}`);
  }

  async drop(slot: string): Promise<void> {
    this.log.push(`drop ${slot}`);
  }

  async perform(
    ops: LessonOp[],
    slot: string,
    { quiet, protections }: { quiet: boolean; protections: LessonOp[] },
  ): Promise<Performed> {
    for (const stopped of ops) {
      const { op } = stopped;
      this.promised.push([op, protections.map(protection => protection.op)]);
      this.log.push(`${slot} ${op}${quiet ? ' (quiet)' : ''}`);
      const errno = this.refuse.get(op);
      if (errno !== undefined)
        return {
          before: {},
          after: this.after,
          errno,
          failed: new LabError(op, `${op}: refused`, { errno }),
          refused: null,
          stopped,
        };
      const message = this.forbid.get(op);
      if (message !== undefined)
        return {
          before: {},
          after: this.after,
          errno: 'EACCES',
          failed: null,
          refused: { message, errno: 'EACCES', why: 'not yours', todo: 'ask' },
          stopped,
        };
    }
    return { before: {}, after: this.after, errno: null, failed: null, refused: null, stopped: null };
  }

  async refresh(): Promise<void> {}

  evidence(): Evidence {
    return { before: {}, after: this.after, errno: null };
  }

  async panic(): Promise<void> {
    this.log.push('panic');
  }

  holdEvent(): LabEventBody {
    return {
      type: 'hold',
      pids: {},
      cgroup: {},
      rootfs: '/run/x/rootfs',
      facts: {},
      files: {},
    };
  }

  watch(): Watch {
    const seeker = {
      begin: async () => {
        this.log.push('seek');
      },
      look: async () => this.sightings,
      claim: (id: string) => {
        this.log.push(`claim ${id}`);
        this.sightings = this.sightings.map(s => (s.id === id ? { ...s, whose: 'claimed' as const } : s));
      },
    };
    return { seeker, host: () => ({ facts: { hostname: 'vm' }, files: {} }) };
  }

  solution(): Solution {
    return { lines: ['the'], cleanup: ['lines'] };
  }

  openTerminal(which: string, _size: unknown, promised: Promised): Promise<Terminal> {
    this.promised.push([which, promised]);
    throw new LabError('order', 'no terminal in this test');
  }

  async typeToApp(data: Buffer | null): Promise<boolean> {
    this.log.push(`typeToApp ${data}`);
    return true;
  }

  async endApp(): Promise<void> {
    this.log.push('end app');
  }

  hurry(): void {
    this.log.push('hurry');
  }

  async close(): Promise<AuditReport> {
    this.log.push('close');
    return { clean: { mounts: 0, cgroups: 0, processes: 0 }, certificate: this.certificate };
  }
}
