import { type Ending, TerminalListeners } from '../../helper/terminal-listeners.ts';
import { request } from '../../protocol/request.ts';
import type { WireRequest } from '../../protocol/wire.ts';
import type { Terminal } from '../session.ts';

/** A paste longer than this goes in pieces: a request line is at most 8 KiB after escaping. */
const PIECE = 2048;

/** A terminal of the helper's, as bytes in and out. Keeps its last output for whoever opens it later. */
export class ChannelTerminal implements Terminal {
  readonly pid: number;
  readonly root?: () => Promise<string | null>;
  readonly #channel: number;
  readonly #send: (request: WireRequest) => void;
  readonly #listeners = new TerminalListeners();

  constructor(channel: number, pid: number, send: (request: WireRequest) => void, root?: () => Promise<string | null>) {
    if (root) this.root = root;
    this.#channel = channel;
    this.pid = pid;
    this.#send = send;
  }

  write(data: string | Buffer): void {
    const bytes = typeof data === 'string' ? Buffer.from(data) : data;
    for (let at = 0; at < bytes.length; at += PIECE) {
      this.#send(request('input', { channel: this.#channel, data: bytes.subarray(at, at + PIECE) }));
    }
  }

  resize(columns: number, rows: number): void {
    if (!this.#listeners.ended) this.#send(request('winsize', { channel: this.#channel, rows, cols: columns }));
  }

  /** The listener first gets what was printed before it came. */
  onData(listener: (data: Buffer) => void): () => void {
    return this.#listeners.onData(listener);
  }

  onExit(listener: (how: Ending | null) => void): () => void {
    return this.#listeners.onExit(listener);
  }

  close(): void {
    if (!this.#listeners.ended) this.#send(request('hangup', { channel: this.#channel }));
  }

  /** Bytes from the helper, one character each. */
  receive(bytes: string): void {
    this.#listeners.emit(Buffer.from(bytes, 'latin1'));
  }

  ended(how: Ending | null = null): void {
    this.#listeners.end(how);
  }
}
