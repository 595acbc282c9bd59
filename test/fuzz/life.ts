/** One life of a helper: sequences of requests, an end of some kind, and what must be true afterwards. */
import { type ChildProcessWithoutNullStreams, spawn, spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import type { Random } from './random.ts';
import { type Places, SUBJECTS, sequence } from './requests.ts';

export interface LifeOptions {
  helper: string;
  apps: string;
  /** Mount points of cgroup hierarchies, whose roots are the sandbox's. */
  groups: string[];
}

export interface Told {
  requests: number;
  accepted: number;
  /** What was wrong, or null. */
  finding: string | null;
  lines: string[];
}

interface Reply {
  id?: number;
  ok?: boolean;
  event?: string;
  error?: { code: string; message: string; errno?: string | null };
  calls?: { errno: string | null }[];
  callsCut?: boolean;
  hello?: { layers: string; rootfs: string };
}

const OUTSIDE = '/tmp/outside';
/** A reply that takes longer is a finding. */
const PATIENCE = 20_000;
const SEQUENCES = 4;

export async function life(random: Random, options: LifeOptions): Promise<Told> {
  const tars = makeOutside();
  const before = audit(options.groups);
  const told: Told = { requests: 0, accepted: 0, finding: null, lines: [] };
  const helper = new Subject(options.helper);
  let asked = 0;
  let way = '';
  let swept = '';
  try {
    const hello = (await helper.ask([`${++asked} hello`])).find(r => r.id === 1)?.hello;
    if (!hello) throw new Error('no hello');
    const places: Places = { ...hello, groups: options.groups, outside: OUTSIDE, tars, apps: options.apps };
    const full = random.below(5) !== 0;
    for (let i = 0; i < SEQUENCES; i++) {
      const lines = [
        ...sequence(random, places, 10 + random.below(40)),
        ...SUBJECTS.map(name => `drop subject=${name}`),
      ].map(line => `${++asked} ${line}`);
      told.lines = lines;
      if (i === SEQUENCES - 1 && !full) lines.length = random.below(lines.length);
      const replies = await helper.ask(
        lines,
        i === SEQUENCES - 1 && !full ? random.below(lines.length + 1) : lines.length,
      );
      told.requests += lines.length;
      told.accepted += replies.filter(r => r.ok === true).length;
      told.finding ??= wrongReply(replies);
    }
    way = random.pick(['quit', 'end', 'end', 'SIGTERM', 'SIGKILL']);
    const ended = await helper.end(way, ++asked);
    told.finding ??= ended;
  } catch (error) {
    told.finding ??= error instanceof Error ? error.message : String(error);
    helper.process.kill('SIGKILL');
  }
  if (helper.killed) swept = spawnSync(options.helper, ['clean'], { env: helper.environment, encoding: 'utf8' }).stdout;
  told.finding ??= sanitizerSays(helper.stderr) ?? (await differs(before, options.groups));
  if (told.finding) {
    told.finding += `\nended by ${way} ${swept}`;
    writeFileSync('/tmp/fuzz-log', helper.stderr);
  }
  return told;
}

function wrongReply(replies: Reply[]): string | null {
  for (const reply of replies) {
    if (reply.event !== undefined) continue;
    if (typeof reply.ok !== 'boolean' || !Array.isArray(reply.calls))
      return `a reply without ok or calls: ${JSON.stringify(reply)}`;
    if (!reply.ok && !(reply.error?.code && reply.error.message))
      return `an error without code or sentence: ${JSON.stringify(reply)}`;
    const errno = reply.ok ? null : reply.error?.errno;
    if (errno && !reply.callsCut && !reply.calls.some(call => call.errno === errno))
      return `a refusal without the call that was refused: ${JSON.stringify(reply)}`;
  }
  return null;
}

const sanitizerSays = (log: string): string | null =>
  /^.*(ERROR: AddressSanitizer|runtime error|DEADLYSIGNAL).*$/m.exec(log)?.[0] ?? null;

/** What the host would look like to somebody who checks. */
function audit(groups: string[]): Record<string, string> {
  const processes = readdirSync('/proc').filter(name => /^\d+$/.test(name) && isAlive(name));
  return {
    mounts: readFileSync('/proc/self/mountinfo', 'utf8'),
    processes: processes.map(pid => `${pid} ${text(`/proc/${pid}/comm`)}`).join(),
    hostname: text('/proc/sys/kernel/hostname'),
    outside: tree(OUTSIDE),
    run: tree('/run'),
    groups: groups.flatMap(group => directories(group)).join(),
    network: text('/proc/net/dev').replace(/:.*/g, ''),
    mine: readFileSync('/proc/self/cgroup', 'utf8'),
  };
}

function text(path: string): string {
  try {
    return readFileSync(path, 'utf8').trim();
  } catch {
    return '';
  }
}

const isAlive = (pid: string): boolean =>
  !/^(State:\tZ|)$/m.test(/^State:\tZ/m.exec(text(`/proc/${pid}/status`))?.[0] ?? 'x') &&
  text(`/proc/${pid}/status`) !== '';

const tree = (top: string): string =>
  readdirSync(top, { recursive: true, withFileTypes: true })
    .map(entry => {
      const path = `${entry.parentPath}/${entry.name}`;
      return `${path} ${entry.isFile() ? `${statSync(path).mode} ${readFileSync(path, 'latin1').length}` : ''}`;
    })
    .sort()
    .join('\n');

const directories = (top: string): string[] =>
  readdirSync(top, { withFileTypes: true }).flatMap(e =>
    e.isDirectory() ? [`${top}/${e.name}`, ...directories(`${top}/${e.name}`)] : [],
  );

/** The first thing that is not as it was; what is only on its way out is given time. */
async function differs(before: Record<string, string>, groups: string[]): Promise<string | null> {
  const end = Date.now() + 10_000;
  for (;;) {
    const after = audit(groups);
    const key = Object.keys(before).find(name => before[name] !== after[name]);
    if (key === undefined) return null;
    if (Date.now() > end) return `${key} changed:\n${before[key]}\n${after[key]}`;
    await new Promise(resolve => setTimeout(resolve, 10));
  }
}

/** A directory of the host's, and tars: a good one, one that plants links, one with devices, one that is none. */
function makeOutside(): string[] {
  rmSync(OUTSIDE, { recursive: true, force: true });
  mkdirSync(`${OUTSIDE}/tree/bin`, { recursive: true });
  writeFileSync(`${OUTSIDE}/secret`, 'secret');
  writeFileSync(`${OUTSIDE}/tree/bin/program`, '#!/bin/sh\n', { mode: 0o4755 });
  writeFileSync(`${OUTSIDE}/none.tar`, 'no tar');
  for (const [name, words] of [
    ['good', ['-C', `${OUTSIDE}/tree`, '.']],
    ['links', ['--transform', `s,^secret$,way/secret,`, '-C', OUTSIDE, 'secret']],
    ['devices', ['-C', '/dev', 'null', 'zero']],
  ] as const)
    spawnSync('tar', ['-cf', `${OUTSIDE}/${name}.tar`, ...words]);
  return ['good', 'links', 'devices', 'none'].map(name => `${OUTSIDE}/${name}.tar`);
}

class Subject {
  readonly process: ChildProcessWithoutNullStreams;
  readonly environment = {
    PATH: process.env.PATH ?? '',
    ASAN_OPTIONS: 'detect_leaks=0:handle_segv=1',
    UBSAN_OPTIONS: 'print_stacktrace=1',
  };
  stderr = '';
  killed = false;
  #rest = '';
  #replies: Reply[] = [];
  #broken: string | null = null;
  #ended: Promise<{ code: number | null; signal: string | null }>;
  #isOver = false;
  #wake: () => void = () => {};

  constructor(program: string) {
    this.process = spawn(program, [], { env: this.environment, cwd: '/' });
    for (const stream of [this.process.stdin, this.process.stdout, this.process.stderr]) stream.on('error', () => {});
    this.process.stderr.setEncoding('latin1').on('data', (chunk: string) => {
      if (this.stderr.length < 1 << 20) this.stderr += chunk;
    });
    this.process.stdout.setEncoding('latin1').on('data', (chunk: string) => this.#receive(chunk));
    this.#ended = new Promise(resolve =>
      this.process.on('close', (code, signal) => {
        this.#isOver = true;
        this.#wake();
        resolve({ code, signal });
      }),
    );
  }

  #receive(chunk: string): void {
    const lines = (this.#rest + chunk).split('\n');
    this.#rest = lines.pop() ?? '';
    for (const line of lines) {
      try {
        this.#replies.push(JSON.parse(line) as Reply);
      } catch {
        this.#broken ??= `a line that is no JSON: ${line}`;
      }
    }
    this.#wake();
  }

  /** Writes the lines in one go and waits for the first `wanted` replies to them. */
  async ask(lines: string[], wanted = lines.length): Promise<Reply[]> {
    this.#replies = [];
    // a line with a NUL or too long counts as one, an empty one too
    this.process.stdin.write(lines.map(line => `${line}\n`).join(''), 'utf8');
    const end = Date.now() + PATIENCE;
    while (this.#replies.filter(r => r.event === undefined).length < wanted && this.#broken === null) {
      if (this.#isOver) throw new Error(`the helper has ended: ${JSON.stringify(await this.#ended)}`);
      const left = end - Date.now();
      const answered = this.#replies.filter(r => r.event === undefined).length;
      if (left <= 0) throw new Error(`no reply within ${PATIENCE} ms to ${lines[answered]}`);
      await new Promise<void>(resolve => {
        const timer = setTimeout(resolve, left);
        this.#wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
    if (this.#broken !== null) throw new Error(this.#broken);
    return this.#replies;
  }

  /** How it ended, if that is a finding. */
  async end(way: string, id: number): Promise<string | null> {
    if (way === 'quit') this.process.stdin.write(`${id} quit\n`);
    else if (way === 'end') this.process.stdin.end();
    else this.process.kill(way as NodeJS.Signals);
    this.killed = way === 'SIGKILL';
    const timer = setTimeout(() => {
      this.process.kill('SIGKILL');
    }, PATIENCE);
    const { code, signal } = await this.#ended;
    clearTimeout(timer);
    if (this.killed) return null;
    return code === 0 || (way === 'SIGTERM' && signal === null && code !== null && code < 90)
      ? null
      : `after ${way}: exit code ${code}, signal ${signal}`;
  }
}
