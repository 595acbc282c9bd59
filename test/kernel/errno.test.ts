import { constants } from 'node:os';
import { expect, test } from 'vitest';
import { errnoMeaning, fileRefusal } from '../../src/kernel/errno.ts';

const MATTER =
  'EBUSY EPERM ENOENT EINVAL ENODEV ENOMEM ENOSPC EACCES EAGAIN ESRCH EROFS ENOEXEC ELOOP ENOSYS EOPNOTSUPP'.split(' ');

test.each(MATTER)('%s has a meaning in plain words', name => {
  expect(Object.keys(constants.errno)).toContain(name);
  expect(errnoMeaning(name)).toMatch(/^[a-z].*[^.]$/);
});

test.each(['', 'ENOPE', 'constructor', '__proto__'])('%j has none', name => {
  expect(errnoMeaning(name)).toBeNull();
});

test.each([
  ['ENOENT', 'no such file or directory'],
  ['EROFS', 'the file system is mounted read-only'],
  ['ENOSPC', 'no space left'],
  ['ENOPE', 'ENOPE'],
])('of a file %s is told as "%s"', (name, text) => expect(fileRefusal(name)).toBe(text));
