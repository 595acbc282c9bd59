/** The plans on this machine's own hierarchies, carried out by a shell from the lines given to the learner. */
import { execFileSync, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { GroupSnapshot } from '../../../src/kernel/cgroup/facts.ts';
import { createHierarchy, detect, usage } from '../../../src/kernel/cgroup/index.ts';
import { systemReader } from '../../../src/kernel/cgroup/system-reader.ts';
import type { OpName } from '../../../src/protocol/ops.gen.ts';
import type { LookAnswer, WireRequest } from '../../../src/protocol/wire.ts';
import { byHand } from '../../helpers/cgroup-shell.ts';
import { NodeSource } from '../../helpers/node-source.ts';
import { isRoot, needs } from '../../helpers/require.ts';
import { soon } from '../../helpers/soon.ts';
import { takeSnapshot } from '../../helpers/take-snapshot.ts';
import { unique } from '../../helpers/unique.ts';
import { Helper } from '../../native/helper.ts';

const layout = detect(systemReader);
const usable = isRoot && layout.readOnly.length === 0 && layout.controllers.memory !== undefined;

const shell = (requests: readonly WireRequest[], pid = 0) => {
  for (const line of byHand(requests, pid)) execFileSync('sh', ['-c', line]);
};

const look = (items: readonly string[]): LookAnswer[] =>
  items.map(item => {
    try {
      return { v: readFileSync(item.slice('cgroup::'.length), 'latin1') };
    } catch (error) {
      return { e: (error as NodeJS.ErrnoException).code ?? 'EIO' };
    }
  });

describe.runIf(needs(usable, 'makes cgroups: root and a writable hierarchy with a memory controller'))(
  'on this machine',
  () => {
    const hierarchy = createHierarchy(layout, { delegated: null });
    const group = hierarchy.plan(`test-${unique}`);
    const facts = (): GroupSnapshot => group.facts(look(group.items()));
    let keeper: Helper;
    let child: ReturnType<typeof spawn>;
    let support = { swap: false };

    beforeAll(async () => {
      const { requests } = hierarchy.setup();
      // What all sessions share stays as long as one session relies on it: ours, beside those of others.
      keeper = await Helper.start();
      for (const { op, args } of requests) await keeper.ok(op as OpName, args as never);
      shell(requests);
      support = hierarchy.support(look(hierarchy.probe()));
      shell(group.create('stage'));
      child = spawn('sh', ['-c', 'echo ready; exec sleep 1000'], { stdio: ['ignore', 'pipe', 'inherit'] });
      await new Promise(resolve => child.stdout?.once('data', resolve));
    });

    afterAll(async () => {
      const ended = new Promise(resolve => child.once('exit', resolve));
      child.kill('SIGKILL');
      await ended;
      shell(group.remove());
      await keeper.quit();
    });

    test('limits written by hand are the facts read', () => {
      shell(group.limit({ memory: 1 << 25, swap: 0, pids: 20, cpu: '20%' }, support));
      const { facts: read } = facts();
      expect(read).toMatchObject({
        'cgroup.memory.max': '33554432',
        'cgroup.pids.max': '20',
        'cgroup.cpu.max': '20000 100000',
      });
      expect(usage(read)).toMatchObject({ memoryLimit: 1 << 25, pidsLimit: 20, cpuLimit: 0.2, oomKills: 0 });
      if (support.swap)
        expect(read['cgroup.memory.swap.max'] ?? read['cgroup.memory.memsw.limit_in_bytes']).toMatch(/^(0|33554432)$/);
    });

    /** A fact, asked of its file in another way. */
    const fromFile = (key: string, file: string | string[]): string[] => {
      const text = [file]
        .flat()
        .map(path => readFileSync(path, 'utf8').trim())
        .join(' ');
      const field = key.slice(key.lastIndexOf('.') + 1);
      const line = text.split('\n').find(candidate => candidate.startsWith(`${field} `));
      return line === undefined ? [text] : [text, line.split(' ')[1] ?? ''];
    };

    test('each fact is what its file says', async () => {
      // Counters may tick while we read: only what stood still between two snapshots is compared.
      const seen = new Set<string>();
      await soon(() => {
        const { facts: before, files } = facts();
        const other = Object.entries(files).map(([key, file]) => [key, fromFile(key, file)] as const);
        const { facts: after } = facts();
        for (const [key, values] of other) {
          const value = Array.isArray(before[key]) ? before[key].join('\n') : before[key];
          if (!isDeepStrictEqual(before[key], after[key])) continue;
          expect(values).toContain(value);
          seen.add(key);
        }
        expect([...seen].sort()).toEqual(Object.keys(files).sort());
      });
      expect(seen.size).toBeGreaterThan(10);
    });

    test('after joining, the process is a member of every directory', () => {
      expect(facts().facts['cgroup.procs']).toEqual([]);
      shell(group.join('stage'), child.pid);
      for (const { path } of group.directories)
        expect(readFileSync(`${path}/cgroup.procs`, 'utf8')).toBe(`${child.pid}\n`);
      expect(facts().facts['cgroup.procs']).toEqual([String(child.pid)]);
      expect(usage(facts().facts).pids).toBe(1);
    });

    test('a snapshot of the process carries both', async () => {
      const snapshot = await takeSnapshot(new NodeSource({ app: child.pid as number }), {
        subjects: ['app', 'aside'],
        cgroups: [{ subject: 'app', group }],
      });
      expect(snapshot.aside).toBeUndefined();
      expect(snapshot.app?.facts['cgroup.path']).toContainEqual(
        expect.stringMatching(new RegExp(`/container-lab/${group.name}$`)),
      );
      expect(snapshot.app?.facts['cgroup.procs']).toEqual([String(child.pid)]);
      expect(snapshot.app?.files['cgroup.procs']).toMatch(/^\/sys\/fs\/cgroup\//);
    });

    test('no limit is null, whatever number the kernel writes for it', () => {
      shell(group.limit({ memory: null, pids: null, cpu: null }, support));
      expect(usage(facts().facts)).toMatchObject({ memoryLimit: null, pidsLimit: null, cpuLimit: null });
    });
  },
);
