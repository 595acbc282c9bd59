import { expect, test } from 'vitest';
import type { DrawnCall } from '../../../src/ui/draw/calls.ts';
import { type DemoActionView, demoAction } from '../../../src/ui/draw/demo-action.ts';
import { FORMS } from '../../../src/ui/draw/demo-form.ts';
import { withoutColour } from '../../../src/ui/text/text.ts';
import { action } from '../course.ts';

const half = FORMS[1];
const call = (seq: number, name: string, errno: string | null = null): DrawnCall => {
  const ret = errno === null ? 0 : -1;
  return { seq, by: 'stage', pid: 1, name, args: '', ret, errno, ns: 1 };
};
const view: DemoActionView = {
  step: action('uts', { do: [{ op: 'sethostname', args: { name: 'lab' } }] }),
  result: null,
  there: true,
  facts: [],
  working: false,
  paths: {},
  usage: null,
  calls: [],
  name: 'mount',
  output: { experiment: false, text: '' },
  predictions: [],
  markdown: null,
};
const text = (more: Partial<DemoActionView>, form: (typeof FORMS)[number] = half) =>
  withoutColour(
    demoAction({ ...view, ...more }, form, 80)
      .flat()
      .join('\n'),
  );
const done = { ok: true, expects: [{ ok: true, text: 'It holds.', got: '' }] };

test('before it runs: what will be done', () =>
  expect(text({})).toBe('▸ sethostname(lab)\nEnter: the kernel is asked'));

test('after it ran: three calls, refusals and those of its name before others', () => {
  const calls = [call(1, 'mount'), call(2, 'a', 'EPERM'), call(3, 'b'), call(4, 'c')];
  expect(text({ result: done, calls })).toBe('mount() = 0\na() = -1 EPERM\nc() = 0\n✓ It holds.');
});

test('where there is little room the claims are counted', () => {
  const step = { ...view.step, expect: [{ test: { fact: 'x', of: 'stage', is: { changed: true } }, says: 'y' }] };
  expect(text({ result: done, step } as never, FORMS[4])).toContain('✓ 1 of 1 claims hold');
});

test('what was skipped says for what, and nothing else', () => {
  const skipped = { because: '01-mount/overlay', message: 'EINVAL' };
  expect(text({ result: { ok: null, expects: [], skipped } })).toMatch(/^↷ skipped: it rests on 01-mount\/overlay/);
});
