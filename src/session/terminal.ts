import type { WireRequest } from '../protocol/wire.ts';
import type { Terminal } from './session.ts';

const KEPT = 64 * 1024;
/** A paste longer than this goes in pieces: a request line is at most 8 KiB after escaping. */
const PIECE = 2048;

/** A terminal of the helper's, as bytes in and out. Keeps its last output for whoever opens it later. */
export class ChannelTerminal implements Terminal {
  readonly pid: number;
  readonly #channel: number;
  readonly #send: (request: WireRequest) => void;
  readonly #data = new Set<(data: Buffer) => void>();
  readonly #exit = new Set<() => void>();
  #kept = Buffer.alloc(0);
  #over = false;

  constructor(channel: number, pid: number, send: (request: WireRequest) => void) {
    this.#channel = channel;
    this.pid = pid;
    this.#send = send;
  }

  write(data: string | Buffer): void {
    const bytes = typeof data === 'string' ? Buffer.from(data) : data;
    for (let at = 0; at < bytes.length; at += PIECE) {
      this.#send({ op: 'input', args: { channel: this.#channel, data: bytes.subarray(at, at + PIECE) } });
    }
  }

  resize(columns: number, rows: number): void {
    if (!this.#over) this.#send({ op: 'winsize', args: { channel: this.#channel, rows, cols: columns } });
  }

  /** The listener first gets what was printed before it came. */
  onData(listener: (data: Buffer) => void): () => void {
    if (this.#kept.length > 0) listener(this.#kept);
    this.#data.add(listener);
    return () => this.#data.delete(listener);
  }

  onExit(listener: () => void): () => void {
    if (this.#over) listener();
    this.#exit.add(listener);
    return () => this.#exit.delete(listener);
  }

  close(): void {
    if (!this.#over) this.#send({ op: 'hangup', args: { channel: this.#channel } });
  }

  /** Bytes from the helper, one character each. */
  receive(bytes: string): void {
    const data = Buffer.from(bytes, 'latin1');
    this.#kept = Buffer.concat([this.#kept, data]).subarray(-KEPT);
    for (const listener of this.#data) listener(data);
  }

  ended(): void {
    this.#over = true;
    for (const listener of this.#exit) listener();
  }
}
