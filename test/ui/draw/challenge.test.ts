import { describe, expect, test } from 'vitest';
import type { Ending } from '../../../src/helper/terminal-listeners.ts';
import { type ChallengeState, freshChallenge } from '../../../src/session/state.ts';
import { drawBox } from '../../../src/ui/draw/box.ts';
import { keyBarLine } from '../../../src/ui/draw/key-bar.ts';
import { terminalPane } from '../../../src/ui/draw/terminal.ts';
import { bindingOf } from '../../../src/ui/keys/keys.ts';
import { layout, type Model } from '../../../src/ui/state/model.ts';
import { keyBarView } from '../../../src/ui/state/select-bars.ts';
import { boxView } from '../../../src/ui/state/select-box.ts';
import { terminalView } from '../../../src/ui/state/select-panes.ts';
import { initialView, type View } from '../../../src/ui/state/view.ts';
import { withoutColour } from '../../../src/ui/text/text.ts';
import { CHALLENGING, COURSE } from '../course.ts';
import { lessonPaneText } from '../lesson-pane.ts';
import { lessonModel, SIZES } from '../models.ts';

const NASTY = '\u001b[2J\u001b]0;owned\u0007\u202eevil';

function meeting(
  changes: Partial<ChallengeState> = {},
  more: Partial<Model> = {},
  view: Partial<View> = {},
  step = 'own-name',
): Model {
  const challenges = { [`08-solve/${step}`]: { ...freshChallenge, ...changes } };
  return lessonModel(
    { lesson: '08-solve', step, challenges, results: {} },
    { lessons: [...COURSE, CHALLENGING], view: { ...initialView, screen: 'lesson', ...view }, ...more },
  );
}

const challenge = CHALLENGING.steps[0];
if (challenge?.type !== 'challenge') throw new Error('the course has changed');
const checked = (ok: boolean, got: string) => ({
  checks: challenge.checks.map(({ says }) => ({ ok, text: says, got })),
  stars: challenge.stars.map(({ says }) => ({ ok, text: says, got })),
});

function shown(model: Model): string[] {
  const { lines, rows } = lessonPaneText(model);
  return lines.slice(0, rows);
}

/** Without the breaks that the width makes. */
const flowing = (lines: string[]) => lines.join(' ').replaceAll(/\s+/g, ' ');

describe.each(SIZES)('at $columns x $rows', size => {
  test('task, checklist and stars are there before anything is seen', () => {
    const lines = flowing(shown(meeting({}, { size })));
    expect(lines).toContain('Your task');
    expect(lines).toContain('watching …');
    expect(lines).toContain('☆☆☆ 3 stars to win');
    for (const { says } of [...challenge.checks, ...challenge.stars]) expect(lines).toContain(says);
    expect(lines).toContain('any other terminal works as well');
  });

  test('no line moves when a candidate comes, when checks turn and when it is solved', () => {
    const at = (model: Model) => shown(model).flatMap((line, i) => (/^[✓✗·★☆] /.test(line) ? [i] : []));
    const candidate = { pid: 7, name: 'a-long-name-of-a-program' };
    const before = at(meeting({}, { size }));
    expect(before).toHaveLength(1 + challenge.checks.length + challenge.stars.length - 1);
    expect(at(meeting({ candidate, candidates: 12, ...checked(true, 'x'.repeat(300)) }, { size }))).toEqual(before);
    const solved = meeting({ candidate, solved: { stars: 3, of: 3, seen: false }, ...checked(true, 'y') }, { size });
    expect(at(solved).slice(-4)).toEqual(before.slice(-4));
  });

  test('what it says of a hostile process is harmless', () => {
    const text = shown(
      meeting(
        {
          candidate: { pid: 7, name: NASTY },
          candidates: 2,
          ...checked(false, NASTY),
          hints: [{ grade: 1, text: NASTY }],
          solution: [NASTY],
        },
        { size },
      ),
    ).join('\n');
    expect(text).toContain('PID 7');
    expect(text).toContain('and 1 other');
  });

  test('in the terminal the checklist stays in view', () => {
    const model = meeting(
      { candidate: { pid: 7, name: 'sh' }, candidates: 1, ...checked(false, 'vm') },
      { size },
      {
        pane: 'terminal',
        typing: true,
      },
    );
    const text = flowing(shown(model));
    for (const { says } of [...challenge.checks, ...challenge.stars]) expect(text).toContain(`${says}`);
    expect(text).toContain('PID 7 (sh)');
    expect(text).toContain('vm');
  });
});

