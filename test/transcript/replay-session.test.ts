import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { LabEvent } from '../../src/session/events.ts';
import { reduce } from '../../src/session/reduce/reduce.ts';
import { initialState } from '../../src/session/state.ts';
import { parseRecording } from '../../src/transcript/read.ts';
import { ReplaySession } from '../../src/transcript/replay-session.ts';
import { EVENTS, LINES, TEXT } from './tiny-recording.ts';

const replay = (text = TEXT) => new ReplaySession(parseRecording(text, 'x'), []);
const where = (session: ReplaySession) => `${session.getState().lesson}/${session.getState().step}`;
const hostname = (session: ReplaySession) => session.getState().subjects.stage?.facts.hostname;

describe('step by step', () => {
  test('Enter shows what a step led to, then the following step, as it does live', async () => {
    const session = replay();
    const seen = [`${where(session)} ${hostname(session)}`];
    while (await session.next()) seen.push(`${where(session)} ${hostname(session)}`);
    expect(seen).toEqual([
      '02-unshare/why old',
      '02-unshare/guess old',
      '02-unshare/name old',
      '02-unshare/name new',
      '77-unknown/end new',
    ]);
    expect(session.getState().answers['02-unshare/guess']?.judged?.correct).toBe(true);
  });

  test('back takes the outcome away again', async () => {
    const session = replay();
    await session.jump('77-unknown');
    expect(await session.back()).toBe(true);
    expect(session.getState().results['02-unshare/name']?.ok).toBe(true);
    expect(await session.back()).toBe(true);
    expect(hostname(session)).toBe('old');
    expect(session.getState().results['02-unshare/name']).toBeUndefined();
    await session.jump('02-unshare');
    expect(await session.back()).toBe(false);
  });

  test('a step that was done twice shows the second outcome alone', async () => {
    const again = EVENTS.slice(6, 11).map((event): LabEvent => ({ ...event, t: 4000 }));
    const events = [...EVENTS.slice(0, 11), ...again, ...EVENTS.slice(12)];
    const session = replay(events.map(event => JSON.stringify(event)).join('\n'));
    await session.jump('77-unknown');
    expect(session.getState().results['02-unshare/name']?.expects).toHaveLength(1);
  });

  test('a jump to what is not there is refused, and nothing moves', async () => {
    const session = replay();
    await expect(session.jump('02-unshare', 'nope')).rejects.toThrow(/'nope' of lesson 02-unshare is not in this rec/);
    await expect(session.jump('99')).rejects.toThrow(/no lesson '99'/);
    expect(where(session)).toBe('02-unshare/why');
  });

  test('lessons that are not shipped keep their recorded titles', () => {
    const [, unknown] = replay().lessons;
    expect(unknown).toMatchObject({ id: '77-unknown', title: 'Not shipped', steps: [{ id: 'end', title: 'The end' }] });
  });
});

describe('through time', () => {
  test('any moment is the same picture as folding up to it', () => {
    const session = replay();
    for (const t of [2, 1000, 2999, 3000, 3001, 60_500, 61_000]) {
      session.seek(t);
      const happened = EVENTS.filter(event => event.t <= t);
      expect(session.getState(), `at ${t}`).toEqual(happened.reduce(reduce, initialState));
      expect(session.position).toBe(t);
    }
  });

  test('the head stays between the first step and the end', () => {
    const session = replay();
    session.seek(-5);
    expect([session.position, where(session)]).toEqual([2, '02-unshare/why']);
    session.seek(1e9);
    expect([session.position, session.getState().ended]).toEqual([61_000, true]);
  });

  test('a scrub passes one event at least, there and back', () => {
    const session = replay();
    while (session.position < session.duration) {
      const before = session.position;
      session.scrub(1);
      expect(session.position).toBeGreaterThan(before);
    }
    while (session.position > 2) {
      const before = session.position;
      session.scrub(-1);
      expect(session.position).toBeLessThan(before);
    }
  });
});

describe('played', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  test('at its own pace, each step stands a while, and at the end it stops', () => {
    const session = replay();
    session.toggle();
    vi.advanceTimersByTime(900);
    expect(where(session)).toBe('02-unshare/why');
    expect(session.position).toBeGreaterThan(800);
    vi.advanceTimersByTime(200);
    expect(where(session)).toBe('02-unshare/guess');
    vi.advanceTimersByTime(2000);
    expect(where(session)).toBe('02-unshare/name');
    vi.advanceTimersByTime(120_000);
    expect(session.playing).toBe(false);
    expect(session.getState().ended).toBe(true);
    session.toggle();
    expect([session.playing, where(session)]).toEqual([true, '02-unshare/why']);
  });

  test('a pause stands still, and so does whoever steps by hand', async () => {
    const session = replay();
    session.toggle();
    vi.advanceTimersByTime(500);
    session.toggle();
    const { position } = session;
    vi.advanceTimersByTime(60_000);
    expect(session.position).toBe(position);
    session.toggle();
    await session.next();
    expect(session.playing).toBe(false);
    await session.close();
  });

  test('listeners get each event once, and every move', () => {
    const session = replay();
    const received: LabEvent[] = [];
    let moves = 0;
    session.onEvent(event => received.push(event));
    session.subscribe(() => moves++);
    session.toggle();
    vi.advanceTimersByTime(200_000);
    expect(received).toEqual(EVENTS.slice(4));
    expect(moves).toBeGreaterThan(100);
  });
});

test('nothing can be done to a recording', async () => {
  const session = replay();
  for (const refused of [session.answer(), session.panic(), session.openTerminal()])
    await expect(refused).rejects.toThrow(/^this is a recording: /);
  expect(session.nsenterLine()).toBeNull();
});

test('a recording cut anywhere is played as far as it goes', () => {
  for (let lines = 4; lines <= LINES.length; lines++) {
    const session = replay(LINES.slice(0, lines).join('\n'));
    session.seek(session.duration);
    expect(session.getState().session?.kernel).toBe('6.1.0');
  }
});
