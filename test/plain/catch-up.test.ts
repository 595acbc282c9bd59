import { expect, test } from 'vitest';
import { CatchUp } from '../../src/plain/catch-up.ts';
import type { LabEvent } from '../../src/session/events.ts';

const call: LabEvent = {
  type: 'syscall',
  seq: 1,
  by: 'stage',
  pid: 1,
  name: 'fork',
  args: '',
  ret: 0,
  errno: null,
  ns: 1,
  t: 0,
};
const expectation = {
  type: 'expect',
  lesson: 'l',
  step: 's',
  text: 'It holds.',
  got: '',
  says: 'kernel',
  t: 0,
} as const;

test('calls are told as they come, and counted while catching up', () => {
  const catchUp = new CatchUp();
  expect(catchUp.prints(call)).toBe(true);
  catchUp.begin();
  expect([catchUp.prints(call), catchUp.prints(call)]).toEqual([false, false]);
  expect(catchUp.end()).toEqual(['What comes before this step has been carried out: 2 system calls.']);
  expect(catchUp.prints(call)).toBe(true);
});

test('what went wrong is told in any case', () => {
  const catchUp = new CatchUp();
  catchUp.begin();
  expect(catchUp.prints({ ...expectation, ok: true })).toBe(false);
  expect(catchUp.prints({ ...expectation, ok: false })).toBe(true);
  expect(catchUp.prints({ type: 'error', code: 'x', message: 'y', t: 0 })).toBe(true);
  expect(catchUp.end()).toEqual([]);
});

test('what came no further than an error is not told as done', () => {
  const catchUp = new CatchUp();
  catchUp.begin();
  catchUp.prints(call);
  expect(catchUp.prints({ type: 'error', t: 2, code: 'pivot_root', message: 'pivot_root: EINVAL' })).toBe(true);
  expect(catchUp.end()).toEqual(['What comes before this step has been carried out up to the error: 1 system calls.']);
});
