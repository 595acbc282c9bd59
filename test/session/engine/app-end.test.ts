import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { LabError } from '../../../src/protocol/lab-error.ts';
import type { HelperEvent, Reply, WireRequest } from '../../../src/protocol/wire.ts';
import { endApp, GRACE_MS } from '../../../src/session/engine/app-end.ts';

const PID = 71;
const APP = { of: 'stage', name: 'app', pid: PID };
const HEARS = 'NSpid:\t71\t1\nSigCgt:\t0000000000004000\n';
const DEAF = 'NSpid:\t71\t1\nSigCgt:\t0000000000000000\n';

/** A helper that is asked, and an app that ends at these requests. */
function scripted(status: string, endsAt: string[]) {
  const listeners = new Set<(event: HelperEvent) => void>();
  const asked: string[] = [];
  const notes: string[] = [];
  const exit = (pid = PID): void => {
    for (const listener of listeners)
      listener({
        kind: 'event',
        event: 'exit',
        subject: 'stage',
        pid,
        code: 0,
        signal: null,
        oomKill: 0,
        running: true,
      });
  };
  return {
    asked,
    notes,
    exit,
    listeners,
    leaving: {
      monitor: {
        onEvent(listener: (event: HelperEvent) => void) {
          listeners.add(listener);
          return () => listeners.delete(listener);
        },
      },
      client: {
        async look(items: string[]) {
          expect(items).toEqual([`read:${APP.name}:status`]);
          return [{ v: status }];
        },
        async ask({ op, args }: WireRequest) {
          expect(args.subject).toBe(APP.of);
          const what = op === 'signal' ? String(args.sig) : op;
          asked.push(what);
          if (endsAt.includes(what)) setTimeout(exit, 50);
          return { ok: true, calls: [] } as unknown as Reply;
        },
      },
      emit: (event: { type: string; text?: string }) => void notes.push(event.text ?? event.type),
    },
  };
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

async function over(ending: Promise<void>, ms: number): Promise<boolean> {
  let ended = false;
  void ending.then(() => {
    ended = true;
  });
  await vi.advanceTimersByTimeAsync(ms);
  return ended;
}

const patient = new AbortController().signal;

describe('an app that handles SIGTERM', () => {
  it('is asked, and not killed when it ends', async () => {
    const { leaving, asked, notes, listeners } = scripted(HEARS, ['SIGTERM']);
    expect(await over(endApp(APP, leaving, patient), 60)).toBe(true);
    expect(asked).toEqual(['SIGTERM']);
    expect(notes).toEqual([expect.stringMatching(/\(PID 71\) is asked to end: SIGTERM; .*after 3 seconds/)]);
    expect(listeners.size).toBe(0);
  });

  it('is killed after a time of grace, and not before', async () => {
    const { leaving, asked } = scripted(HEARS, ['kill']);
    const ending = endApp(APP, leaving, patient);
    expect(await over(ending, GRACE_MS - 1)).toBe(false);
    expect(asked).toEqual(['SIGTERM']);
    expect(await over(ending, 60)).toBe(true);
    expect(asked).toEqual(['SIGTERM', 'kill']);
  });

  it('is killed at once when whoever waits waits no longer', async () => {
    const { leaving, asked } = scripted(HEARS, ['kill']);
    const hurry = new AbortController();
    const ending = endApp(APP, leaving, hurry.signal);
    await vi.advanceTimersByTimeAsync(100);
    hurry.abort();
    expect(await over(ending, 60)).toBe(true);
    expect(asked).toEqual(['SIGTERM', 'kill']);
  });

  it('has not ended because another process has', async () => {
    const { leaving, exit } = scripted(HEARS, []);
    const ending = endApp(APP, leaving, patient);
    await vi.advanceTimersByTimeAsync(10);
    exit(PID + 1);
    expect(await over(ending, 10)).toBe(false);
  });
});

it('one that ignores it is killed at once', async () => {
  const { leaving, asked, notes } = scripted(DEAF, ['kill']);
  expect(await over(endApp(APP, leaving, patient), 60)).toBe(true);
  expect(asked).toEqual(['kill']);
  expect(notes[0]).toMatch(/no handler for SIGTERM/);
});

it('one that SIGKILL does not end at once is left to the teardown', async () => {
  const { leaving } = scripted(DEAF, []);
  expect(await over(endApp(APP, leaving, patient), 1001)).toBe(true);
});

it('a helper that has gone is nobody to ask', async () => {
  const { leaving } = scripted(HEARS, []);
  leaving.client.ask = () => Promise.reject(new LabError('helper', 'the helper has ended'));
  await expect(endApp(APP, leaving, patient)).resolves.toBeUndefined();
});

it.each(['look', 'ask'] as const)('a helper that does not answer (%s) is left to the teardown', async asked => {
  const { leaving, listeners } = scripted(DEAF, []);
  leaving.client[asked] = () => new Promise<never>(() => {});
  const ending = endApp(APP, leaving, patient);
  expect(await over(ending, 1900)).toBe(false);
  expect(await over(ending, 200)).toBe(true);
  expect(listeners.size).toBe(0);
});
