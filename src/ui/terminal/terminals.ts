/** The terminals of a session: at most one of each kind, opened when first wanted. */
import type { Session } from '../../session/session.ts';
import type { Size } from '../draw/layout.ts';
import type { TerminalKind } from '../draw/terminal.ts';
import type { TerminalModel } from '../state/model.ts';
import { LiveTerminal } from './live-terminal.ts';

interface Listener {
  /** What is drawn has changed. */
  changed(): void;
  /** One of them has ended, and is gone unless it is kept. */
  ended(): void;
  /** Somebody types into the one that is shown: its last screen stays until `forget`. */
  kept(): boolean;
}

export class Terminals {
  readonly #session: Session;
  readonly #listener: Listener;
  readonly #live = new Map<TerminalKind, LiveTerminal>();
  readonly #opening = new Map<TerminalKind, Promise<LiveTerminal>>();
  #shown: TerminalKind | null = null;
  /** Typed while the terminal was still being opened. */
  #early = '';

  constructor(session: Session, listener: Listener) {
    this.#session = session;
    this.#listener = listener;
  }

  /** The living terminal of that kind, or a new one. From now on it is the one that is shown. */
  open(kind: TerminalKind, size: Size): Promise<LiveTerminal> {
    this.#shown = kind;
    const known = this.#live.get(kind);
    if (known && !known.ended) {
      this.#listener.changed();
      return Promise.resolve(known);
    }
    const opening = this.#opening.get(kind) ?? this.#create(kind, size);
    this.#opening.set(kind, opening);
    return opening;
  }

  /** The one to look at, where it lives; null: one inside the container. */
  prefer(kind: TerminalKind | null): void {
    const wanted = [...this.#live.keys()].find(k => (kind === null ? k !== 'host' : k === kind));
    if (wanted === undefined || wanted === this.#shown || (kind === null && this.#shown !== 'host')) return;
    this.#shown = wanted;
    this.#listener.changed();
  }

  model(typing: boolean): TerminalModel | null {
    return this.#current()?.model(typing) ?? null;
  }

  type(text: string): void {
    const current = this.#current();
    if (current) current.write(text);
    else if (this.#opening.size > 0) this.#early += text;
  }

  resize(size: Size): void {
    for (const terminal of this.#live.values()) terminal.resize(size);
  }

  get shown(): TerminalKind | null {
    return this.#shown;
  }

  get any(): boolean {
    return this.#current() !== undefined;
  }

  /** The one that is shown has ended. */
  get over(): boolean {
    return this.#current()?.ended === true;
  }

  /** The last screen of the one that has ended. */
  forget(): void {
    const current = this.#current();
    if (current?.ended) this.#drop(current.kind, current);
  }

  closeAll(): void {
    for (const terminal of [...this.#live.values()]) terminal.close();
  }

  #current(): LiveTerminal | undefined {
    return this.#shown === null ? undefined : this.#live.get(this.#shown);
  }

  async #create(kind: TerminalKind, size: Size): Promise<LiveTerminal> {
    try {
      // First the emulator: what the program writes at once must find it.
      const { Emulator } = await import('./emulator.ts');
      const terminal = await this.#session.openTerminal(kind, size);
      const live = new LiveTerminal(kind, terminal, Emulator, size, this.#listener.changed);
      this.#live.set(kind, live);
      live.onEnd(() => this.#ended(kind, live));
      if (this.#early !== '') live.write(this.#early);
      this.#listener.changed();
      return live;
    } finally {
      this.#opening.delete(kind);
      this.#early = '';
    }
  }

  #ended(kind: TerminalKind, live: LiveTerminal): void {
    if (this.#shown === kind && this.#listener.kept()) return;
    this.#drop(kind, live);
  }

  #drop(kind: TerminalKind, live: LiveTerminal): void {
    if (this.#live.get(kind) === live) this.#live.delete(kind);
    if (this.#shown === kind) this.#shown = [...this.#live.keys()][0] ?? null;
    this.#listener.ended();
  }
}
