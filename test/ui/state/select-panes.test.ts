import { expect, test } from 'vitest';
import { outputView, terminalView } from '../../../src/ui/state/select-panes.ts';
import { appState, lessonModel } from '../models.ts';

const terminal = { pid: 4, user: 'me', lines: [], ended: true, root: null, how: { code: 3, signal: null } };

test('how a shell ended its terminal knows; how the app did, the session', () => {
  const exit = { code: null, signal: 'SIGKILL', oomKill: 0 };
  const programs = { 1: appState({ exit }) };
  expect(terminalView(lessonModel({ programs }, { terminal: { ...terminal, kind: 'shell' } })).how?.code).toBe(3);
  expect(terminalView(lessonModel({ programs }, { terminal: { ...terminal, kind: 'app' } })).how?.signal).toBe(
    'SIGKILL',
  );
});

test('in an experiment that has printed something it is that, else what the app printed', () => {
  const programs = { 1: appState({ output: 'app' }), 2: appState({ of: 'aside', output: 'aside' }) };
  expect(outputView(lessonModel({ programs, scope: 'aside' }))).toEqual({ experiment: true, text: 'aside' });
  expect(outputView(lessonModel({ programs, scope: 'main' }))).toEqual({ experiment: false, text: 'app' });
  expect(outputView(lessonModel({ programs: { 1: programs[1] }, scope: 'aside' })).experiment).toBe(false);
});
