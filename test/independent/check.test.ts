import { execFile, execFileSync, spawn } from 'node:child_process';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Facts } from '../../src/words/fact-value.ts';
import { needs } from '../helpers/require.ts';

const CHECK = fileURLToPath(new URL('./check.py', import.meta.url));

/** A process of the host passes for a container: the checker must agree with what is true, and find every lie. */
describe.runIf(needs('python3', 'runs the checker that is not written in the language of the product'))(
  'check.py',
  () => {
    let folder: string;
    let process: ReturnType<typeof spawn>;
    let truth: Facts;
    let files: Record<string, string>;

    beforeAll(() => {
      process = spawn('sleep', ['infinity'], { stdio: 'ignore' });
      folder = mkdtempSync(join(tmpdir(), 'check-test-'));
      for (const name of ['rootfs', 'layers', 'cgroup']) mkdirSync(join(folder, name));
      writeFileSync(join(folder, 'rootfs', 'bin'), '');
      const group = fakeGroup(join(folder, 'cgroup'), process.pid ?? 0);
      files = group.files;
      truth = { ...readByKernelPy(process.pid ?? 0, folder), ...factsOf(process.pid ?? 0, folder), ...group.facts };
    });
    afterAll(() => {
      process.kill('SIGKILL');
      rmSync(folder, { recursive: true });
    });

    /** Runs the checker on a stream that says this of the container (and of the host, what the container says but the cgroup). */
    function check(app: Facts, its = files): Promise<{ code: number; report: string }> {
      const pid = process.pid ?? 0;
      const host = Object.fromEntries(Object.entries(truth).filter(([key]) => !(key in files)));
      const rootfs = { path: join(folder, 'rootfs'), layers: join(folder, 'layers'), source: 'test' };
      const events = [
        { type: 'session', rootfs },
        { type: 'facts', subject: 'host', pid, facts: {}, files: {} },
        {
          type: 'hold',
          pids: { app: pid },
          cgroup: { memory: join(folder, 'cgroup') },
          rootfs: rootfs.path,
          facts: { host, app },
          files: { host: {}, app: its },
        },
      ];
      return new Promise(resolve => {
        const child = execFile('python3', [CHECK], (error, stdout, stderr) =>
          resolve({ code: error ? Number(error.code) : 0, report: stdout + stderr }),
        );
        child.stdin?.end(events.map(event => `${JSON.stringify(event)}\n`).join(''));
      });
    }

    test('agrees with the truth', async () => {
      const { code, report } = await check(truth);
      expect(report).not.toMatch(/^(differs|missing|unknown)/m);
      expect(report).toMatch(/^ok +app +ns\.pid_for_children /m);
      expect(report).toMatch(/^\d\d+ ok, 0 differ, 0 missing, 0 unknown$/m);
      expect(code).toBe(0);
    });

    test('finds a lie in any fact, and a fact that is left out', async () => {
      const keys = Object.keys(truth);
      const lies = await check(Object.fromEntries(keys.map(key => [key, lieAbout(truth[key])])));
      expect(keys.filter(key => !lies.report.includes(`differs  app    ${key.padEnd(34)}`))).toEqual([]);
      expect(lies.code).toBe(1);

      const { hostname: _hostname, 'cgroup.pids.max': _max, ...rest } = truth;
      const { 'cgroup.pids.max': _file, ...itsFiles } = files;
      const left = await check(rest, itsFiles);
      expect(left.report).toMatch(/^missing +app +hostname/m);
      expect(left.report).toMatch(/^missing +app +cgroup\.pids\.max/m);
      expect(left.code).toBe(1);
    });

    test('one wrong digit is enough', async () => {
      const { code, report } = await check({ ...truth, 'cgroup.memory.max': '33554433' });
      expect(report).toMatch(/^differs +app +cgroup\.memory\.max +the stream says "33554433", the kernel "33554432"$/m);
      expect(code).toBe(1);
    });

    test('an unknown key, or a key from a strange file, asks for a new check', async () => {
      expect((await check({ ...truth, moon: 'full' })).code).toBe(2);
      const strange = { ...files, 'cgroup.memory.max': files['cgroup.pids.max'] ?? '' };
      expect((await check(truth, strange)).code).toBe(2);
    });

    test('a stream without a hold is no proof', async () => {
      const child = spawn('python3', [CHECK], { stdio: ['ignore', 'ignore', 'ignore'] });
      expect(await new Promise(resolve => child.on('close', resolve))).toBe(3);
    });
  },
);

