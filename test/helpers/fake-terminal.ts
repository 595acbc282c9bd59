/** A terminal without a pseudo-terminal: streams for Ink, an emulator behind them, a size that can change. */
import { EventEmitter } from 'node:events';
import { PassThrough } from 'node:stream';
import xterm from '@xterm/headless';
import { patience } from './slowness.ts';

export class FakeTerminal {
  readonly emulator: InstanceType<typeof xterm.Terminal>;
  readonly stdin: NodeJS.ReadStream;
  readonly stdout: NodeJS.WriteStream;
  /** Everything written, for tests of what must never be. */
  written = '';
  raw = false;
  readonly #events = new EventEmitter();
  readonly #keys = new PassThrough();
  readonly #seen = new Set<() => void>();

  constructor(columns: number, rows: number) {
    this.emulator = new xterm.Terminal({ cols: columns, rows, allowProposedApi: true });
    const setRawMode = (on: boolean) => {
      this.raw = on;
    };
    this.stdin = Object.assign(this.#keys, {
      isTTY: true,
      setRawMode,
      ref() {},
      unref() {},
    }) as unknown as NodeJS.ReadStream;
    this.stdout = Object.assign(this.#events, {
      isTTY: true,
      columns,
      rows,
      write: this.#write,
    }) as unknown as NodeJS.WriteStream;
  }

  press(keys: string): void {
    this.#keys.write(keys);
  }

  resize(columns: number, rows: number): void {
    this.emulator.resize(columns, rows);
    Object.assign(this.stdout, { columns, rows });
    this.#events.emit('resize');
  }

  lines(): string[] {
    const buffer = this.emulator.buffer.active;
    return Array.from(
      { length: this.emulator.rows },
      (_, y) => buffer.getLine(buffer.baseY + y)?.translateToString(true) ?? '',
    );
  }

  text(): string {
    return this.lines().join('\n');
  }

  /** Resolves when the screen shows it. */
  shows(what: string | RegExp | (() => boolean)): Promise<void> {
    const holds = () =>
      typeof what === 'function'
        ? what()
        : typeof what === 'string'
          ? this.text().includes(what)
          : what.test(this.text());
    return new Promise((resolve, reject) => {
      const look = () => {
        if (!holds()) return;
        clearTimeout(timer);
        clearInterval(again);
        this.#seen.delete(look);
        resolve();
      };
      const again = setInterval(look, 20);
      const timer = setTimeout(() => {
        clearInterval(again);
        this.#seen.delete(look);
        reject(new Error(`waited in vain for ${String(what)}; the screen:\n${this.text()}`));
      }, patience);
      this.#seen.add(look);
      look();
    });
  }

  #write = (data: string | Uint8Array, ...rest: unknown[]): boolean => {
    const text = data.toString();
    this.written += text;
    // the kernel's terminal driver turns a line feed into both (termios(3), ONLCR), whatever the terminal's own mode is
    this.emulator.write(text.replaceAll('\n', '\r\n'), () => {
      for (const look of this.#seen) look();
    });
    const callback = rest.find((r): r is () => void => typeof r === 'function');
    if (callback) queueMicrotask(callback);
    return true;
  };
}
