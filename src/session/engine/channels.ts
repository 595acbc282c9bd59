/** The helper's channels: the app's output as events, and terminals as bytes in and out. */
import { setTimeout } from 'node:timers/promises';
import type { Monitor } from '../../helper/monitor.ts';
import { LabError } from '../../protocol/lab-error.ts';
import { type RequestArgs, request } from '../../protocol/request.ts';
import { StreamText } from '../../protocol/stream-text.ts';
import type { HelperEvent, WireRequest } from '../../protocol/wire.ts';
import type { CastMember } from '../../words/cast.ts';
import type { LabEventBody, ProgramName } from '../events.ts';
import type { Exit } from './snapshots/exit-snapshots.ts';
import { ChannelTerminal } from './terminal.ts';

/** Bytes that one line of the wire carries, whatever they are: each may take three. */
const PIECE = 2048;
/** Before a full pipe is tried again, milliseconds. */
const FULL_MS = 10;

const STREAMS = ['stdout', 'stderr', 'tty'] as const;

/** The program that a subject has become. */
interface Program extends ProgramName {
  /** Where it prints; null: nowhere. */
  channel: number | null;
  texts: Record<(typeof STREAMS)[number], StreamText>;
}

/** A program as the helper has just started it. */
interface Started {
  of: ProgramName['of'];
  pid: number;
  argv: string[];
  channel: number | null;
  onTerminal: boolean;
}

export class Channels {
  readonly #monitor: Monitor;
  readonly #emit: (event: LabEventBody) => void;
  readonly #terminals = new Map<number, ChannelTerminal>();
  /** The last one of each subject, by its name in the cast. */
  readonly #programs = new Map<string, Program>();
  /** The learner's program. */
  #app: Program | null = null;
  /** How many programs there have been. */
  #started = 0;
  /** The shells that are open, by channel: in whom each was entered. */
  readonly #shells = new Map<number, string>();
  #since = new Set<string>();
  /** The channel of the app's standard input; null once nobody reads it. */
  #read: number | null = null;

  constructor(monitor: Monitor, emit: (event: LabEventBody) => void) {
    this.#monitor = monitor;
    this.#emit = emit;
  }

  /** A shell was entered on a terminal that the helper has just opened. */
  openShell(channel: number, subject: string, pid: number, root: () => Promise<string | null>): ChannelTerminal {
    this.#shells.set(channel, subject);
    this.#since.add(subject);
    return this.#open(channel, pid, root);
  }

  /** In whom a shell has been open at any time since this was asked last. */
  shellsSince(): ReadonlySet<string> {
    const since = this.#since;
    this.#since = new Set(this.#shells.values());
    return since;
  }

  #open(channel: number, pid: number, root?: () => Promise<string | null>): ChannelTerminal {
    const send = (request: WireRequest) => void this.#monitor.request(request).catch(() => {});
    const terminal = new ChannelTerminal(channel, pid, send, root);
    this.#terminals.set(channel, terminal);
    return terminal;
  }

  /** A subject has become a program. */
  programStarted(member: CastMember, { of, pid, argv, channel, onTerminal }: Started): void {
    const id = ++this.#started;
    const program = { of, id, channel, texts: texts() };
    this.#programs.set(member.name, program);
    if (member.running !== undefined) {
      this.#app = program;
      this.#read = channel;
      if (onTerminal && channel !== null) this.#open(channel, pid);
    }
    this.#emit({ type: 'program.start', of, id, pid, argv });
  }

  /** After the last bytes, which were waiting for the rest of a character. */
  programEnded(subject: string, exit: Exit): void {
    const program = this.#programs.get(subject);
    if (!program) return;
    for (const stream of STREAMS) this.#emitOutput(program, stream, program.texts[stream].end());
    const { of, id } = program;
    this.#emit({ type: 'program.exit', of, id, ...exit });
  }

  forgetApp(): void {
    for (const [subject, program] of this.#programs) if (program === this.#app) this.#programs.delete(subject);
    this.#app = null;
    this.#read = null;
  }

  /**
   * Into the standard input of the app, which is a pipe; null: that is its end. Resolves when the pipe has taken it, false when nobody
   * reads it any more.
   */
  async typeToApp(data: Buffer | null): Promise<boolean> {
    for (let at = 0; at < (data?.length ?? 0); at += PIECE) {
      const piece = data?.subarray(at, at + PIECE) ?? Buffer.alloc(0);
      while (!(await this.#type({ data: piece }))) {
        if (this.#read === null) return false;
        await setTimeout(FULL_MS);
      }
    }
    return this.#read !== null && (data !== null || (await this.#type({ data: '', end: 1 })));
  }

  /** False when the pipe is full, or nobody reads it any more. */
  async #type(args: Pick<RequestArgs<'input'>, 'data' | 'end'>): Promise<boolean> {
    if (this.#read === null) return false;
    const reply = await this.#monitor.request(request('input', { channel: this.#read, ...args })).catch(() => null);
    if (reply?.ok) return true;
    if (reply?.error.code !== 'busy') this.#read = null;
    return false;
  }

  appTerminal(size: { columns: number; rows: number }): ChannelTerminal {
    const channel = this.#app?.channel ?? null;
    const terminal = channel === null ? undefined : this.#terminals.get(channel);
    if (!terminal) {
      throw new LabError('order', 'no app runs on a terminal now', {
        hint: 'start it with the last action of lesson 06',
      });
    }
    terminal.resize(size.columns, size.rows);
    return terminal;
  }

  handle(event: HelperEvent): void {
    if (event.event === 'output') {
      this.#terminals.get(event.channel)?.receive(event.data);
      const program = [...this.#programs.values()].find(({ channel }) => channel === event.channel);
      if (program) this.#emitOutput(program, event.stream, program.texts[event.stream].push(event.data));
    } else if (event.event === 'closed') {
      this.#terminals.get(event.channel)?.ended(event.ended ?? null);
      this.#terminals.delete(event.channel);
      this.#shells.delete(event.channel);
    }
  }

  #emitOutput({ of, id }: Program, stream: (typeof STREAMS)[number], data: string): void {
    if (data !== '') this.#emit({ type: 'program.output', of, id, stream, data });
  }
}

function texts(): Record<(typeof STREAMS)[number], StreamText> {
  return { stdout: new StreamText(), stderr: new StreamText(), tty: new StreamText() };
}
