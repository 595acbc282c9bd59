import { expect, it } from 'vitest';
import { OPS } from '../../../../src/lesson/ops.ts';
import { handlerOf } from '../../../../src/session/engine/ops/table.ts';
import { wire } from '../../../../src/session/engine/ops/wire.ts';

it.each(Object.entries(OPS))(
  '%s: a logical op has a row, and of the helper’s own only exec and the one on groups',
  (name, shape) => {
    const planned = shape.logical === true || ['exec', 'enable-controllers'].includes(name);
    expect(handlerOf(name) !== wire).toBe(planned);
  },
);

it('a word that every object has is no row', () => {
  expect(handlerOf('constructor')).toBe(wire);
});
