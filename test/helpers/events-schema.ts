/** Validates what was printed against the published shapes, src/json/*.schema.json, with messages about the one event type in question. */
import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';

type Schema = Record<string, unknown>;

function read(name: string): Schema {
  return JSON.parse(readFileSync(new URL(`../../src/json/${name}.schema.json`, import.meta.url), 'utf8')) as Schema;
}

/** The same without room for later versions: no field and no type that is not named. What this version prints must conform to it. */
function closed(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(closed);
  if (typeof schema !== 'object' || schema === null) return schema;
  const inner = Object.fromEntries(Object.entries(schema).map(([key, value]) => [key, closed(value)])) as Schema;
  if (Array.isArray(inner.oneOf)) inner.oneOf = inner.oneOf.filter(({ $ref }) => $ref !== LATER);
  const names = 'properties' in inner && inner.type === 'object';
  return names && !('additionalProperties' in inner) ? { ...inner, additionalProperties: false } : inner;
}

const LATER = '#/$defs/later';
const events = read('events');
const commands = read('commands');
const ajv = new Ajv2020({ allErrors: true, strict: true, strictRequired: false, allowUnionTypes: true });
ajv.addSchema(events, 'events').addSchema(commands, 'commands');
ajv.addSchema({ ...(closed(events) as Schema), $id: 'strict/events' }, 'strict/events');
ajv.addSchema({ ...(closed(commands) as Schema), $id: 'strict/commands' }, 'strict/commands');

const FIRST = new URL('../json/fixtures/events-1.schema.json', import.meta.url);
const first = closed(JSON.parse(readFileSync(FIRST, 'utf8'))) as Schema;
ajv.addSchema({ ...first, $id: 'strict/events-1' }, 'strict/events-1');

/** The event types that the schema knows. */
export const schemaTypes: string[] = (events.oneOf as { $ref: string }[])
  .filter(({ $ref }) => $ref !== LATER)
  .map(({ $ref }) => $ref.replace('#/$defs/event.', ''));

/** The fields that it names for a type. */
export function schemaFields(type: string): string[] {
  const known = (events.$defs as Record<string, { properties: object }>)[`event.${type}`];
  return Object.keys(known?.properties ?? {});
}

/** Those of them, without `type` and `t`, that it demands. */
export function requiredFields(type: string): string[] {
  const known = (events.$defs as Record<string, { required: string[] }>)[`event.${type}`];
  return (known?.required ?? []).filter(field => field !== 'type' && field !== 't');
}

/** What is wrong with one event of the first contract. */
export function version1Errors(event: unknown): string[] {
  return errors('strict/events-1', 'event', event);
}

/** What is wrong with one event as this version prints it; empty when all of it is documented. */
export function schemaErrors(event: unknown): string[] {
  return errorsOf(event, 'strict/events');
}

/** What a reader who validates by the published schema would find wrong with it. */
export function readersErrors(event: unknown): string[] {
  return errorsOf(event, 'events');
}

/** The same of a command's document: `name` is its shape in commands.schema.json. */
export function documentErrors(name: string, value: unknown): string[] {
  return errors(`strict/commands#/$defs/${name}`, name, value);
}

function errorsOf(event: unknown, schema: string): string[] {
  const type = (event as { type?: unknown } | null)?.type;
  const known = typeof type === 'string' && schemaTypes.includes(type);
  return errors(known ? `${schema}#/$defs/event.${type}` : schema, String(type), event);
}

function errors(shape: string, name: string, value: unknown): string[] {
  const validate = ajv.getSchema(shape);
  if (!validate) throw new Error(`there is no shape ${shape}`);
  if (validate(value)) return [];
  return (validate.errors ?? []).map(e => `${name}${e.instancePath} ${e.message} ${JSON.stringify(e.params)}`);
}
