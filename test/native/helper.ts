/** Drives the real lab-helper over its standard input and output, without any client code of ours but the wire's encoder. */
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { encodeRequest } from '../../src/protocol/encode.ts';
import type { OpArgs, OpName } from '../../src/protocol/ops.gen.ts';
import type { Args, Call, LookAnswer, Scan } from '../../src/protocol/wire.ts';
import { patience } from '../helpers/slowness.ts';
import { unique } from '../helpers/unique.ts';

export const HELPER =
  process.env.LAB_HELPER ?? fileURLToPath(new URL('../../native/build/lab-helper', import.meta.url));
export const APPS = fileURLToPath(new URL('../../native/build/lab-apps', import.meta.url));

export interface RawReply {
  id: number;
  ok: boolean;
  error?: { code: string; message: string; errno: string | null };
  calls: Call[];
  subject?: string;
  pid?: number;
  channel?: number;
  answers?: LookAnswer[];
  scan?: Scan;
  exit?: { code: number | null; signal: string | null; oomKill: number; running: boolean; filtered: boolean } | null;
  left?: { cgroups: number; processes: number; files?: number };
  hello?: {
    session: string;
    run: string;
    layers: string;
    rootfs: string;
    pid: number;
    uid: number;
    version: string;
    swept: Record<string, number>;
  };
}

export interface RawEvent {
  event: string;
  channel?: number;
  stream?: string;
  data?: string;
  subject?: string;
  pid?: number;
  code?: number | null;
  signal?: string | null;
  oomKill?: number;
  running?: boolean;
  filtered?: boolean;
}

