/**
 * Every cause in the shipped recording of the whole course: by rules that hold of any recording, and by a list that people can read.
 * After `npm run record` the list is written anew with `npm run vitest test/transcript/causes -- -u`; its difference is to be read.
 */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import type { EventOf, LabEvent } from '../../src/session/events.ts';
import { isError } from '../../src/words/fact-value.ts';
import { isKernelKey } from '../../src/words/facts.ts';

const RECORDING = fileURLToPath(new URL('../../lessons/recordings/course-v2.jsonl', import.meta.url));

interface Seen {
  step: string;
  change: EventOf<'change'>;
  /** A program runs in this subject: after its execve, until it is gone. */
  program: boolean;
  /** The calls that are said to be the cause. */
  calls: EventOf<'syscall'>[];
  /** `exit.oomKill` of the same last snapshot. */
  oomKills: number;
}

const seen = readChanges(
  readFileSync(RECORDING, 'utf8')
    .trimEnd()
    .split('\n')
    .map(line => JSON.parse(line) as LabEvent),
);
const told = ({ step, change: { subject, key, cause, origin, before, after }, calls }: Seen) => {
  const by = cause === null ? origin : `${calls.map(({ seq, name }) => `${name} ${seq}`).join(', ')} of ${cause}`;
  return `${step} ${subject} ${key}: ${JSON.stringify(before)} → ${JSON.stringify(after)} by ${by}`;
};
const breaking = (rule: (one: Seen) => boolean) => seen.filter(one => !rule(one)).map(told);

describe('of every change in the recording', () => {
  test('there are many, of all subjects', () => {
    expect(seen.length).toBeGreaterThan(300);
    expect(new Set(seen.map(({ change }) => change.subject))).toEqual(new Set(['stage', 'aside', 'app']));
  });

  test('a program is named only of a subject whose program runs', () => {
    expect(breaking(({ change, program }) => change.origin !== 'app' || program)).toEqual([]);
  });

  test('the own doing of the kernel is never the program’s', () => {
    const kernels = ({ key }: Seen['change']) => isKernelKey(key) || key === 'exit.signal';
    expect(breaking(({ change }) => change.origin !== 'app' || !kernels(change))).toEqual([]);
  });

  test('how a program ended: its code is its own, SIGKILL the OOM killer’s where one was counted, else a signal of ours', () => {
    expect(breaking(({ change }) => change.key !== 'exit.code' || change.origin === 'app')).toEqual([]);
    const explained = ({ change, oomKills, calls }: Seen) =>
      change.origin === undefined
        ? calls.every(({ name, args }) => /signal|^kill$/.test(name) && args.includes(String(change.after)))
        : change.origin === 'kernel' && change.after === 'SIGKILL' && oomKills > 0;
    expect(breaking(one => one.change.key !== 'exit.signal' || explained(one))).toEqual([]);
  });

  test('nobody else has done anything inside', () => {
    expect(breaking(({ change }) => change.origin !== 'other')).toEqual([]);
  });

  test('nothing turns into a refusal that none of our calls has brought about', () => {
    expect(breaking(({ change }) => !isError(change.after) || change.cause !== null)).toEqual([]);
  });

  test('a cause was made before, was granted, and by the subject itself or for it by the monitor', () => {
    const able = ({ change, calls }: Seen) =>
      change.cause === null ||
      (calls.length > 0 &&
        calls.at(0)?.errno === null &&
        calls.at(-1)?.errno === null &&
        calls.every(({ by }) => by === 'monitor' || (by === 'aside') === (change.subject === 'aside')));
    expect(breaking(able)).toEqual([]);
  });
});

test('every cause, step by step', async () => {
  await expect(`${lines().join('\n')}\n`).toMatchFileSnapshot('causes.golden.txt');
});

/** What is the same each time: without the readings that move whenever somebody looks, and only the names of the calls. */
function lines(): string[] {
  const moving =
    /^cgroup\.(memory\.current|memory\.peak|memory\.events\.max|pids\.events\.max|cpu\.stat\..*|cpuacct\.usage)$/;
  const stable = seen.filter(({ change: { key, cause, before } }) =>
    cause === null ? key.startsWith('exit.') : before === null || !moving.test(key),
  );
  const steps = new Map<string, Set<string>>();
  for (const { step, change, calls } of stable) {
    const names = [calls.at(0), calls.at(-1)].flatMap(call => (call ? [call.name] : []));
    const line = `${step} ${change.subject} ${change.key}: ${change.origin ?? [...new Set(names)].join(' … ')}`;
    steps.set(step, (steps.get(step) ?? new Set()).add(line));
  }
  return [...steps.values()].flatMap(found => [...found].sort());
}

function readChanges(events: LabEvent[]): Seen[] {
  const changes: Seen[] = [];
  const calls = new Map<number, EventOf<'syscall'>>();
  const programs = new Set<string>();
  let step = '';
  events.forEach((event, at) => {
    if (event.type === 'step.start') step = `${event.lesson}/${event.step}`;
    if (event.type === 'gone') programs.delete(event.subject);
    if (event.type === 'syscall') {
      calls.set(event.seq, event);
      if (/^execve/.test(event.name) && event.errno === null) programs.add(event.by === 'stage' ? 'app' : event.by);
    }
    if (event.type !== 'change' || event.subject === 'host') return;
    const [first, last] = [event.cause ?? [1, 0]].flat();
    const cause = [...calls.values()].filter(({ seq }) => seq >= (first ?? 1) && seq <= (last ?? first ?? 0));
    // the changes of one snapshot stand together
    const photo = events
      .slice(Math.max(0, at - 60), at + 60)
      .filter(e => e.type === 'change' && e.subject === event.subject);
    const kills = photo.find(e => e.type === 'change' && e.key === 'exit.oomKill');
    const oomKills = kills?.type === 'change' ? Number(kills.after) : 0;
    changes.push({ step, change: event, program: programs.has(event.subject), calls: cause, oomKills });
  });
  return changes;
}
