/** The tables of src/json/README.md name what the schema has, each once. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { CONTRACT } from '../../src/session/contract.ts';
import { requiredFields, schemaFields, schemaTypes } from '../helpers/events-schema.ts';

const text = readFileSync(new URL('../../src/json/README.md', import.meta.url), 'utf8');
const table = text.slice(text.indexOf('| type | says |'), text.indexOf('## Subjects'));
const rows = [...table.matchAll(/^\| `([\w.]+)` \| (.+) \| (.*) \|$/gm)].map(([, type = '', , fields = '']) => ({
  type,
  fields: fieldsIn(fields),
}));

/** `name`, or with a question mark behind it; what stands in brackets explains the one before. */
function fieldsIn(cell: string): { name: string; optional: boolean }[] {
  const plain = cell.replaceAll(/ \([^()]*\)/g, '');
  return [...plain.matchAll(/`(\w+)`(\?)?/g)].map(([, name = '', mark]) => ({ name, optional: mark === '?' }));
}

test('each type stands in it once', () => {
  expect(rows.map(({ type }) => type).sort()).toEqual(schemaTypes.toSorted());
});

describe.each(rows)('$type', ({ type, fields }) => {
  test('has each field once', () => {
    const own = schemaFields(type).filter(field => !['type', 't', 'recorded'].includes(field));
    expect(fields.map(({ name }) => name).sort()).toEqual(own.sort());
  });

  test('marks those that may be missing', () => {
    const must = fields.filter(({ optional }) => !optional).map(({ name }) => name);
    expect(must.sort()).toEqual(requiredFields(type).sort());
  });
});

test('the number of the contract is that of the program', () => {
  expect(text).toContain(`this is number ${CONTRACT}`);
});
