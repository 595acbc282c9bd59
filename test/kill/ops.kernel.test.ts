/** SIGKILL of whoever takes part, after each request of the whole course, and at random moments inside each. */
import { spawnSync } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { encodeRequest } from '../../src/protocol/encode.ts';
import type { WireRequest } from '../../src/protocol/wire.ts';
import { untilNothingIsLeft } from '../helpers/host.ts';
import { kill } from '../helpers/processes.ts';
import { isRoot, needs } from '../helpers/require.ts';
import { slowness } from '../helpers/slowness.ts';
import { HELPER, Helper, memoryTree, until } from '../native/helper.ts';
import { courseRequests, ofSession, prefix, slotOf } from './course-requests.ts';
import { type Network, openNetwork } from './network.ts';
import { kills, pick, random, report, seed } from './random.ts';

/** `client`: whoever holds the other ends of the pipes. `group`: every process in the monitor's process group. */
const VICTIMS = ['client', 'monitor', 'subject', 'both', 'group'] as const;
type Victim = (typeof VICTIMS)[number];

interface Kill {
  index: number;
  victim: Victim;
  /** Milliseconds after the request was written; null: after its reply. */
  inside: number | null;
}

/** Of all kills, those that this file makes. */
const COUNT = Math.round(kills * 0.7);

/** Evenly over the course, again and again: after the replies, then inside, then after them once more … */
function plan(requests: number, chance: () => number): Kill[] {
  const passes = Math.max(2, Math.round(COUNT / requests));
  return Array.from({ length: COUNT }, (_, i) => {
    const at = ((i + chance()) * passes * requests) / COUNT;
    const after = Math.floor(at / requests) % 2 === 0;
    // most are near the beginning: an op takes some hundred microseconds
    const inside = after ? null : chance() ** 3 * 4 * slowness;
    return { index: Math.floor(at) % requests, victim: pick(chance, VICTIMS), inside };
  });
}

function subjectOf(h: Helper, request: WireRequest): number | undefined {
  const slot = slotOf(request) === 'aside' ? 'aside' : 'stage';
  return h.replies.findLast(reply => reply.subject === slot && reply.pid !== undefined)?.pid;
}

function send(h: Helper, requests: WireRequest[], firstId: number): void {
  const lines = requests.map(({ op, args }, i) => `${encodeRequest(firstId + i, op, args)}\n`);
  h.process.stdin.write(lines.join(''));
}

function spin(milliseconds: number): void {
  const end = performance.now() + milliseconds;
  while (performance.now() < end);
}

function killNow(h: Helper, victim: Victim, subject: number | undefined): void {
  const monitor = h.process.pid as number;
  if (victim === 'monitor' || victim === 'both') kill(monitor);
  if (victim === 'subject' || victim === 'both') kill(subject ?? 0);
  if (victim === 'group') kill(-monitor);
  if (victim === 'client') for (const end of [h.process.stdin, h.process.stdout]) end.destroy();
}

async function carryOut(requests: WireRequest[], { index, victim, inside }: Kill, through: string[]): Promise<void> {
  // a session, and so a process group, of its own
  const h = await Helper.start([...through, 'setsid', HELPER]);
  const { session } = h.hello;
  const before = prefix(requests, index).map(request => ofSession(request, session));
  const last = ofSession(requests[index] as WireRequest, session);
  send(h, before, 100);
  await until('the replies before', () => h.replies.length > before.length);
  send(h, [last], 9999);
  if (inside === null) await until('the reply', () => h.replies.some(reply => reply.id === 9999));
  else spin(inside);
  killNow(h, victim, subjectOf(h, last));
  if (victim === 'subject') h.process.stdin.end();
  await until('the end of the helper', () => h.process.exitCode !== null || h.process.signalCode !== null);
  if (victim !== 'client' && victim !== 'subject') {
    const clean = spawnSync(HELPER, ['clean'], { encoding: 'utf8' });
    if (clean.status !== 0) throw new Error(`clean: ${clean.status ?? clean.signal} ${clean.stdout}${clean.stderr}`);
  }
  await untilNothingIsLeft(session);
}

describe.runIf(needs(isRoot, 'makes containers, needs root') && needs(memoryTree() !== null, 'a memory controller'))(
  `killed at ${COUNT} moments of the course (LAB_SEED=${seed})`,
  () => {
    let requests: WireRequest[] = [];
    let network: Network;
    beforeAll(async () => {
      requests = await courseRequests();
      network = openNetwork();
    }, 60_000 * slowness);
    afterAll(() => network.close());

    test(
      'nothing is left',
      async () => {
        const failed: string[] = [];
        const devices = network.devices();
        expect(requests.length).toBeGreaterThan(200);
        for (const kill of plan(requests.length, random(seed))) {
          const { index, victim, inside } = kill;
          const where = `${victim} ${inside === null ? 'after' : `${inside.toFixed(2)} ms into`} ${index} ${requests[index]?.op}`;
          await carryOut(requests, kill, network.through).catch(error => report(failed, `${where}: ${error.message}`));
        }
        expect(failed).toEqual([]);
        expect(network.devices()).toEqual(devices);
      },
      (10_000 + COUNT * 1000) * slowness,
    );
  },
);
