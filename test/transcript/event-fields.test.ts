import { expect, test } from 'vitest';
import { FIELDS } from '../../src/transcript/event-fields.ts';
import { requiredFields, schemaFields, schemaTypes } from '../helpers/events-schema.ts';

/** Optional, and read all the same: well-formed.ts looks at them where they are. */
const OPTIONAL = ['judged.unjudged'];

test('a recording must have what the contract demands, of every type', () => {
  expect(Object.keys(FIELDS).sort()).toEqual(schemaTypes.toSorted());
  const read = Object.entries(FIELDS).flatMap(([type, fields]) => Object.keys(fields).map(field => `${type}.${field}`));
  const demanded = schemaTypes.flatMap(type => requiredFields(type).map(field => `${type}.${field}`));
  expect(read.filter(field => !OPTIONAL.includes(field)).sort()).toEqual(demanded.sort());
  const known = schemaTypes.flatMap(type => schemaFields(type).map(field => `${type}.${field}`));
  expect(OPTIONAL.filter(field => !known.includes(field))).toEqual([]);
});
