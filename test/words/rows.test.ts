/** The rows of ops and facts: each word once, and what others are made of fits. */
import { describe, expect, test } from 'vitest';
import { PROCS, V1, V2 } from '../../src/kernel/cgroup/control-files.ts';
import { isGauge, isUsageKey } from '../../src/kernel/cgroup/index.ts';
import { queriesFor } from '../../src/observe/snapshot.ts';
import { OPS } from '../../src/protocol/ops.gen.ts';
import { CANDIDATE_KEYS, FACT_KEYS, FACTS, foreignQueries, isKernelKey, PANE } from '../../src/words/facts.ts';
import { changesOf, FAMILIES, groupOf, isFoundation, LESSON_OPS, tellingOf } from '../../src/words/ops.ts';

describe('ops', () => {
  test('stand in one family', () => {
    const names = FAMILIES.flatMap(family => Object.keys(family));
    expect(names.length).toBe(new Set(names).size);
    expect(names).toEqual(expect.arrayContaining(Object.keys(OPS)));
  });

  test('are planned by the session exactly where the helper has none, but for the one that both have', () => {
    const planned = [...LESSON_OPS].flatMap(([name, { planned }]) => (planned ? [name] : []));
    expect(planned.filter(name => name in OPS)).toEqual(['enable-controllers']);
    expect([...LESSON_OPS.keys()].filter(name => !(name in OPS) && !planned.includes(name))).toEqual([]);
  });

  test('tell of facts that there are', () => {
    const facts = [...LESSON_OPS.keys(), 'CLONE_NEWUTS', 'CLONE_NEWPID'].flatMap(name => tellingOf(name) ?? []);
    expect(facts).toContain('ns.pid_for_children');
    expect(facts.filter(key => !FACTS.has(key))).toEqual([]);
  });

  test('of an unknown name change nothing and are about nothing', () => {
    expect(changesOf('constructor')).toEqual([]);
    expect(groupOf('constructor')).toBeUndefined();
    expect(isFoundation({ op: 'constructor', args: {} })).toBe(false);
  });
});

describe('facts', () => {
  test('are of every subject or of a candidate', () => {
    expect([...FACT_KEYS, ...CANDIDATE_KEYS].sort()).toEqual([...FACTS.keys()].sort());
    expect(CANDIDATE_KEYS.size).toBe(14);
  });

  test('stand below one heading, each at a place of its own', () => {
    const keys = PANE.flatMap(({ keys }) => keys);
    expect(keys.length).toBe(new Set(keys).size);
    for (const { title, keys } of PANE) {
      const places = keys.map(key => FACTS.get(key)?.place);
      expect(new Set(places).size, title).toBe(keys.length);
    }
    expect(PANE.map(({ keys }) => keys[0])).toEqual(['ns.mnt', 'link.root', 'mounts', 'hostname', 'cgroup.path']);
  });

  test('that are asked of a foreign process are in the list of the helper', () => {
    const told = new Set(foreignQueries().map(({ kind, path }) => `${kind}:${path}`));
    const asked = queriesFor({ subjects: ['candidate'] }).map(({ kind, path }) => `${kind}:${path}`);
    expect(asked).toContain('read:status');
    expect(asked.filter(item => !told.has(item))).toEqual([]);
    expect([...told].filter(item => /^r?list:|^rstat:/.test(item))).toEqual([]);
  });

  test('of a group are those that its files give', () => {
    const files = [PROCS, ...Object.values(V2).flat(), ...Object.values(V1).flat()];
    const keys = files.flatMap(({ as }) => ('fields' in as ? Object.values(as.fields) : Object.values(as)));
    expect(keys.filter(key => !FACT_KEYS.has(key))).toEqual([]);
  });

  test('that the kernel counts move by themselves, and are nothing that is in use', () => {
    const counted = [...FACTS.keys()].filter(isKernelKey);
    expect(counted).toContain('cgroup.memory.events.oom_kill');
    const other = ['cgroup.memory.events.oom_kill', 'exit.oomKill'];
    expect(counted.filter(key => isGauge(key) || !(isUsageKey(key) || other.includes(key)))).toEqual([]);
    expect([...FACT_KEYS].filter(key => isUsageKey(key) && !isGauge(key) && !isKernelKey(key))).toEqual([]);
  });
});
