import { decodeLine } from '../protocol/decode.ts';
import { encodeRequest } from '../protocol/encode.ts';
import { EXIT, LabError } from '../protocol/lab-error.ts';
import { request } from '../protocol/request.ts';
import type { Hello, HelperEvent, Left, Reply, WireRequest } from '../protocol/wire.ts';
import type { Child } from './child.ts';
import { startMonitor } from './launch.ts';
import type { Launch } from './plan-launch.ts';
import { LOOK_MS, Silence } from './silence.ts';
import { sudoRefusal } from './sudo.ts';
import { sweepAfter } from './sweep.ts';

interface Waiting {
  op: string;
  /** performance.now() */
  asked: number;
  answer(reply: Reply): void;
  fail(error: LabError): void;
}

/** One connection to one monitor: requests in order, replies in order, events in between. */
export class Monitor {
  readonly launch: Launch;
  readonly #process: Child;
  readonly #waiting = new Map<number, Waiting>();
  readonly #listeners = new Set<(event: HelperEvent) => void>();
  readonly #silence = new Silence(() => this.#hello?.pid);
  /** Resolves when the helper has ended, or has been given up. */
  readonly ended: Promise<void>;
  /** Resolves when the helper has ended although nobody asked it to, and what it left is swept; or when it did not end and was given up. */
  readonly lost: Promise<LabError>;
  /** Called once for each time that the helper does not answer: which request, and why. */
  onSilence: (sentence: string) => void = () => {};
  #hello: Hello | undefined;
  #nextId = 1;
  #over: LabError | undefined;
  #log = '';
  /** When its end was asked for. */
  #leaving: number | undefined;
  #swept: Promise<void> | undefined;
  #watch: NodeJS.Timeout | undefined;
  #silenceTold = false;
  #givenUp: LabError | undefined;
  #giveUp: (why: LabError) => void = () => {};