test('a hint of what was observed before does not stand beside the success', () => {
  const hints = [
    { grade: 1, text: 'No new process yet.' },
    { grade: 2, text: 'unshare(1) can.' },
  ];
  const pane = (solved: ChallengeState['solved']) =>
    lessonPaneText(meeting({ hints, solved }, { size: { columns: 120, rows: 60 } })).lines.join(' ');
  expect(pane(null)).toContain('No new process yet.');
  expect(pane({ stars: 2, of: 3, seen: false })).not.toContain('No new process yet.');
  expect(pane({ stars: 2, of: 3, seen: false })).toContain('unshare(1) can.');
});

describe('what may be the learner’s', () => {
  const unclaimed = { pid: 23769, name: 'barco', parent: { pid: 812, name: NASTY } };
  const at = (columns: number, more: Partial<ChallengeState> = {}, view: Partial<View> = {}) =>
    flowing(shown(meeting({ unclaimed, ...more }, { size: { columns, rows: 40 } }, view)));

  test('it is named with its parent, and the question is never cut', () => {
    expect(at(240)).toMatch(/looks like it: PID 23769 \(barco\), parent 812 \(.*\)\. Yours\? \(y\)/);
    expect(at(80)).toMatch(/Yours\? \(y\) PID 23769 \(barco\)/);
    expect(at(180, {}, { pane: 'terminal', typing: true })).toContain('Yours? (Ctrl-], y)');
  });

  test('no line moves for it', () => {
    const rows = (changes: Partial<ChallengeState>) => shown(meeting(changes)).length;
    expect(rows({ unclaimed })).toBe(rows({}));
  });

  test('y answers while it is asked, and copies where it is not', () => {
    const bar = (model: Model) => withoutColour(keyBarLine(keyBarView(model), 200));
    expect(bar(meeting({ unclaimed }))).toContain('y yours');
    expect(bar(meeting())).not.toContain('y yours');
    expect(bindingOf('asked', 'y')?.action).toBe('claim');
    expect(bindingOf('asked', 'c')?.action).toBe('copy');
    expect(bindingOf('challenge', 'y')?.action).toBe('copy');
  });

  test('what was claimed says so', () => {
    expect(at(120, { unclaimed: null, candidate: { pid: 7, name: 'sh', claimed: true }, candidates: 1 })).toContain(
      'PID 7 (sh), claimed',
    );
  });
});

test('success says who proved it, stars in words, and how it was done', () => {
  const lines = shown(
    meeting(
      {
        candidate: { pid: 7, name: 'sh' },
        solved: { stars: 2, of: 3, seen: true },
        solution: ['unshare --uts sleep 60'],
        ...checked(true, 'vm'),
      },
      { size: { columns: 120, rows: 36 } },
    ),
  ).join('\n');
  expect(lines).toContain('✓ SOLVED by PID 7 (sh)');
  expect(lines).toContain('★★☆ 2 of 3 stars (after a look at the solution)');
  expect(lines).toContain('$ unshare --uts sleep 60');
});

test('a group is named by the end of its path, and must be gone again', () => {
  const name = `/${'deep/'.repeat(30)}my-group`;
  const text = (ok: boolean) =>
    shown(
      meeting(
        { candidate: { name }, candidates: 1, afterwards: { ok, text: 'The group is gone again.' } },
        {},
        {},
        'group',
      ),
    ).join('\n');
  expect(text(false)).toMatch(/cgroup ….*my-group/);
  expect(text(false)).toContain('· The group is gone again.');
  expect(text(true)).toContain('✓ The group is gone again.');
});

test('keys: hints while there are any, the terminal of the host', () => {
  const bar = (model: Model) => withoutColour(keyBarLine(keyBarView(model), 200));
  expect(bar(meeting())).toMatch(/t terminal {2}i hint {2}Enter go on/);
  expect(bar(meeting({ solution: ['x'] }))).not.toContain('hint');
  expect(bar(meeting({ solved: { stars: 1, of: 3, seen: false } }))).toContain('i solution');
  expect(bar(meeting({ solved: { stars: 3, of: 3, seen: false } }))).toContain('i solution');
  expect(bar(meeting({ solved: { stars: 3, of: 3, seen: false }, solution: ['x'] }))).not.toMatch(/i (hint|solution)/);
  expect(withoutColour(drawBox(boxView(meeting(), { kind: 'help', scroll: 0 }), 100, 200).lines.join('\n'))).toContain(
    'go on, solved or not',
  );
});

