import { expect, test } from 'vitest';
import { didYouMean, nearest, suggest } from '../../src/protocol/did-you-mean.ts';

test.each([
  ['CLONE_NEWUTC', ['CLONE_NEWNS', 'CLONE_NEWUTS'], 'CLONE_NEWUTS'],
  ['lits', ['lint', 'list'], 'list'],
  ['UTS', ['uts'], 'uts'],
  ['entirely', ['else', 'other'], null],
])('%s among %j is %s', (word, known, meant) => {
  expect(nearest(word, known)).toBe(meant);
});

test('a suggestion names the near word, or all of them', () => {
  expect(suggest('mont', ['mount', 'umount'])).toBe('did you mean "mount"?');
  expect(suggest('somewhere', ['a', 'b'])).toBe('use one of: a, b');
});

test('a hint begins with the near word, as it is called there, or with nothing', () => {
  expect(didYouMean('unshar', ['unshare'], name => `02-${name}`)).toBe("did you mean '02-unshare'? ");
  expect(didYouMean('somewhere', ['a'])).toBe('');
});
