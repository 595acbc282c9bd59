/**
 * Do all contenders do the same work? Each makes its container around a program that waits; while it
 * waits, the kernel is asked from outside what it really lives in. Ended, nothing may be left.
 */
import { execFileSync, spawn } from 'node:child_process';
import { existsSync, openSync, readFileSync, readlinkSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { below } from '../helpers/processes.ts';
import type { Contender } from './interleave.ts';
import type { Layout } from './layout.ts';
import { inPrivateView, type Workshop } from './workshop.ts';

/** What runs inside while we look: it reads a fifo that nobody writes to yet. */
export const WAITING_APP = ['/bin/cat', '/wait'];
const NAMESPACES = ['mnt', 'pid', 'uts', 'ipc', 'net', 'cgroup'];

export interface Seen {
  /** Namespaces that are not those of this process. */
  namespaces: string[];
  /** The root is the directory that all were given. */
  root: boolean;
  /** /proc is a proc of the own PID namespace: its process 1 is the program. */
  proc: boolean;
  /** Number in its own PID namespace. */
  pid: number;
  /** Control files of the groups that it is in, and their values. */
  limits: Record<string, string>;
  exit: number | null;
  /** Groups that were there during the run and are still there. */
  left: string[];
}

export function sameForAll(layout: Layout): Seen {
  return {
    namespaces: NAMESPACES,
    root: true,
    proc: true,
    pid: 1,
    limits: Object.fromEntries(layout.groups.flatMap(group => group.limits)),
    exit: 0,
    left: [],
  };
}

/** Carries the contender out once, with `WAITING_APP` as its program. */
export async function observe(workshop: Workshop, layout: Layout, contender: Contender): Promise<Seen> {
  const fifo = join(workshop.root, 'wait');
  if (!existsSync(fifo)) execFileSync('mkfifo', [fifo]);
  const [program = '', ...args] = inPrivateView(contender.command, layout.version === 1);
  const child = spawn(program, args, { stdio: [openSync(contender.input ?? '/dev/null', 'r'), 'ignore', 'pipe'] });
  let said = '';
  child.stderr?.setEncoding('utf8').on('data', (chunk: string) => (said += chunk));
  const ended = new Promise<number | null>(resolve => child.on('close', resolve));
  const pid = await waiting(
    child.pid ?? 0,
    () => said || (child.exitCode === null ? '' : `exit status ${child.exitCode}`),
    contender,
  );
  const groups = groupsOf(pid, layout);
  const seen = lookAt(pid, groups, workshop.root, layout);
  writeFileSync(fifo, '');
  seen.exit = await ended;
  seen.left = groups.filter(group => existsSync(group));
  rmSync(fifo);
  return seen;
}

async function waiting(starter: number, complaint: () => string, { name }: Contender): Promise<number> {
  for (let tries = 0; tries < 2000; tries++) {
    const [found] = below(starter, ...WAITING_APP);
    if (found !== undefined) return found;
    if (complaint()) throw new Error(`${name} did not start its program: ${complaint()}`);
    await new Promise(resolve => setTimeout(resolve, 5));
  }
  throw new Error(`${name} did not start its program within ten seconds`);
}

function lookAt(pid: number, groups: string[], root: string, layout: Layout): Seen {
  const ns = (who: string | number, name: string) => readlinkSync(`/proc/${who}/ns/${name}`);
  const [mine, theirs] = [statSync(root), statSync(`/proc/${pid}/root`)];
  const limits = layout.groups.flatMap((group, i) =>
    group.limits.map(([file]): [string, string] => [file, read(join(groups[i] ?? '', file))?.trim() ?? 'no such file']),
  );
  return {
    namespaces: NAMESPACES.filter(name => ns(pid, name) !== ns('self', name)),
    root: mine.ino === theirs.ino && mine.dev === theirs.dev,
    proc: read(`/proc/${pid}/root/proc/1/cmdline`) === `${WAITING_APP.join('\0')}\0`,
    pid: Number(/^NSpid:.*\t(\d+)$/m.exec(read(`/proc/${pid}/status`) ?? '')?.[1]),
    limits: Object.fromEntries(limits),
    exit: null,
    left: [],
  };
}

/** Absolute path of the process's group in the hierarchy of each group of the layout. */
function groupsOf(pid: number, layout: Layout): string[] {
  const lines = (read(`/proc/${pid}/cgroup`) ?? '').split('\n').map(line => line.split(':'));
  return layout.groups.map(({ parent }) => {
    const controller = layout.version === 1 ? (parent.split('/').at(-1) ?? '') : '';
    const path = lines.find(([, controllers = '']) => controllers.split(',').includes(controller))?.[2] ?? '';
    return join(parent, path);
  });
}

function read(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}
