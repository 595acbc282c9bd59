import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { LabError } from '../../src/protocol/lab-error.ts';
import type { Ending } from '../../src/session/ending.ts';
import type { LabEvent } from '../../src/session/events.ts';
import type { Performed } from '../../src/session/performer.ts';
import { Player } from '../../src/session/player.ts';
import { lesson } from './lessons.ts';
import { ScriptedPerformer } from './scripted-performer.ts';

const COURSE = [lesson('01-one', { alpha: 'main', beta: 'main' })];

/** A step that goes on until it is broken off, as when the helper is told to leave. */
class Slow extends ScriptedPerformer {
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

function open(performer: ScriptedPerformer) {
  const player = new Player(COURSE, performer);
  const events: LabEvent[] = [];
  player.onEvent(event => events.push(event));
  return { player, events, last: () => events.at(-1) };
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
    const { player, last } = open(new ScriptedPerformer(refuse));
    await player.jump('01-one');
    await player.next();
    await player.close(how);
    const { t: _t, ...event } = last() as LabEvent;
    expect(event).toEqual({ type: 'session.end', ...told });
  });

  it('says that the host is not as it was, whatever held', async () => {
    const performer = new ScriptedPerformer();
    performer.certificate.ours = [{ thing: 'mount', name: '/x', change: 'appeared' }];
    const { player, last } = open(performer);
    await player.close();
    expect(last()).toMatchObject({ type: 'session.end', ok: false });
  });

  it('is told of an end that cannot be vouched for, after its error', async () => {
    const performer = new ScriptedPerformer();
    performer.close = () => Promise.reject(new LabError('certificate', 'the host could not be compared'));
    const { player, events } = open(performer);
    await expect(player.close({ interrupted: true })).rejects.toThrow('could not be compared');
    expect(events.slice(-2)).toMatchObject([
      { type: 'error', code: 'certificate' },
      { type: 'session.end', ok: false, interrupted: true },
    ]);
  });
});

it('asks the app to end before everything is undone', async () => {
  const performer = new ScriptedPerformer();
  await open(performer).player.close();
  expect(performer.log).toEqual(['end app', 'close']);
});

describe('a step that is being carried out', () => {
  it('is waited for, and judged', async () => {
    const { player, events } = open(new ScriptedPerformer());
    await player.jump('01-one');
    const step = player.next();
    await player.close({ interrupted: true });
    await step;
    expect(events).toContainEqual(expect.objectContaining({ type: 'step.end', ok: true }));
  });

  it.each([
    ['2 seconds', 1900, (_player: Player) => vi.advanceTimersByTimeAsync(100)],
    [
      'a quarter of one, when whoever waits waits no longer',
      100,
      async (player: Player) => {
        player.hurry();
        await vi.advanceTimersByTimeAsync(250);
      },
    ],
  ])('is broken off after %s: that is no failure, and nothing is claimed of it', async (_when, before, patience) => {
    const performer = new Slow();
    const { player, events, last } = open(performer);
    await player.jump('01-one', 'alpha');
    const step = player.next();
    const closing = player.close({ interrupted: true });
    await vi.advanceTimersByTimeAsync(before);
    expect(performer.log).not.toContain('hurry');
    await patience(player);
    await Promise.all([step, closing]);
    expect(performer.log).toContain('hurry');
    expect(events.filter(e => ['error', 'expect', 'step.end'].includes(e.type))).toEqual([]);
    expect(last()).toMatchObject({ type: 'session.end', ok: true, interrupted: true });
  });
});
