/** Names are text like values: whatever they hold, nothing but text and colours reaches the terminal. */
import { afterEach, expect, test } from 'vitest';
import { runUi } from '../../src/ui/index.tsx';
import { FakeTerminal } from '../helpers/fake-terminal.ts';
import { ScriptedSession } from './scripted-session.ts';

let open: { controller: AbortController; ended: Promise<void> } | null = null;
afterEach(async () => {
  open?.controller.abort();
  await open?.ended;
  open = null;
});

const SEQUENCES = {
  bell: '\u0007',
  shift: '\u000e',
  return: '\r',
  title: '\u009d0;TITLE\u009c',
  clipboard: '\u001b]52;c;QUFB\u0007',
  link: '\u001b]8;;http://example.org\u001b\\x\u001b]8;;\u001b\\',
  question: '\u001b[6n',
  c1: '\u009b6n',
  blink: '\u001b[5;41m',
  turned: '\u202e',
};

test.each([
  [80, 24],
  [200, 60],
])('at %ix%i', async (columns, rows) => {
  const terminal = new FakeTerminal(columns, rows);
  const session = new ScriptedSession();
  const controller = new AbortController();
  const ended = runUi(session, { terminal, signal: controller.signal, start: { lesson: '02-unshare', step: 'uts' } });
  open = { controller, ended };
  await terminal.shows('2 Unshare');
  const bad = Object.values(SEQUENCES).join('');
  const facts = Object.fromEntries(Object.entries(SEQUENCES).map(([name, s]) => [`Z${name}${s}`, `v${s}`]));
  session.emit({ type: 'facts', subject: 'stage', pid: 5, facts: { hostname: `h${bad}`, ...facts }, files: {} });
  session.emit({ type: 'change', subject: 'stage', key: `Zbell${bad}`, before: null, after: `c${bad}`, cause: null });
  session.emit({
    type: 'syscall',
    seq: 9,
    by: `st${bad}` as 'stage',
    pid: 5,
    name: `mo${bad}`,
    args: bad,
    ret: 0,
    errno: `E${bad}`,
    ns: 1,
  });
  session.emit({
    type: 'expect',
    ok: false,
    text: `e${bad}`,
    lesson: '02-unshare',
    step: 'uts',
    got: `g${bad}`,
    says: 'kernel',
  });
  session.emit({ type: 'note', text: `n${bad}` });
  terminal.press('2');
  await terminal.shows('Kernel');
  terminal.press('\u001b[F');
  await terminal.shows(/Zturned|Zblink/);
  terminal.press('?');
  await terminal.shows('Keys');
  const { written } = terminal;
  for (const [name, sequence] of Object.entries(SEQUENCES))
    if (name !== 'return') expect(written.includes(sequence), name).toBe(false);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
  expect(written.match(/[\u0000-\u0007\u000b-\u000c\u000e-\u001a\u007f-\u009f\u202e]/u)).toBeNull();
});