test('the terminal says that it is the host, by a word as well as by its colour', () => {
  const size = { columns: 60, rows: 10 };
  expect(withoutColour(terminalPane(terminalView(meeting()), size).lines.join(' '))).toContain(
    'Any other terminal of yours',
  );
  const terminal = { kind: 'host', pid: 5, user: 'ann', lines: ['$ '], root: null, ended: false, how: null } as const;
  const pane = terminalPane(terminalView(meeting({}, { terminal: { ...terminal, lines: ['$ '] } })), size);
  expect(withoutColour(`${pane.badge}${pane.title}`)).toContain('HOST');
  expect(pane.title).toContain('this machine: you are ann');
  const within = terminalPane(
    terminalView(meeting({}, { terminal: { ...terminal, kind: 'shell', lines: ['# '] } })),
    size,
  );
  expect(within.lines.join()).not.toContain('# ');
});

test('a terminal that has ended says so below what it printed, and which key leaves', () => {
  const terminal = {
    kind: 'host',
    pid: 5,
    user: 'ann',
    lines: ['$ ls', 'Killed', '', '', ''],
    root: null,
    ended: true,
  } as const;
  const ended = (how: Ending | null) =>
    meeting({}, { terminal: { ...terminal, how, lines: [...terminal.lines] } }, { typing: true });
  const said = (how: Ending) =>
    withoutColour(terminalPane(terminalView(ended(how)), { columns: 90, rows: 5 }).lines.join());
  expect(said({ code: 3, signal: null })).toContain('the shell has ended, exit code 3. Enter');
  expect(said({ code: null, signal: 'SIGKILL' })).toContain('the shell has ended, killed by SIGKILL. Enter');
  const model = ended(null);
  const { lines } = terminalPane(terminalView(model), { columns: 40, rows: 5 });
  expect(lines.map(withoutColour)).toEqual([
    '$ ls',
    'Killed',
    'the shell has ended. Enter (or Esc) goes',
    'back to the lesson; Ctrl-C quits; other',
    'keys do nothing here',
  ]);
  expect(withoutColour(keyBarLine(keyBarView(model), 100)).trim()).toBe('Enter leave');
});

test('in a recording nothing is said of keys that do nothing', () => {
  const playback = { at: '2026-01-01', duration: 9, steps: [0], position: 1, playing: false };
  const text = shown(meeting({}, { playback })).join('\n');
  expect(text).toContain('recorded: nothing new was there yet');
  expect(text).not.toContain('opens a terminal');
  expect(layout(meeting({}, { playback })).panes).not.toHaveProperty('terminal');
});

describe('what is not as it was on the machine itself', () => {
  const proc = {
    thing: 'mount' as const,
    name: '/proc (proc proc)',
    change: 'appeared' as const,
    undo: 'umount /proc',
  };
  const device = { thing: 'device' as const, name: NASTY, change: 'gone' as const, undo: null };

  function withTroubles(machine: Model['session']['machine']): Model {
    const model = meeting();
    return { ...model, session: { ...model.session, machine } };
  }

  test('stays in view with its way back, and is gone when it is over', () => {
    const text = shown(withTroubles([proc]))
      .map(withoutColour)
      .join('\n');
    expect(text.replaceAll(/\s+/g, ' ')).toContain('! on this machine itself the mount /proc (proc proc) has appeared');
    expect(text).toContain('if that was you: umount /proc');
    expect(shown(withTroubles([])).map(withoutColour).join('\n')).not.toContain('on this machine itself');
  });

  test('of many two are shown, mounts first, and a name is text', () => {
    const text = shown(withTroubles([device, device, proc, device]))
      .map(withoutColour)
      .join('\n');
    expect(text.match(/umount/g)).toHaveLength(1);
    expect(text).toContain('and 2 more changes of the machine itself');
    expect(text).not.toContain('\u001b]0');
  });
});
