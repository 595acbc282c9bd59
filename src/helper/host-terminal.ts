/** A terminal on the host for the learner's own shell: as the user who started the workshop, without the helper. */
import { spawn } from 'node:child_process';
import { accessSync, constants, statSync, writeSync } from 'node:fs';
import { ReadStream } from 'node:tty';
import { openPty, setWindowSize } from '../kernel/libc.ts';
import { type Ending, TerminalListeners } from './terminal-listeners.ts';

/** Milliseconds until a terminal that took no more is asked again. */
const PATIENCE = 5;

/** Milliseconds in which the end of a program and that of its terminal wait for each other. */
const REST = 200;

/** Bytes that may wait for a program that does not read; what is typed beyond them is lost. */
const HELD = 1024 * 1024;

export interface HostTerminalOptions {
  columns: number;
  rows: number;
  /** The program and its arguments; the learner's shell when left out. */
  argv?: readonly string[];
  /** The whole environment but TERM; our own when left out. */
  env?: NodeJS.ProcessEnv;
}

/**
 * Opens a new terminal and runs a program on it, as leader of a session of its own. The first open of a terminal by a session
 * leader without one makes it the controlling terminal (tty(4)): the `sh` in between does just that, and becomes the program.
 */
export class HostTerminal {
  readonly pid: number;
  readonly #master: number;
  readonly #stream: ReadStream;
  readonly #listeners = new TerminalListeners();
  /** Typed, but not yet taken by the terminal. */
  #typed = Buffer.alloc(0);
  #how: Ending | null = null;
  /** Hung up, by us or by the last program on it. */
  #over = false;

  /** Throws (ENOENT, EACCES, ENOSPC) when the host gives no terminal. */
  constructor({ columns, rows, argv = [learnersShell(), '-i'], env = process.env }: HostTerminalOptions) {
    const { master, path } = openPty({ columns, rows }, 'nonblocking');
    this.#master = master;
    this.#stream = new ReadStream(master);
    this.#stream.on('data', (data: Buffer) => this.#listeners.emit(data));
    // EIO: the last program has closed it
    this.#stream.on('error', () => this.close());
    this.#stream.on('close', () => this.#end());
    const child = spawn('/bin/sh', ['-c', 'exec "$@" <>"$0" >&0 2>&0', path, ...argv], {
      detached: true,
      stdio: 'ignore',
      env: { ...env, TERM: 'xterm-256color' },
    });
    this.pid = child.pid ?? -1;
    child.on('error', () => this.close());
    // What it printed last is still to be read. Usually the end of the session leader hangs up the terminal, which ends the
    // stream; not when it ended before it had opened the terminal.
    child.on('exit', (code, signal) => {
      this.#how = { code, signal };
      if (this.#over) this.#emitEnd();
      else setTimeout(() => this.close(), REST).unref();
    });
    child.unref();
    this.#stream.unref();
  }

  write(data: string | Buffer): void {
    const waiting = this.#typed.length > 0;
    if (this.#typed.length + data.length > HELD) return;
    this.#typed = Buffer.concat([this.#typed, typeof data === 'string' ? Buffer.from(data) : data]);
    if (!waiting) this.#hand();
  }

  /** Not by the stream: Node's writes to a terminal wait, and we would not read what the program says meanwhile. */
  #hand(): void {
    try {
      while (!this.#over && this.#typed.length > 0)
        this.#typed = this.#typed.subarray(writeSync(this.#master, this.#typed));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') this.close();
      else setTimeout(() => this.#hand(), PATIENCE).unref();
    }
    if (this.#over) this.#typed = Buffer.alloc(0);
  }

  resize(columns: number, rows: number): void {
    if (!this.#over) setWindowSize(this.#master, { columns, rows });
  }

  /** The listener first gets what was printed before it came. */
  onData(listener: (data: Buffer) => void): () => void {
    return this.#listeners.onData(listener);
  }

  /** Called at once when it is over already. */
  onExit(listener: (how: Ending | null) => void): () => void {
    return this.#listeners.onExit(listener);
  }

  /** Hang up: the programs on it get SIGHUP. */
  close(): void {
    if (this.#over) return;
    this.#over = true;
    this.#stream.destroy();
  }

  /** Usually its terminal is gone a moment before its exit status is known. */
  #end(): void {
    this.#over = true;
    if (this.#how === null) setTimeout(() => this.#emitEnd(), REST).unref();
    else this.#emitEnd();
  }

  #emitEnd(): void {
    if (!this.#listeners.ended) this.#listeners.end(this.#how);
  }
}

/** $SHELL where it names a program by its absolute path, else bash, else sh. */
export function learnersShell(shell = process.env.SHELL): string {
  return [shell ?? '', '/bin/bash'].find(isProgram) ?? '/bin/sh';
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return path.startsWith('/') && statSync(path).isFile();
  } catch {
    return false;
  }
}
