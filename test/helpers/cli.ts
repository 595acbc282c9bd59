/** Run the built program, as its users do. */
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { EventOf, LabEvent } from '../../src/session/events.ts';
import { breaches, parseEvents } from './contract.ts';

export const PROGRAM = fileURLToPath(new URL('../../dist/container-lab.js', import.meta.url));

export interface Result {
  code: number | null;
  signal: NodeJS.Signals | null;
  stdout: string;
  stderr: string;
  /** stdout as JSON lines. */
  events: () => LabEvent[];
}

export interface Options {
  env?: Record<string, string>;
  uid?: number;
  cwd?: string;
  /** Words before `node`: another program that starts ours, such as unshare(1). */
  through?: string[];
  /** Another copy of the program. */
  program?: string;
  /** Standard input; without it /dev/null. */
  input?: string;
}

/** Run to the end. */
export function cli(args: string[], options: Options = {}): Promise<Result> {
  return start(args, options).ended;
}

/** A running program: its output so far, and ways to end it. */
export function start(args: string[], options: Options & { stdin?: 'pipe' | 'ignore' } = {}) {
  const [command = '', ...words] = [...(options.through ?? []), process.execPath, options.program ?? PROGRAM, ...args];
  const child = spawn(command, words, {
    stdio: [options.input === undefined ? (options.stdin ?? 'ignore') : 'pipe', 'pipe', 'pipe'],
    env: { ...process.env, ...options.env },
    ...(options.uid === undefined ? {} : { uid: options.uid, gid: options.uid }),
    ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
  });
  let stdout = '';
  const told = incremental();
  let stderr = '';
  const watchers = new Set<() => void>();
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
    told.add(text);
    for (const watcher of watchers) watcher();
  });
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  child.stdin?.on('error', () => {}); // it need not read all of it
  if (options.input !== undefined) child.stdin?.end(options.input);
  const ended = new Promise<Result>((resolve, reject) => {
    child.on('close', (code, signal) => {
      const undocumented = code === null && args[0] !== 'run' ? [] : breaches(args, stdout); // killed in the middle of a document
      if (undocumented.length > 0)
        reject(
          new Error(`what ${args.join(' ')} printed is not as documented:\n${undocumented.slice(0, 5).join('\n')}`),
        );
      resolve({ code, signal, stdout, stderr, events: () => parseEvents(stdout) });
      for (const watcher of watchers) watcher();
    });
  });
  let over = false;
  const isOver = (): void => {
    over = true;
  };
  ended.then(isOver, isOver);
  return {
    child,
    ended,
    events: () => told.events,
    /** The first event of a type that is meant, as soon as it was printed. */
    async event<T extends LabEvent['type']>(
      type: T,
      isMeant: (event: EventOf<T>) => boolean = () => true,
    ): Promise<EventOf<T>> {
      return until(`an event ${type}`, () => (told.events as EventOf<T>[]).find(e => e.type === type && isMeant(e)));
    },
    /** Resolves when standard output holds the text, or at the end of the program. */
    async untilPrinted(text: string): Promise<void> {
      await until(text, () => over || stdout.includes(text) || undefined);
    },
  };

  async function until<T>(what: string, look: () => T | undefined): Promise<T> {
    while (true) {
      const found = look();
      if (found !== undefined) return found;
      if (over) throw new Error(`the program ended without ${what}: ${stderr}\n${stdout.slice(-2000)}`);
      await new Promise<void>(resolve => {
        const watcher = (): void => {
          watchers.delete(watcher);
          resolve();
        };
        watchers.add(watcher);
      });
    }
  }
}

/** Events as their lines become whole: a run prints megabytes. */
function incremental(): { events: LabEvent[]; add(text: string): void } {
  const events: LabEvent[] = [];
  let rest = '';
  return {
    events,
    add(text) {
      const whole = (rest + text).lastIndexOf('\n') + 1;
      events.push(...parseEvents((rest + text).slice(0, whole)));
      rest = (rest + text).slice(whole);
    },
  };
}
