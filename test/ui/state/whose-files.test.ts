import { expect, test } from 'vitest';
import { initialState, type SessionState } from '../../../src/session/state.ts';
import { whoseFiles } from '../../../src/ui/state/whose-files.ts';
import type { FactValue } from '../../../src/words/fact-value.ts';

const subject = (rootId: FactValue) => ({ pid: 1, facts: { rootId }, files: {} });
const state = (host: FactValue, stage: FactValue, app?: FactValue): SessionState => ({
  ...initialState,
  subjects: { host: subject(host), stage: subject(stage), ...(app === undefined ? {} : { app: subject(app) }) },
});

test.each<[string, ReturnType<typeof whoseFiles>, string | null, boolean?]>([
  [
    "the host's root",
    whoseFiles('shell', '8:1/2', state('8:1/2', '0:40/2')),
    "your machine's real files (/ = 8:1/2, the host's)",
    true,
  ],
  ["the stage's", whoseFiles('shell', '0:40/2', state('8:1/2', '0:40/2')), "the container's files (/ = 0:40/2)", false],
  ['a third one', whoseFiles('shell', '0:9/9', state('8:1/2', '0:40/2')), 'files of another root (/ = 0:9/9)', false],
  [
    'the app, by its own fact',
    whoseFiles('app', null, state('8:1/2', null, '8:1/2')),
    "your machine's real files (/ = 8:1/2, the host's)",
    true,
  ],
  ['nobody has asked', whoseFiles('shell', null, state('8:1/2', '8:1/2')), null],
  ["the host's cannot be seen", whoseFiles('shell', '8:1/2', state({ error: 'EACCES' }, '8:1/2')), null],
  ['the terminal of the machine', whoseFiles('host', '8:1/2', state('8:1/2', '8:1/2')), null],
])('%s', (_what, files, text, real) => {
  expect(files?.text ?? null).toBe(text);
  expect(files?.real).toBe(real);
});