  private constructor(process: Child, launch: Launch) {
    this.launch = launch;
    this.#process = process;
    const givenUp = new Promise<void>(resolve => {
      this.#giveUp = why => {
        this.#givenUp = why;
        this.#close(why);
        this.#process.letGo();
        resolve();
      };
    });
    this.ended = Promise.race([this.#listen(), givenUp]).finally(() => clearInterval(this.#watch));
    this.lost = new Promise(resolve => {
      void this.ended.then(async () => {
        if (this.#givenUp) return resolve(this.#givenUp);
        if (this.#leaving !== undefined) return;
        await this.#sweep();
        resolve(this.#failure('the helper ended unexpectedly'));
      });
    });
  }

  /** Start a helper and shake hands. Where the user's systemd gives it no scope, it is started without. */
  static async start(options: { rootless?: boolean; interactive: boolean; scope?: boolean }): Promise<Monitor> {
    const { process, launch } = startMonitor(options);
    const monitor = new Monitor(process, launch);
    const reply = await monitor.request(request('hello', {})).catch((error: unknown) => {
      if (launch.scope && launch.privilege === 'rootless') return null;
      throw error;
    });
    if (reply === null) return Monitor.start({ ...options, scope: false });
    if (!reply.ok || !reply.hello) {
      await monitor.quit();
      throw monitor.#failure(
        reply.ok ? 'the helper did not answer hello' : `the helper cannot work here: ${reply.error.message}`,
      );
    }
    monitor.#hello = reply.hello;
    return monitor;
  }

  /** The helper is gone. */
  get over(): boolean {
    return this.#over !== undefined;
  }

  get hello(): Hello {
    if (!this.#hello) throw this.#failure('the helper has not answered yet');
    return this.#hello;
  }

  onEvent(listener: (event: HelperEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  async request(request: WireRequest, onReply?: (reply: Reply) => void): Promise<Reply> {
    return this.#ask([request], onReply)[0] as Promise<Reply>;
  }

  /**
   * Requests in one write; resolves with their replies in order. Rejects only when the helper is gone.
   * `onReply` is called while the line is read: before any event that follows it on the wire.
   */
  async batch(requests: WireRequest[], onReply?: (reply: Reply, index: number) => void): Promise<Reply[]> {
    // no race with `ended`: a promise that lives as long as the session would keep every reply
    return Promise.all(this.#ask(requests, onReply));
  }

  #ask(requests: WireRequest[], onReply?: (reply: Reply, index: number) => void): Promise<Reply>[] {
    if (this.#over) throw this.#over;
    const first = this.#nextId;
    // all of them before any is waited for: one that cannot be written is told before anything is sent
    const lines = requests.map(({ op, args }, index) => `${encodeRequest(first + index, op, args)}\n`);
    this.#nextId += requests.length;
    const replies = requests.map((_, index) => {
      return new Promise<Reply>((resolve, fail) => {
        const answer = (reply: Reply): void => {
          onReply?.(reply, index);
          resolve(reply);
        };
        this.#waiting.set(first + index, { op: requests[index]?.op ?? '', asked: performance.now(), answer, fail });
      });
    });
    this.#watchForSilence();
    this.#process.stdin.write(lines.join(''), 'latin1');
    return replies;
  }

  /**
   * Ask it to undo everything and leave; resolves when the process is gone. Works also when it is gone already. One that is stopped
   * or hangs is given up after a while, which `lost` tells: then nothing is swept, for it will do so itself.
   */
  async quit(): Promise<Left | null> {
    let left: Left | null = null;
    this.#leave();
    try {
      const reply = await this.request(request('quit', {}));
      left = reply.left ?? null;
    } catch {
      // gone already, killed while it was leaving, or given up
    }
    this.#process.stdin.end();
    await this.ended;
    if (left === null && !this.#givenUp) await this.#sweep();
    return left;
  }

  /** End its input: what is still being carried out is given half a second, what hangs is killed, and everything is undone. */
  hurry(): void {
    this.#leave();
    this.#process.stdin.end();
  }

  #leave(): void {
    this.#leaving ??= performance.now();
    this.#watchForSilence();
  }

  /** While something waits for the helper it is looked at. */
  #watchForSilence(): void {
    this.#watch ??= setInterval(() => {
      if (this.#waiting.size === 0 && this.#leaving === undefined) {
        clearInterval(this.#watch);
        this.#watch = undefined;
        return;
      }
      this.#silence.look();
      const why = this.#leaving === undefined ? null : this.#silence.end(this.#leaving);
      if (why) this.#giveUp(why);
      else this.#reportSilence();
    }, LOOK_MS).unref();
  }

  /** Of what has waited longest; `hello` may wait for a password, and `wait` is there to wait. */
  #reportSilence(): void {
    const [first] = [...this.#waiting.values()].filter(({ op }) => op !== 'hello' && op !== 'wait');
    const sentence = first && !this.#silenceTold ? this.#silence.sentence(first.op, first.asked) : null;
    if (sentence === null) return;
    this.#silenceTold = true;
    this.onSilence(sentence);
  }

  /** Once, after its end: what its journal names. */
  async #sweep(): Promise<void> {
    this.#process.stdin.end();
    if (this.#hello) this.#swept ??= sweepAfter(this.#hello.pid, this.launch);
    await this.#swept;
  }

  async #listen(): Promise<void> {
    const { stdin, stdout, stderr } = this.#process;
    for (const stream of [stdin, stdout, stderr]) stream.on('error', () => {}); // a killed helper resets its pipes
    let rest = '';
    stdout.setEncoding('latin1');
    stdout.on('data', (chunk: string) => {
      const lines = (rest + chunk).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) this.#receive(line);
    });
    stderr.setEncoding('utf8');
    stderr.on('data', (chunk: string) => {
      this.#log = (this.#log + chunk).slice(-4096);
    });
    const status = await this.#process.ended;
    if (this.#givenUp) return;
    this.#close(
      this.#failure(status === 0 ? 'the helper has ended' : 'the helper ended unexpectedly'),
      this.#failure('the helper ended before it had answered'),
    );
  }

  #close(over: LabError, unanswered = over): void {
    this.#over = over;
    for (const { fail } of this.#waiting.values()) fail(unanswered);
    this.#waiting.clear();
  }

  #receive(line: string): void {
    if (line === '') return;
    const message = decodeLine(line);
    if (message.kind === 'event') for (const listener of this.#listeners) listener(message);
    else {
      this.#silenceTold = false;
      this.#waiting.get(message.id)?.answer(message);
      this.#waiting.delete(message.id);
    }
  }

  #failure(what: string): LabError {
    const viaSudo = this.launch.privilege === 'sudo';
    const refusal = viaSudo && !this.#hello ? sudoRefusal(this.#log) : null;
    if (refusal !== null)
      return new LabError('sudo', `sudo did not start the helper: ${refusal}`, {
        exit: EXIT.machineCannot,
        hint: 'ask for sudo rights, run sudo -v first where it needs a password, or use --rootless: a user namespace, as far as it goes',
      });
    if (this.#hello)
      return new LabError('helper', what, {
        exit: EXIT.machineCannot,
        hint: 'what it left is removed at once where that is allowed, else by container-lab clean or the next start',
      });
    const said = this.#log.trim().split('\n').at(-1);
    return new LabError('helper', `${what}${said ? `: ${said}` : ''}`, {
      exit: EXIT.machineCannot,
      hint: viaSudo
        ? 'check that sudo lets you run commands (sudo -v), then try again; container-lab doctor says more'
        : 'container-lab doctor says what this machine allows',
    });
  }
}
