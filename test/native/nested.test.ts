/** Groups nested deep, with long names, by somebody who may: nothing of them is left, and who is in the deepest is killed. */
import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, existsSync, mkdirSync, openSync, readdirSync, rmdirSync, writeFileSync } from 'node:fs';
import { afterEach, describe, expect, test } from 'vitest';
import { alive } from '../helpers/processes.ts';
import { isRoot, needs } from '../helpers/require.ts';
import { patience } from '../helpers/slowness.ts';
import { cgroupMount, HELPER, Helper, until } from './helper.ts';

const mount = cgroupMount('pids') ?? cgroupMount('unified');
let member: ChildProcess | undefined;
let group: string | undefined;

/** Down by descriptors: a path would be too long. Returns the descriptor of the deepest. */
function nest(top: string, names: string[]): number {
  let fd = openSync(top, 'r');
  for (const name of names) {
    mkdirSync(`/proc/self/fd/${fd}/${name}`);
    const next = openSync(`/proc/self/fd/${fd}/${name}`, 'r');
    closeSync(fd);
    fd = next;
  }
  return fd;
}

/** By hand, where the helper has failed. */
function removeBelow(fd: number): void {
  for (const entry of readdirSync(`/proc/self/fd/${fd}`, { withFileTypes: true })) {
    if (!entry.isDirectory()) continue;
    const below = openSync(`/proc/self/fd/${fd}/${entry.name}`, 'r');
    removeBelow(below);
    closeSync(below);
    rmdirSync(`/proc/self/fd/${fd}/${entry.name}`);
  }
}

async function nested(names: string[]): Promise<Helper> {
  const h = await Helper.start();
  group = `${mount}/container-lab-nested-${h.hello.session}`;
  await h.ok('spawn');
  await h.ok('mkdir-cgroup', { path: group });
  await h.ok('join', { paths: [group] });
  const deepest = nest(group, names);
  member = spawn('sleep', ['1000']);
  writeFileSync(`/proc/self/fd/${deepest}/cgroup.procs`, String(member.pid));
  closeSync(deepest);
  return h;
}

afterEach(() => {
  member?.kill('SIGKILL');
  if (!group || !existsSync(group)) return;
  const fd = openSync(group, 'r');
  removeBelow(fd);
  closeSync(fd);
  rmdirSync(group);
});

const SHAPES: [string, string[]][] = [
  ['a thousand groups in each other', Array(1000).fill('n')],
  ['names of 255 bytes, far longer than a path', Array(30).fill('n'.repeat(255))],
];

async function clean(): Promise<{ code: number | null; left: unknown }> {
  const cleaner = spawn(HELPER, ['clean'], { stdio: ['ignore', 'pipe', 'inherit'] });
  let said = '';
  cleaner.stdout.on('data', chunk => (said += chunk));
  const code = await new Promise<number | null>(resolve => cleaner.on('close', resolve));
  return { code, left: JSON.parse(said).left };
}

describe.runIf(needs(isRoot && mount !== null, 'makes control groups, needs root'))('nested groups', () => {
  test.each(SHAPES)('%s: quit removes them, and kills whom it finds', { timeout: 8 * patience }, async (_, names) => {
    const h = await nested(names);
    expect((await h.quit()).left).toEqual({ cgroups: 0, processes: 0, files: 0 });
    await until('the death of the member', () => !alive(member?.pid ?? 0));
    expect(existsSync(group ?? '')).toBe(false);
  });

  test.each(SHAPES)('%s: so does the sweep after SIGKILL', { timeout: 8 * patience }, async (_, names) => {
    const h = await nested(names);
    process.kill(h.hello.pid, 'SIGKILL');
    await h.ended();
    // a sweep gives the dying two seconds, which a busy machine may need for more than that; the next one goes on
    const end = Date.now() + patience;
    let sweep = await clean();
    while (sweep.code === 1 && Date.now() < end) sweep = await clean();
    expect(sweep).toMatchObject({ code: 0, left: { cgroups: 0, files: 0 } });
    await until('the death of the member', () => !alive(member?.pid ?? 0));
    expect(existsSync(group ?? '')).toBe(false);
  });

  test('several side by side, one of them with a member, go as well', async () => {
    const h = await nested(['a', 'b']);
    for (const name of ['c', 'd', 'e']) closeSync(nest(`${group}/a`, [name, 'x', 'y']));
    expect((await h.quit()).left).toEqual({ cgroups: 0, processes: 0, files: 0 });
    await until('the death of the member', () => !alive(member?.pid ?? 0));
  });
});
