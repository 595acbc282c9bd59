import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { LabError } from '../../src/protocol/lab-error.ts';
import type { Performed } from '../../src/session/backend.ts';
import type { Ending } from '../../src/session/ending.ts';
import type { LabEvent } from '../../src/session/events.ts';
import { LiveSession } from '../../src/session/live-session.ts';
import { lesson } from './lessons.ts';
import { ScriptedBackend } from './scripted-backend.ts';

const COURSE = [lesson('01-one', { alpha: 'main', beta: 'main' })];

/** A step that goes on until it is broken off, as when the helper is told to leave. */
class Slow extends ScriptedBackend {
  #breakOff = (): void => {};

  override perform(): Promise<Performed> {
    return new Promise(resolve => {
      const failed = new LabError('helper', 'the helper ended before it had answered');
      this.#breakOff = () => resolve({ before: {}, after: {}, errno: null, failed, refused: null, stopped: null });
    });
  }

  override hurry(): void {
    super.hurry();
    this.#breakOff();
  }
}

function open(backend: ScriptedBackend) {
  const live = new LiveSession(COURSE, backend);
  const events: LabEvent[] = [];
  live.onEvent(event => events.push(event));
  return { live, events, last: () => events.at(-1) };
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('the last event', () => {
  it.each<[string, Record<string, string>, Ending, object]>([
    ['all held', {}, {}, { ok: true }],
    ['interrupted, and all held until then', {}, { interrupted: true }, { ok: true, interrupted: true }],
    ['a step failed', { alpha: 'EINVAL' }, {}, { ok: false }],
    [
      'a step failed, then it was interrupted',
      { alpha: 'EINVAL' },
      { interrupted: true },
      { ok: false, interrupted: true },
    ],
    ['something failed that no event tells', {}, { failed: true }, { ok: false }],
  ])('%s', async (_what, refuse, how, told) => {
    const { live, last } = open(new ScriptedBackend(refuse));
    await live.jump('01-one');
    await live.next();
    await live.close(how);
    const { t: _t, ...event } = last() as LabEvent;
    expect(event).toEqual({ type: 'session.end', ...told });
  });

  it('says that the host is not as it was, whatever held', async () => {
    const backend = new ScriptedBackend();
    backend.certificate.ours = [{ thing: 'mount', name: '/x', change: 'appeared' }];
    const { live, last } = open(backend);
    await live.close();
    expect(last()).toMatchObject({ type: 'session.end', ok: false });
  });

  it('is told of an end that cannot be vouched for, after its error', async () => {
    const backend = new ScriptedBackend();
    backend.close = () => Promise.reject(new LabError('certificate', 'the host could not be compared'));
    const { live, events } = open(backend);
    await expect(live.close({ interrupted: true })).rejects.toThrow('could not be compared');
    expect(events.slice(-2)).toMatchObject([
      { type: 'error', code: 'certificate' },
      { type: 'session.end', ok: false, interrupted: true },
    ]);
  });
});

it('asks the app to end before everything is undone', async () => {
  const backend = new ScriptedBackend();
  await open(backend).live.close();
  expect(backend.log).toEqual(['end app', 'close']);
});

describe('a step that is being carried out', () => {
  it('is waited for, and judged', async () => {
    const { live, events } = open(new ScriptedBackend());
    await live.jump('01-one');
    const step = live.next();
    await live.close({ interrupted: true });
    await step;
    expect(events).toContainEqual(expect.objectContaining({ type: 'step.end', ok: true }));
  });

  it.each([
    ['2 seconds', 1900, (_player: LiveSession) => vi.advanceTimersByTimeAsync(100)],
    [
      'a quarter of one, when whoever waits waits no longer',
      100,
      async (live: LiveSession) => {
        live.hurry();
        await vi.advanceTimersByTimeAsync(250);
      },
    ],
  ])('is broken off after %s: that is no failure, and nothing is claimed of it', async (_when, before, patience) => {
    const backend = new Slow();
    const { live, events, last } = open(backend);
    await live.jump('01-one', 'alpha');
    const step = live.next();
    const closing = live.close({ interrupted: true });
    await vi.advanceTimersByTimeAsync(before);
    expect(backend.log).not.toContain('hurry');
    await patience(live);
    await Promise.all([step, closing]);
    expect(backend.log).toContain('hurry');
    expect(events.filter(e => ['error', 'expect', 'step.end'].includes(e.type))).toEqual([]);
    expect(last()).toMatchObject({ type: 'session.end', ok: true, interrupted: true });
  });
});
