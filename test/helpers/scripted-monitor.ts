/** A helper that answers from a script: what the engine sees of a `Monitor`, without a process. */

import type { Monitor } from '../../src/helper/monitor.ts';
import type { Launch } from '../../src/helper/plan-launch.ts';
import type { LabError } from '../../src/protocol/lab-error.ts';
import type { Call, Hello, HelperEvent, Left, LookAnswer, Reply, Scan, WireRequest } from '../../src/protocol/wire.ts';

/** What is said to a request; without `error` it is granted. */
export interface Answer {
  error?: { code?: string; message: string; errno?: string | null };
  calls?: Partial<Call>[];
  pid?: number;
  channel?: number;
  held?: boolean;
  scan?: Scan;
}

/** What `look` finds of a process: by `kind:path`, as `read:status`; a file's content is at `bytes:path`. What is not there is ENOENT. */
export type Process = Record<string, string | string[] | LookAnswer>;

export const HELLO: Hello = {
  version: '0',
  protocol: 1,
  kernel: '6.18',
  arch: 'x86_64',
  uid: 0,
  rootless: false,
  pid: 2 ** 22 + 1, // above every pid_max: no process of this machine
  session: 'scripted',
  run: '/run/container-lab/scripted',
  layers: '/run/container-lab/scripted/layers',
  rootfs: '/run/container-lab/scripted/rootfs',
  swept: {},
};

export class ScriptedMonitor {
  readonly launch: Launch = { command: 'helper', args: [], privilege: 'root', scope: false };
  hello: Hello = HELLO;
  /** Requests as they came, `look` apart. */
  readonly sent: WireRequest[] = [];
  readonly looked: string[] = [];
  /** By the subject's name on the wire; one that is not here has ended. */
  readonly processes: Record<string, Process> = { host: {} };
  /** Content of cgroup files, by their paths. */
  readonly files: Record<string, string> = {};
  /** By op; a function is asked each time. */
  readonly script: Record<string, Answer | ((request: WireRequest) => Answer)> = {};
  /** What it says at its end that it could not remove. */
  left: Left | null = {};
  over = false;
  hurried = 0;
  onSilence: (sentence: string) => void = () => {};
  readonly lost = new Promise<LabError>(() => {});
  readonly #listeners = new Set<(event: HelperEvent) => void>();
  #id = 0;

  /** As the engine's classes take it. */
  get monitor(): Monitor {
    return this as unknown as Monitor;
  }

  get ops(): string[] {
    return this.sent.map(({ op }) => op);
  }

  onEvent(listener: (event: HelperEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Something happens in the helper. */
  emit(event: HelperEvent): void {
    for (const listener of this.#listeners) listener(event);
  }

  async request(request: WireRequest, onReply: (reply: Reply) => void = () => {}): Promise<Reply> {
    return (await this.batch([request], onReply))[0] as Reply;
  }

  async batch(requests: WireRequest[], onReply: (reply: Reply, index: number) => void = () => {}): Promise<Reply[]> {
    return requests.map((request, index) => {
      const reply = request.op === 'look' ? this.#look(request) : this.#carryOut(request);
      onReply(reply, index);
      return reply;
    });
  }

  hurry(): void {
    this.hurried++;
  }

  async quit(): Promise<Left | null> {
    this.over = true;
    return this.left;
  }

  #carryOut(request: WireRequest): Reply {
    this.sent.push(request);
    const scripted = this.script[request.op] ?? {};
    const { error, calls = [], ...rest } = typeof scripted === 'function' ? scripted(request) : scripted;
    const body = { kind: 'reply' as const, id: ++this.#id, calls: calls.map(call => ({ ...CALL, ...call })), ...rest };
    if (error === undefined) return { ...body, ok: true };
    return { ...body, ok: false, error: { code: request.op, errno: null, ...error } };
  }

  #look({ args }: WireRequest): Reply {
    const items = args.items as string[];
    this.looked.push(...items);
    return { kind: 'reply', id: ++this.#id, calls: [], ok: true, answers: items.map(item => this.#answer(item)) };
  }

  #answer(item: string): LookAnswer {
    const [kind = '', subject = '', ...path] = item.split(':');
    const process = kind === 'cgroup' ? this.files : this.processes[subject];
    if (process === undefined) return { e: 'ESRCH' };
    if (kind === 'bytes') return bytesOf(process, path.join(':'));
    const key = kind === 'cgroup' ? path.join(':') : `${kind}:${path.join(':')}`;
    const found = Object.hasOwn(process, key) ? process[key] : undefined;
    if (found === undefined) return { e: 'ENOENT' };
    if (typeof found === 'string') return kind === 'stat' || kind === 'rstat' ? { id: found } : { v: found };
    return Array.isArray(found) ? { list: found } : found;
  }
}

/** `where` is `offset/length/path`; a file is what stands at `bytes:path`. */
function bytesOf(process: Process, where: string): LookAnswer {
  const [, offset = 0, length = 0, path = ''] = /^(\d+)\/(\d+)\/(.*)$/s.exec(where) ?? [];
  const bytes = process[`bytes:${path}`];
  if (typeof bytes !== 'string') return { e: 'ENOENT' };
  return { v: bytes.slice(Number(offset), Number(offset) + Number(length)) };
}

const CALL: Call = { by: 'stage', pid: 7, name: 'unshare', args: '', ret: 0, errno: null, ns: 1 };

/** What a living process shows of itself, enough for a snapshot; `more` is added. */
export function alive(pid: number, more: Process = {}): Process {
  return {
    'link:root': '/',
    'link:cwd': '/',
    'link:exe': '/bin/lab-helper',
    'stat:root': '8:1/2',
    'read:status': `Name:\tstage\nPPid:\t1\nNSpid:\t${pid}\n`,
    'read:mountinfo': '',
    'read:uid_map': '',
    'read:gid_map': '',
    'hostname:': 'machine\n',
    'read:cgroup': '0::/\n',
    'read:stat': `${pid} (lab-stage) S 1 ${pid} ${pid} 0 -1 0 0 0 0 0 0 0 0 0 20 0 1 0 42`,
    ...more,
  };
}