function lieAbout(value: Facts[string] | undefined): Facts[string] {
  if (Array.isArray(value)) return [...value, 'a lie'];
  return typeof value === 'string' && /^\d+$/.test(value) ? String(Number(value) + 2 ** 40) : 'a lie';
}

/** A folder that looks like a v2 group. */
function fakeGroup(folder: string, pid: number): { facts: Facts; files: Record<string, string> } {
  const contents: Record<string, string> = {
    'cgroup.procs': `${pid}`,
    'memory.max': '33554432',
    'memory.current': '4096000',
    'memory.events': 'low 0\nmax 3\noom_kill 1',
    'pids.max': '20',
    'pids.current': '1',
    'cpu.max': '20000 100000',
    'cpu.stat': 'usage_usec 77\nnr_throttled 5',
  };
  for (const [name, text] of Object.entries(contents)) writeFileSync(join(folder, name), `${text}\n`);
  const fields = { 'memory.events.oom_kill': '1', 'cpu.stat.usage_usec': '77', 'cpu.stat.nr_throttled': '5' };
  const whole = Object.keys(contents).filter(name => !/events|stat/.test(name));
  const fileOf = (key: string) => join(folder, key.replace(/\.(oom_kill|usage_usec|nr_throttled)$/, ''));
  const keyOf = (name: string) => (name === 'cgroup.procs' ? name : `cgroup.${name}`);
  return {
    facts: {
      ...Object.fromEntries(whole.map(name => [keyOf(name), contents[name] ?? ''])),
      ...Object.fromEntries(Object.entries(fields).map(([name, value]) => [keyOf(name), value])),
      'cgroup.procs': [`${pid}`],
    },
    files: Object.fromEntries([...whole, ...Object.keys(fields)].map(name => [keyOf(name), fileOf(name)])),
  };
}

/** What kernel.py reads: for facts that nobody reads here a second time. */
function readByKernelPy(pid: number, folder: string): Facts {
  const script = `import json, kernel, sys
facts = kernel.process_facts(int(sys.argv[1]), sys.argv[2] + "/rootfs", sys.argv[2] + "/layers")
print(json.dumps({key: kernel.answer(read) for key, read in facts.items()}))`;
  const env = { ...process.env, PYTHONPATH: dirname(CHECK), PYTHONDONTWRITEBYTECODE: '1' };
  return JSON.parse(execFileSync('python3', ['-c', script, String(pid), folder], { encoding: 'utf8', env })) as Facts;
}

function factsOf(pid: number, folder: string): Facts {
  const proc = `/proc/${pid}`;
  const lines = (name: string) => readFileSync(join(proc, name), 'utf8').trimEnd().split('\n');
  const id = (path: string) => {
    const { dev, ino } = statSync(path, { bigint: true });
    const major = ((dev >> 8n) & 0xfffn) | ((dev >> 32n) & ~0xfffn);
    const minor = (dev & 0xffn) | ((dev >> 12n) & ~0xffn);
    return `${major}:${minor}/${ino}`;
  };
  const statusFields = ['Name', 'PPid', 'NSpid', 'CapEff', 'CapBnd', 'NoNewPrivs', 'Seccomp'];
  const status = (field: string) => lines('status').find(line => line.startsWith(`${field}:`)) ?? '';
  return {
    ...Object.fromEntries(
      readdirSync(join(proc, 'ns')).map(name => [`ns.${name}`, readlinkSync(join(proc, 'ns', name))]),
    ),
    ...Object.fromEntries(['root', 'cwd', 'exe'].map(name => [`link.${name}`, readlinkSync(join(proc, name))])),
    ...Object.fromEntries(statusFields.map(field => [`status.${field}`, status(field).split('\t').slice(1).join(' ')])),
    rootId: id('/'),
    mounts: lines('mountinfo'),
    uid_map: lines('uid_map'),
    gid_map: lines('gid_map'),
    hostname: hostname(),
    'net.devices': lines('net/dev')
      .slice(2)
      .map(line => line.split(':')[0]?.trim() ?? ''),
    'cgroup.path': lines('cgroup'),
    'rootfs.id': id(join(folder, 'rootfs')),
    'rootfs.entries': ['bin'],
    'layers.entries': [],
    'root.entries': readdirSync('/').sort(),
  };
}
