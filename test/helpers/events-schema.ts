/** Validates events against src/json/events.schema.json, with messages about the one event type in question. */
import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';

const schema = JSON.parse(readFileSync(new URL('../../src/json/events.schema.json', import.meta.url), 'utf8'));
const ajv = new Ajv2020({ allErrors: true, strict: true, strictRequired: false, allowUnionTypes: true });
ajv.addSchema(schema, 'events');

/** The event types that the schema knows. */
export const schemaTypes: string[] = schema.oneOf.map(({ $ref }: { $ref: string }) =>
  $ref.replace('#/$defs/event.', ''),
);

/** What is wrong with one event; empty when it conforms. */
export function schemaErrors(event: unknown): string[] {
  const type = (event as { type?: unknown } | null)?.type;
  const known = typeof type === 'string' && schemaTypes.includes(type);
  const validate = ajv.getSchema(known ? `events#/$defs/event.${type}` : 'events');
  if (!validate) throw new Error('the schema of events does not compile');
  if (validate(event)) return [];
  return (validate.errors ?? []).map(e => `${String(type)}${e.instancePath} ${e.message} ${JSON.stringify(e.params)}`);
}
