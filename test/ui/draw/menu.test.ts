import { expect, test } from 'vitest';
import { freshChallenge } from '../../../src/session/state.ts';
import { menuLines } from '../../../src/ui/draw/menu.ts';
import type { Model } from '../../../src/ui/state/model.ts';
import { menuView } from '../../../src/ui/state/select-menu.ts';
import { withoutColour } from '../../../src/ui/text/text.ts';
import { CHALLENGING, lesson, read } from '../course.ts';
import { emptyModel } from '../models.ts';

const lines = (model: Model, rows = 34) => menuLines(menuView(model), { columns: 119, rows }).map(withoutColour);
const line = (model: Model, title: string) => lines(model).find(l => l.includes(title)) ?? '';
const results = (uts: boolean | null, pid?: boolean) =>
  emptyModel({
    session: {
      ...emptyModel().session,
      results: {
        '02-unshare/uts': { ok: uts, expects: [] },
        ...(pid !== undefined && { '02-unshare/pid': { ok: pid, expects: [] } }),
      },
    },
  });

test('every lesson with number, minutes, objective and state', () => {
  expect(line(emptyModel(), 'Unshare')).toMatch(/2 +Unshare: a view of its own +20 min +· not begun/);
  expect(lines(emptyModel()).join('\n')).toContain('Say what Orientation is good for.');
});

test.each([
  ['in progress', results(true), '◐ in progress'],
  ['all held', results(true, true), '✓ all held'],
  ['failed', results(false, true), '✗ failed'],
  ['still running', results(null), '· not begun'],
])('%s', (_name, model, state) => expect(line(model, 'Unshare')).toContain(state));

test('skipped, which is neither held nor failed', () => {
  const { session } = emptyModel();
  const skipped = { because: '01-mount/overlay', message: 'mount: EINVAL' };
  const now = { ...session, results: { '02-unshare/uts': { ok: null, expects: [], skipped } } };
  expect(line(emptyModel({ session: now }), 'Unshare')).toContain('↷ skipped');
});

test('a lesson without actions is done when it has been read to its end', () => {
  expect(line(emptyModel({ visited: new Set(['00-orientation/hello']) }), 'Orientation')).toContain('✓');
});

test('stars of the challenges, won now or earlier, as symbols and in words', () => {
  const lessons = [...emptyModel().lessons, CHALLENGING];
  const won = (stars: number) => line(emptyModel({ lessons, savedStars: { '08-solve/own-name': stars } }), 'Solve it');
  expect(won(0)).toContain('☆☆☆☆ 0 of 4');
  expect(won(2)).toContain('★★☆☆ 2 of 4');
  const { session } = emptyModel();
  const solved = { ...freshChallenge, solved: { stars: 3, of: 3, seen: false } };
  const now = { ...session, challenges: { '08-solve/own-name': solved } };
  expect(line(emptyModel({ lessons, session: now, savedStars: { '08-solve/group': 1 } }), 'Solve it')).toContain(
    '★★★★ 4 of 4',
  );
  expect(line(emptyModel({ lessons }), 'Unshare')).not.toMatch(/[★☆]/);
});

test('the chosen lesson is marked, also when the list is longer than the screen', () => {
  const lessons = Array.from({ length: 40 }, (_, i) => lesson(`${i}-x`, `Lesson number ${i}`, [read('a', 'b')]));
  const model = emptyModel({ lessons, view: { ...emptyModel().view, menuIndex: 33 } });
  expect(lines(model, 20).find(l => l.includes('▸'))).toContain('Lesson number 33');
});

test('in front of a class nothing is said of progress, for it is not loaded', () => {
  const model = emptyModel({
    lessons: [...emptyModel().lessons, CHALLENGING],
    view: { ...emptyModel().view, demo: true },
  });
  expect(lines(model).join('\n')).toContain('Solve it');
  expect(lines(model).join('\n')).not.toMatch(/not begun|[★☆]|\d of \d/);
});
