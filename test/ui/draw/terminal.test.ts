import { describe, expect, test } from 'vitest';
import {
  outputPane,
  shellBanner,
  type TerminalScreen,
  type TerminalView,
  terminalPane,
} from '../../../src/ui/draw/terminal.ts';
import { withoutColour } from '../../../src/ui/text/text.ts';

const SIZE = { columns: 60, rows: 6 };
const shell: TerminalScreen = { kind: 'shell', pid: 42, user: 'me', lines: ['$ id', 'root', '', ''], ended: false };
const none: TerminalView = {
  terminal: null,
  files: null,
  how: null,
  atChallenge: false,
  typing: false,
  waiting: false,
  chosen: false,
};
const pane = (more: Partial<TerminalView>) => {
  const { title, lines, note = '', badge = '' } = terminalPane({ ...none, ...more }, SIZE);
  return { title, note, badge: withoutColour(badge), text: lines.map(withoutColour).join('\n') };
};

describe('the pane', () => {
  test('says what t does: a shell inside, at a challenge one of this machine', () => {
    expect(pane({}).text).toContain('t opens a shell inside the container');
    expect(pane({ atChallenge: true }).text).toContain('on this machine itself');
    expect(pane({ atChallenge: true, terminal: shell }).text).toContain('on this machine itself');
  });

  test('has the key that leaves while one types, else the key to type', () => {
    expect(pane({ terminal: shell, typing: true }).note).toBe('Ctrl-] leaves');
    expect(pane({ terminal: shell }).note).toBe('t to type');
    expect(pane({ terminal: { ...shell, kind: 'app' } }).note).toBe('a to type');
  });

  test('says whose files are there, and HOST only where they are the machine’s own', () => {
    expect(pane({ terminal: shell, files: { real: false, text: 'the files' } })).toMatchObject({
      title: 'the files, shell, PID 42',
      badge: '',
    });
    expect(pane({ terminal: shell, files: { real: true, text: 'real files' } }).badge).toBe(' HOST ');
    expect(pane({ terminal: { ...shell, kind: 'host' } })).toMatchObject({
      title: 'this machine: you are me',
      badge: ' HOST ',
    });
  });

  test('of a program that has ended tells how, below the last it printed', () => {
    const { text, note } = pane({ terminal: { ...shell, ended: true }, how: { code: 3, signal: null } });
    expect(text).toMatch(/^\$ id\nroot\nthe shell has ended, exit code 3\./);
    expect(note).toBe('ended: Enter leaves');
    expect(pane({ terminal: { ...shell, ended: true }, how: { code: null, signal: 'SIGKILL' } }).text).toContain(
      'killed by SIGKILL',
    );
  });
});

test('above a shell on the whole screen stands the way back', () => {
  const text = (kind: 'app' | 'shell') => withoutColour(shellBanner(kind, null, 200).join(' '));
  expect(text('shell')).toBe('Ctrl-] comes back to the workshop; exit ends this shell');
  expect(text('app')).toContain('the app goes on');
});

test('the end of what was printed, without what would steer a terminal', () => {
  const text = Array.from({ length: 9 }, (_, i) => `\u001b[31mline ${i}\n`).join('');
  const { title, lines } = outputPane({ experiment: true, text }, { columns: 20, rows: 2 });
  expect(title).toBe('Printed by the experiment');
  expect(lines).toEqual(['line 7', 'line 8']);
});
