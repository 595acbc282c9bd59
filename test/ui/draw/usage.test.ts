import { expect, test } from 'vitest';
import { usageLines } from '../../../src/ui/draw/usage.ts';
import { withoutColour } from '../../../src/ui/text/text.ts';
import { groupFacts } from '../facts.ts';

test('without a cgroup there is nothing', () => expect(usageLines(null, 100)).toEqual([]));

test('value, limit and the real file of the limit, on a line each', () => {
  const { facts, files } = groupFacts();
  const now = { ...facts, 'cgroup.memory.max': '33554432', 'cgroup.memory.current': '16777216' };
  const lines = usageLines({ facts: now, files, samples: [] }, 100).map(withoutColour);
  expect(lines[0]).toBe('use and limits');
  expect(lines[1]).toMatch(/^ memory .*█.*16\.0 MiB \/ 32\.0 MiB .*memory\.limit_in_bytes/);
  expect(lines[2]).toMatch(/^ pids .*0 \/ no limit/);
  expect(lines[3]).toMatch(/^ cpu .*– \/ no limit/);
});
