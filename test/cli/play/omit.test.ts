import { expect, it } from 'vitest';
import { omit } from '../../../src/cli/play/omit.ts';
import { lesson } from '../../session/lessons.ts';

const two = lesson('01-one', { intro: 'read', alpha: 'main' }, step => ({
  ...step,
  do: [...step.do, { op: 'second', args: {} }],
}));
const COURSE = [two, lesson('02-two', { alpha: 'main' })];

it('leaves out the Nth op of the action named, and nothing else', () => {
  const ops = omit(COURSE, '01-one/alpha#1').map(({ steps }) =>
    steps.map(step => (step.type === 'action' ? step.do.map(({ op }) => op) : null)),
  );
  expect(ops).toEqual([[null, ['second']], [['alpha']]]);
});

it.each(['01-one/alpha#3', '01-one/alpha#0', '01-one/alpha', '01-one/intro#1'])('refuses %s', where => {
  expect(() => omit(COURSE, where)).toThrow(`${where.split('#')[0]} has no op number`);
});