/** A call that went well and is said to have been made with a descriptor that nobody has. */
export function falseDescriptor(call: Pick<Call, 'args' | 'errno'>): boolean {
  return call.errno === null && /^-1\b|[ (]-1 \/\*/.test(call.args);
}

/** Poll until `look` gives something that is not undefined, null or false. */
export async function until<T>(what: string, look: () => T, milliseconds = patience): Promise<NonNullable<T>> {
  const end = Date.now() + milliseconds;
  for (;;) {
    const found = look();
    if (found !== undefined && found !== null && found !== false) return found as NonNullable<T>;
    if (Date.now() > end) throw new Error(`not within ${milliseconds} ms: ${what}`);
    await new Promise(resolve => setTimeout(resolve, 5));
  }
}

export class Helper {
  readonly process: ChildProcessWithoutNullStreams;
  readonly events: RawEvent[] = [];
  readonly replies: RawReply[] = [];
  /** Set when the process has ended. */
  end: { code: number | null; signal: string | null } | undefined;
  stderr = '';
  hello: NonNullable<RawReply['hello']> = undefined as never;
  #id = 0;

  constructor(command = [HELPER], env: NodeJS.ProcessEnv = { PATH: process.env.PATH }) {
    const [program = '', ...args] = command;
    this.process = spawn(program, args, { env });
    for (const stream of [this.process.stdin, this.process.stdout, this.process.stderr]) stream.on('error', () => {});
    let rest = '';
    this.process.stdout.setEncoding('latin1').on('data', (chunk: string) => {
      const lines = (rest + chunk).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) {
        const message = JSON.parse(line) as RawReply & RawEvent;
        if (message.event === undefined) this.replies.push(message);
        else this.events.push(message);
      }
    });
    this.process.stderr.setEncoding('utf8').on('data', (chunk: string) => (this.stderr += chunk));
    this.process.on('close', (code, signal) => (this.end = { code, signal }));
  }

  static async start(command?: string[], env?: NodeJS.ProcessEnv): Promise<Helper> {
    const helper = new Helper(command, env);
    helper.hello = (await helper.ok('hello')).hello as NonNullable<RawReply['hello']>;
    return helper;
  }

  /** Bytes as they are, and the next reply. */
  async raw(bytes: string | Uint8Array): Promise<RawReply> {
    const before = this.replies.length;
    this.process.stdin.write(bytes);
    return until(
      `a reply to ${String(bytes).slice(0, 60)}${this.stderr}`,
      () => this.replies[before] ?? (this.end && Promise.reject(new Error('the helper is gone'))),
    );
  }

  async op<Name extends OpName>(op: Name, args: OpArgs[Name] = {} as OpArgs[Name]): Promise<RawReply> {
    return this.raw(`${encodeRequest(++this.#id, op, args as Args)}\n`);
  }

  /** The same; a refusal fails the test. */
  async ok<Name extends OpName>(op: Name, args: OpArgs[Name] = {} as OpArgs[Name]): Promise<RawReply> {
    const reply = await this.op(op, args);
    if (!reply.ok) throw new Error(`${op} was refused: ${JSON.stringify(reply.error)} ${JSON.stringify(reply.calls)}`);
    const wrong = reply.calls.find(falseDescriptor);
    if (wrong) throw new Error(`${op}: ${JSON.stringify(wrong)}`);
    return reply;
  }

  /** The code and errno of a refusal; success fails the test. */
  async refused<Name extends OpName>(
    op: Name,
    args: OpArgs[Name] = {} as OpArgs[Name],
  ): Promise<{ code: string; errno: string | null }> {
    const reply = await this.op(op, args);
    if (reply.ok || !reply.error) throw new Error(`${op} was not refused: ${JSON.stringify(reply)}`);
    return { code: reply.error.code, errno: reply.error.errno };
  }

  /** One answer of look: its value, its list, or its error. */
  async look(item: string): Promise<string | string[]> {
    const [answer] = (await this.ok('look', { items: [item] })).answers ?? [];
    if (answer === undefined) throw new Error(`no answer to ${item}`);
    return 'v' in answer ? answer.v : 'id' in answer ? answer.id : 'list' in answer ? answer.list : answer.e;
  }

  event(name: string, match: Partial<RawEvent> = {}): Promise<RawEvent> {
    const wanted = Object.entries({ event: name, ...match });
    return until(`event ${name} ${JSON.stringify(match)} among ${JSON.stringify(this.events)}`, () =>
      this.events.find(event => wanted.every(([key, value]) => event[key as keyof RawEvent] === value)),
    );
  }

  /** Everything that a channel has printed so far. */
  printed(channel: number, stream?: string): string {
    return this.events
      .filter(e => e.event === 'output' && e.channel === channel && (stream === undefined || e.stream === stream))
      .map(e => e.data)
      .join('');
  }

  async prints(channel: number, pattern: RegExp): Promise<string> {
    return until(
      `${pattern} in ${JSON.stringify(this.printed(channel))}`,
      () => pattern.exec(this.printed(channel))?.[0],
    );
  }

  ended(): Promise<{ code: number | null; signal: string | null }> {
    return until('the end of the helper', () => this.end);
  }

  async quit(): Promise<RawReply> {
    const reply = await this.ok('quit');
    await this.ended();
    return reply;
  }
}

/** Mount an overlay with busybox and the apps on it, as lesson 01 does. */
export async function mountRootfs(h: Helper, subject = 'stage', apps = APPS): Promise<void> {
  const { layers, rootfs } = h.hello;
  const image = `${layers}/image`;
  await h.ok('mount', { subject, source: 'layers', target: layers, fstype: 'tmpfs', data: 'mode=755' });
  await h.ok('mkdir', {
    subject,
    paths: [
      image,
      `${layers}/changes`,
      `${layers}/work`,
      ...['bin', 'proc', 'dev', 'tmp', 'old'].map(d => `${image}/${d}`),
    ],
  });
  await h.ok('copy', { subject, source: apps, target: `${image}/bin/lab-apps`, mode: 0o755 });
  const busybox = ['/bin/busybox', '/usr/bin/busybox'].find(path => existsSync(path));
  if (busybox) {
    await h.ok('copy', { subject, source: busybox, target: `${image}/bin/busybox`, mode: 0o755 });
    const applets = [
      'sh',
      'cat',
      'ls',
      'sleep',
      'stty',
      'tty',
      'hostname',
      'id',
      'kill',
      'setsid',
      'echo',
      'grep',
      'touch',
      'dd',
    ];
    await h.ok('symlink', { subject, target: 'busybox', paths: applets.map(name => `${image}/bin/${name}`) });
  }
  const overlay = `lowerdir=${image},upperdir=${layers}/changes,workdir=${layers}/work`;
  const mounted = await h.op('mount', { subject, source: 'overlay', target: rootfs, fstype: 'overlay', data: overlay });
  if (!mounted.ok) await h.ok('mount', { subject, source: image, target: rootfs, flags: ['MS_BIND'] });
}

