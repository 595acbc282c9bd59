import { expect, it } from 'vitest';
import { handlerOf } from '../../../../src/session/engine/ops/table.ts';
import { wire } from '../../../../src/session/engine/ops/wire.ts';
import { LESSON_OPS } from '../../../../src/words/ops.ts';

it.each([...LESSON_OPS])(
  '%s: an op that the session plans has a row, and of the helper’s own only exec',
  (name, shape) => {
    const planned = shape.planned === true || name === 'exec';
    expect(handlerOf(name) !== wire).toBe(planned);
  },
);

it('a word that every object has is no row', () => {
  expect(handlerOf('constructor')).toBe(wire);
});
