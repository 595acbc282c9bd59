import { expect, test } from 'vitest';
import { RoundRobin } from '../../src/observe/round-robin.ts';

const named = (name: string, count: number) => Array.from({ length: count }, (_, i) => `${name}${i}`);

test('few are all looked at, in their order', () => {
  expect(new RoundRobin().choose(['a', 'b', 'c'])).toEqual(['a', 'b', 'c']);
  expect(new RoundRobin().choose([])).toEqual([]);
});

test('of many that have just appeared the newest', () => {
  expect(new RoundRobin().choose(named('p', 1000))).toEqual(named('p', 1000).slice(-32));
});

test('a storm of newcomers does not push out who stays', () => {
  const roundRobin = new RoundRobin();
  roundRobin.choose(['mine']);
  for (let round = 0; round < 20; round++) {
    const chosen = roundRobin.choose(['mine', ...named(`storm${round}-`, 1000)]);
    expect(chosen).toContain('mine');
    expect(chosen).toHaveLength(32);
  }
});

test('who stays is looked at sooner or later, even if it came in the midst of a storm', () => {
  const roundRobin = new RoundRobin();
  const stay = named('stay', 100);
  const looked = new Set<string>();
  for (let round = 0; round < 6; round++)
    for (const id of roundRobin.choose([...stay, ...named(`storm${round}-`, 1000)])) looked.add(id);
  expect(stay.filter(id => !looked.has(id))).toEqual([]);
});

test('newcomers have places, however many stay', () => {
  const roundRobin = new RoundRobin();
  const stay = named('stay', 500);
  roundRobin.choose(stay);
  expect(roundRobin.choose([...stay, 'new'])).toContain('new');
});

test('who is gone is forgotten', () => {
  const roundRobin = new RoundRobin();
  roundRobin.choose(['a']);
  roundRobin.choose([]);
  expect(roundRobin.choose(named('p', 100))).toHaveLength(32);
});