/** Pivot into the rootfs, with /proc and /dev, as lessons 02 and 03 leave the stage. */
export async function becomeContainer(h: Helper, subject = 'stage'): Promise<void> {
  await h.ok('unshare', { subject, flags: ['CLONE_NEWUTS', 'CLONE_NEWIPC', 'CLONE_NEWNET', 'CLONE_NEWPID'] });
  await h.ok('fork', { subject });
  await h.ok('chdir', { subject, path: h.hello.rootfs });
  await h.ok('pivot_root', { subject, new: '.', put: '.' });
  await h.ok('mount', {
    subject,
    source: 'proc',
    target: '/proc',
    fstype: 'proc',
    flags: ['MS_NOSUID', 'MS_NODEV', 'MS_NOEXEC'],
  });
  await h.ok('umount', { subject, target: '/', flags: ['MNT_DETACH'] });
  await h.ok('chdir', { subject, path: '/' });
  await h.ok('make-dev', { subject });
}

/** Mount point of the hierarchy that offers a v1 controller, or of the v2 tree for `unified`; null where there is none. */
export function cgroupMount(controller: 'memory' | 'pids' | 'cpu' | 'freezer' | 'unified'): string | null {
  for (const line of readFileSync('/proc/self/mountinfo', 'utf8').split('\n')) {
    const [left = '', right = ''] = line.split(' - ');
    const mount = left.split(' ')[4] ?? '';
    const [type, , options = ''] = right.split(' ');
    if (controller === 'unified' ? type === 'cgroup2' : type === 'cgroup' && options.split(',').includes(controller))
      return mount;
  }
  return null;
}

/** The hierarchy that limits memory here: v1's, else the v2 tree when it has the controller. */
export function memoryTree(): { version: 1 | 2; mount: string } | null {
  const v1 = cgroupMount('memory');
  const v2 = cgroupMount('unified');
  if (v1) return { version: 1, mount: v1 };
  const offered = v2 ? readFileSync(join(v2, 'cgroup.controllers'), 'utf8').split(/\s+/) : [];
  return v2 && offered.includes('memory') ? { version: 2, mount: v2 } : null;
}

/** The parent of our groups: not the product's, so that sessions of others neither keep it nor take it away. */
export const PARENT = `container-lab-test-${unique}`;

/** A group of this session below a shared parent; on v2 with its controllers. Returns its path. */
export async function makeGroup(h: Helper, subject = 'stage', tree = memoryTree()): Promise<string> {
  if (!tree) throw new Error('this machine has no memory controller');
  const parent = `${tree.mount}/${PARENT}`;
  const controllers = ['memory', 'pids'];
  if (tree.version === 2) await h.ok('enable-controllers', { path: tree.mount, controllers });
  await h.ok('mkdir-cgroup', { path: parent, shared: 1 });
  if (tree.version === 2) await h.ok('enable-controllers', { path: parent, controllers });
  const path = `${parent}/${h.hello.session}-${subject}`;
  await h.ok('mkdir-cgroup', { subject, path });
  return path;
}

export function temporaryFolder(): string {
  return mkdtempSync(join(tmpdir(), 'lab-native-'));
}
