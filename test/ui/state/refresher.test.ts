import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { freshChallenge, initialState, type SessionState } from '../../../src/session/state.ts';
import { Refresher } from '../../../src/ui/state/refresher.ts';
import { initialView, type View } from '../../../src/ui/state/view.ts';

const SECONDS = 1000;
let refresher: Refresher;
let session: SessionState;
let view: View;
let looks = 0;
/** What a look finds. */
let find = (state: SessionState): SessionState => state;

beforeEach(() => {
  vi.useFakeTimers();
  looks = 0;
  find = state => state;
  session = {
    ...initialState,
    lesson: '01-a',
    step: 'b',
    subjects: { host: { pid: 1, facts: {}, ended: null } as never },
  };
  view = { ...initialView, screen: 'lesson' };
  const refresh = async (): Promise<void> => {
    looks += 1;
    session = find(session);
  };
  refresher = new Refresher({ refresh }, () => ({ view, session, working: false }));
});
afterEach(() => {
  refresher.stop();
  vi.useRealTimers();
});

async function looksIn(seconds: number): Promise<number> {
  looks = 0;
  await vi.advanceTimersByTimeAsync(seconds * SECONDS);
  return looks;
}

describe('a lesson on the screen', () => {
  test('is looked at four times a second, and once a second when nothing has changed for two', async () => {
    expect(await looksIn(2)).toBe(8);
    expect(await looksIn(10)).toBe(10);
  });

  test('is live again with the first change, and stays so while there are changes', async () => {
    await looksIn(10);
    find = state => ({ ...state });
    expect(await looksIn(1)).toBe(1);
    expect(await looksIn(10)).toBe(40);
  });

  test('is live while somebody types, or a challenge is watched', async () => {
    await looksIn(10);
    view = { ...view, typing: true };
    await looksIn(1);
    expect(await looksIn(10)).toBe(40);
    view = { ...view, typing: false };
    session = { ...session, challenges: { '01-a/b': freshChallenge } };
    expect(await looksIn(10)).toBe(40);
  });

  test('survives a look that fails', async () => {
    find = () => {
      throw new Error('the helper is gone');
    };
    expect(await looksIn(1)).toBe(4);
  });
});

test('a menu, and a session that has ended, are not looked at', async () => {
  view = { ...view, screen: 'menu' };
  expect(await looksIn(5)).toBe(0);
  view = { ...view, screen: 'lesson' };
  session = { ...session, ended: true };
  expect(await looksIn(5)).toBe(0);
});
