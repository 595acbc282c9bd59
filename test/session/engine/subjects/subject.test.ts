import { expect, it } from 'vitest';
import { named, nameOf, type Subject } from '../../../../src/session/engine/subjects/subject.ts';
import { CONTAINER, EXPERIMENT } from '../../../../src/words/cast.ts';

it.each([
  [CONTAINER, false, 'stage'],
  [CONTAINER, true, 'app'],
  [EXPERIMENT, false, 'aside'],
  [EXPERIMENT, true, 'aside'],
])('$name, running $running, is called %s', (as, running, name) => {
  const subject = { as, running, pid: 7 } as Subject;
  expect(nameOf(subject)).toBe(name);
  expect(named(subject)).toEqual({ of: as.name, name, pid: 7 });
});
