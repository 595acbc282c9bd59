import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { initialState } from '../../../src/session/state.ts';
import { NO_SAVED_PROGRESS } from '../../../src/ui/state/saved-progress.ts';
import { Store } from '../../../src/ui/state/store.ts';
import { oneChange } from '../models.ts';
import { ScriptedSession } from '../scripted-session.ts';

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

function setUp() {
  const session = new ScriptedSession();
  const store = new Store(session, { columns: 120, rows: 36 }, NO_SAVED_PROGRESS, {
    terminal: () => null,
    working: () => false,
  });
  const told = vi.fn();
  store.subscribe(told);
  return { session, store, told };
}

test('the model is new at once, a hundred changes are told once', () => {
  const { store, told } = setUp();
  const before = store.getModel();
  for (let i = 1; i <= 100; i++) store.dispatch({ type: 'scroll', pane: 'kernel', to: i });
  expect(store.getModel()).not.toBe(before);
  expect(store.getModel().view.scroll.kernel).toBe(100);
  expect(told).not.toHaveBeenCalled();
  vi.runAllTimers();
  expect(told).toHaveBeenCalledOnce();
});

test('what changes nothing is neither a new model nor told', () => {
  const { store, told } = setUp();
  const before = store.getModel();
  store.dispatch({ type: 'scroll', pane: 'kernel', to: 0 });
  expect(store.resize({ columns: 120, rows: 36 })).toBe(false);
  vi.runAllTimers();
  expect(store.getModel()).toBe(before);
  expect(told).not.toHaveBeenCalled();
});

test('another step: it counts as visited, notes from before it are old', () => {
  const { store } = setUp();
  store.dispatch({ type: 'scroll', pane: 'lesson', to: 7 });
  store.sessionChanged(
    { ...initialState, lesson: '02-unshare', step: 'uts', notes: ['a', 'b'] },
    { ...initialState, notes: ['a'] },
  );
  expect(store.getModel()).toMatchObject({ notesBefore: 1, view: { scroll: { lesson: 0 } } });
  expect(store.getModel().visited.has('02-unshare/uts')).toBe(true);
});

test('a change is recent for two seconds; use that moves by itself never is', () => {
  const { store, told } = setUp();
  const change = oneChange();
  const use = { ...change, key: 'cgroup.memory.current', cause: null, origin: 'app' as const };
  store.sessionChanged({ ...initialState, changes: [change, use] }, initialState);
  expect([...store.getModel().recent]).toEqual([change]);
  vi.advanceTimersByTime(1900);
  expect(store.getModel().recent.size).toBe(1);
  told.mockClear();
  vi.advanceTimersByTime(200);
  expect(store.getModel().recent.size).toBe(0);
  expect(told).toHaveBeenCalledOnce();
});
