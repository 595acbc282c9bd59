import { expect, test } from 'vitest';
import { freshChallenge } from '../../../src/session/state.ts';
import { type ChecklistView, checklist } from '../../../src/ui/draw/checklist.ts';
import { withoutColour } from '../../../src/ui/text/text.ts';
import { CHALLENGING } from '../course.ts';

const step = CHALLENGING.steps[0] as ChecklistView['step'];
const view: ChecklistView = { step, challenge: null, recorded: false, typing: false };
const lines = (more: Partial<ChecklistView>, rows = 60) =>
  checklist({ ...view, ...more }, { columns: 70, rows }).map(withoutColour);

test('before anything is known every check is open; in a recording nothing is watched', () => {
  expect(lines({})).toContainEqual(expect.stringContaining('watching … nothing new of yours yet'));
  expect(lines({})).toContain('· Its host name is my-box.');
  expect(lines({ recorded: true })).toContainEqual(expect.stringContaining('recorded: nothing new was there yet'));
});

test('whose it is is asked for, with the key that can answer', () => {
  const challenge = { ...freshChallenge, unclaimed: { pid: 7, name: 'bash' } };
  expect(lines({ challenge }).join('\n')).toContain('looks like it: PID 7 (bash). Yours? (y)');
  expect(lines({ challenge, typing: true }).join('\n')).toContain('Yours? (Ctrl-], y)');
  expect(lines({ challenge, recorded: true }).join('\n')).not.toContain('Yours?');
});

test('it is as high whatever the kernel shows, and smaller where there is little room', () => {
  const challenge = { ...freshChallenge, candidate: { pid: 7, name: 'sh' }, candidates: 1 };
  expect(lines({ challenge })).toHaveLength(lines({}).length);
  expect(lines({}, 14).length).toBeLessThan(lines({}).length);
});
