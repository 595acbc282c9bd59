import { constants } from 'node:os';
import { expect, test } from 'vitest';
import { errnoMeaning } from '../../src/kernel/errno.ts';

const MATTER =
  'EBUSY EPERM ENOENT EINVAL ENODEV ENOMEM ENOSPC EACCES EAGAIN ESRCH EROFS ENOEXEC ELOOP ENOSYS EOPNOTSUPP'.split(' ');

test.each(MATTER)('%s has a meaning in plain words', name => {
  expect(Object.keys(constants.errno)).toContain(name);
  expect(errnoMeaning(name)).toMatch(/^[a-z].*[^.]$/);
});

test.each(['', 'ENOPE', 'constructor', '__proto__'])('%j has none', name => {
  expect(errnoMeaning(name)).toBeNull();
});
