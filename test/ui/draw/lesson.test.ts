import { describe, expect, test } from 'vitest';
import { lessonPane, lessonParts } from '../../../src/ui/draw/lesson.ts';
import { opText } from '../../../src/ui/draw/ops.ts';
import { lessonView } from '../../../src/ui/state/select-lesson.ts';
import { withoutColour } from '../../../src/ui/text/text.ts';
import { ROOTFS, STAGE_PID } from '../facts.ts';
import { appState, lessonModel } from '../models.ts';

const SIZE = { columns: 60, rows: 24 };
const text = (model = lessonModel(), size = SIZE) =>
  lessonPane(lessonView(model), size).lines.map(withoutColour).join('\n');

describe('an action', () => {
  test('before it runs: what it will do and what must then hold', () => {
    const shown = text(lessonModel({ results: {} }));
    expect(shown).toContain('▸ unshare(CLONE_NEWUTS)');
    expect(shown).toContain('▸ sethostname(lab-box)');
    expect(shown).toContain('· The stage is called lab-box.');
    expect(shown).not.toMatch(/[✓✗]/);
  });

  test('in a recording nothing is carried out', () => {
    const playback = { at: '2026-01-01', duration: 9, steps: [], position: 0, playing: false };
    const shown = text(lessonModel({ results: {} }, { playback }));
    expect(shown).toContain('Recorded: this was carried out');
    expect(shown).not.toContain('Enter carries out');
  });

  test('after it ran: what held, and for what did not, what the kernel shows', () => {
    const shown = text();
    expect(shown).toContain('✓ The stage is called lab-box.');
    expect(shown).toContain('✗ The host has kept its name.');
    expect(shown).toContain('the kernel shows: other-name');
  });

  test('of which an op failed or was refused is not told as done', () => {
    const expects = [{ ok: true, text: 'The stage is called lab-box.', got: '' }];
    const refused = { message: 'mount: EPERM', errno: 'EPERM', why: 'no rights', todo: 'ask root' };
    for (const result of [
      { ok: false, expects },
      { ok: null, expects, refused, blocked: true },
    ]) {
      const shown = text(lessonModel({ results: { '02-unshare/uts': result } }));
      expect(shown).toContain('This was tried, and not all of it succeeded');
      expect(shown).not.toContain('This step has done');
    }
    expect(text(lessonModel({ results: { '02-unshare/uts': { ok: true, expects } } }))).toContain('This step has done');
  });

  test('that was skipped says for what, and claims nothing', () => {
    const skipped = { because: '01-mount/overlay', message: 'mount: EINVAL' };
    const shown = text(lessonModel({ results: { '02-unshare/uts': { ok: null, expects: [], skipped } } }));
    expect(shown.replace(/\s+/g, ' ')).toContain(
      '↷ skipped: it rests on 01-mount/overlay, which did not succeed: mount: EINVAL',
    );
    expect(shown).not.toMatch(/[✓✗▸]|The stage is called|Enter carries out|Then this must hold/);
    expect(shown).toContain('This was not carried out');
  });

  test('the same by hand, with the live PID', () =>
    expect(text()).toContain(`$ sudo nsenter -t ${STAGE_PID} -u hostname`));

  test('notes of this step and the end of the app', () => {
    const exit = { code: null, signal: 'SIGKILL', oomKill: 1 };
    const shown = text(
      lessonModel({ notes: ['old', 'a fallback was taken'], programs: { 1: appState({ exit }) } }, { notesBefore: 1 }),
    );
    expect(shown).toContain('! a fallback was taken');
    expect(shown).not.toContain('! old');
    expect(shown).toContain('! the app ended: killed by SIGKILL\n! processes of its group killed for memory: 1');
  });
});

describe('a long title', () => {
  const long = 'Let PID 1 of the new namespace end, and fork again';
  const model = lessonModel();
  model.lessons = model.lessons.map(l => ({ ...l, steps: l.steps.map(s => ({ ...s, title: long })) }));
  test('is cut after a word, and stands whole above the text', () => {
    const pane = lessonPane(lessonView(model), { columns: 40, rows: 24 });
    expect(pane.title).toMatch(/ · Let PID 1 of the( new)? …$/);
    const [first = '', second = ''] = pane.lines.map(withoutColour);
    expect(`${first} ${second}`).toBe(long);
  });
  test('stands once where there is room', () => {
    const pane = lessonPane(lessonView(model), { columns: 90, rows: 24 });
    expect(pane.title).toContain(long);
    expect(pane.lines.map(withoutColour).join(' ')).not.toContain('Let PID 1');
  });
});

test('what the step does stays visible below a long text, and joins the text where there is no room', () => {
  const model = lessonModel();
  expect(lessonParts(lessonView(model), SIZE).pinned.length).toBeGreaterThan(0);
  const small = lessonParts(lessonView(model), { columns: 60, rows: 10 });
  expect(small.pinned).toEqual([]);
  expect(small.document.map(withoutColour).join('\n')).toContain('✓ The stage');
});

test('where there is no room, what came out stands before what was done', () => {
  const order = () => {
    const shown = lessonParts(lessonView(lessonModel()), { columns: 60, rows: 10 })
      .document.map(withoutColour)
      .join('\n');
    return shown.indexOf('✓ The stage is called lab-box.') - shown.indexOf('sethostname(lab-box)');
  };
  expect(order()).toBeLessThan(0);
});

test('scrolling says where one is and goes no further than the end', () => {
  const model = lessonModel({ step: 'eight-links' });
  const at = (lesson: number) =>
    lessonPane(lessonView({ ...model, view: { ...model.view, scroll: { ...model.view.scroll, lesson } } }), SIZE);
  expect(at(0).note).toBe(' 24/79↓');
  expect(at(9999).note).toBe('↑79/79 ');
  expect(withoutColour(at(9999).lines.at(-1) ?? '')).toContain('Paragraph 40');
});

test('the last step names what to read', () => {
  expect(text(lessonModel({ step: 'docker' }))).toContain('man unshare(2), man namespaces(7)');
});

test.each([
  [{ op: 'unshare', args: { flags: ['CLONE_NEWIPC', 'CLONE_NEWNET'] } }, 'unshare(CLONE_NEWIPC|CLONE_NEWNET)'],
  [{ op: 'set-limit', args: { memory: '32M', swap: 0 } }, 'set-limit(memory=32M, swap=0)'],
  [{ op: 'fork', args: {} }, 'fork()'],
  [{ op: 'exec', args: { argv: ['/bin/sh', '-c', 'id'] }, expectErrno: 'ENOENT' }, 'exec(/bin/sh -c id)  wants ENOENT'],
  [{ op: 'chroot', args: { path: '{rootfs}' } }, 'chroot(/run/container-lab/5f3a91c2/rootfs)'],
])('%j reads %s', (op, expected) => expect(opText(op, { rootfs: ROOTFS })).toBe(expected));
