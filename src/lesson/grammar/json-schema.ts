/**
 * JSON Schema (draft-07, what editors know) of a lesson's frontmatter, from the forms that read it. `npm run documents` writes it to
 * lessons/lesson.schema.json.
 */
import { CANDIDATE_KEYS, FACT_KEYS } from '../../words/facts.ts';
import { operand, SAYS, subject, TEST } from './claims.ts';
import type { Annotations, Form, Schema } from './form.ts';
import { OP_KINDS } from './ops.ts';
import { LESSON_1 } from './schema-1.ts';
import { STEP_KINDS } from './steps.ts';

/** What each word means and one example of it: `lessons/guide.yaml`. */
export type Guide = Record<
  'steps' | 'ops' | 'facts' | 'comparisons',
  Record<string, { what: string; example?: string }>
>;

/** What is looked at of a form. */
interface Node {
  type: string;
  pipe?: readonly { type: string; description?: string; metadata?: Annotations; requirement?: RegExp }[];
  entries?: Record<string, Form<unknown>>;
  item?: Form<unknown>;
  wrapped?: Form<unknown>;
  options?: readonly unknown[];
  literal?: string;
}

export function lessonSchema(guide: Guide): Schema {
  const tell = (section: keyof Guide, word: string) => guide[section][word]?.what ?? '';
  const facts = [...FACT_KEYS, ...CANDIDATE_KEYS];
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'The frontmatter of a lesson of container-lab',
    ...schemaOf(LESSON_1, tell),
    definitions: {
      op: kinds('op', 'one of the closed list', OP_KINDS, tell),
      fact: { anyOf: facts.map(key => ({ const: key, description: tell('facts', key) })) },
      subject: schemaOf(subject, tell, true),
      test: testSchema({}, tell),
      claim: testSchema({ says: SAYS }, tell),
      operand: schemaOf(operand, tell, true),
      step: kinds('type', 'what kind of step', STEP_KINDS, tell),
    },
  };
}

type Tell = (section: keyof Guide, word: string) => string;

/** A form as JSON Schema; what is a definition is referred to, but where the definition itself is written. */
function schemaOf(form: Form<unknown>, tell: Tell, definition = false): Schema {
  const { node, notes, description } = unfold(form, definition);
  if (node.wrapped) return schemaOf(node.wrapped, tell);
  const own = description === undefined ? {} : { description };
  const told = notes.guide === undefined ? {} : { description: tell(...notes.guide) };
  if (notes.ref !== undefined && !definition) {
    const ref = { $ref: `#/definitions/${notes.ref}` };
    // beside $ref draft-07 ignores every other keyword
    return description === undefined && notes.guide === undefined ? ref : { ...told, allOf: [ref], ...own };
  }
  const schema = notes.json ?? plain(node, tell);
  if (node.type === 'literal') return { ...schema, ...told };
  if (node.type === 'object' || node.type === 'array') return { ...told, ...schema, ...own, ...notes.editor };
  return { ...told, ...schema, ...notes.editor, ...own };
}

/** The form within its descriptions and notes, the outer before the inner; a form that is a definition is not looked into. */
function unfold(
  form: Form<unknown>,
  definition: boolean,
): { node: Node; notes: Annotations; description: string | undefined } {
  let node = form as unknown as Node;
  let notes: Annotations = {};
  let description: string | undefined;
  while (node.pipe !== undefined && (definition || notes.ref === undefined)) {
    const [within, ...actions] = node.pipe;
    for (const action of actions) {
      if (action.type === 'description') description ??= action.description;
      if (action.type === 'metadata') notes = { ...action.metadata, ...notes };
      if (action.type === 'regex') notes = { ...notes, editor: { pattern: action.requirement?.source } };
    }
    node = within as Node;
  }
  return { node, notes, description };
}

/** What follows from the form itself. */
function plain({ type, entries, item, options = [], literal }: Node, tell: Tell): Schema {
  const forms = options as Form<unknown>[];
  switch (type) {
    case 'string':
    case 'number':
    case 'boolean':
      return { type };
    case 'literal':
      return { const: literal };
    case 'picklist':
      return { enum: options };
    case 'array':
      return { type, items: item && schemaOf(item, tell) };
    case 'object':
      return closed(entries ?? {}, tell);
    default: {
      const maps = forms.every(option => unfold(option, false).node.type === 'object');
      return { ...(maps && { type: 'object' }), anyOf: forms.map(option => schemaOf(option, tell)) };
    }
  }
}

function closed(entries: Record<string, Form<unknown>>, tell: Tell, required = requiredOf(entries)): Schema {
  const properties = Object.fromEntries(Object.entries(entries).map(([key, form]) => [key, schemaOf(form, tell)]));
  return { type: 'object', properties, required, additionalProperties: false };
}

function requiredOf(entries: Record<string, Form<unknown>>): string[] {
  return Object.entries(entries).flatMap(([key, form]) => {
    const { node, notes } = unfold(form, false);
    return notes.required || node.wrapped === undefined ? [key] : [];
  });
}

/** Several kinds of map, told apart by the word under `key`. */
function kinds(key: string, description: string, forms: Readonly<Record<string, Form<unknown>>>, tell: Tell): Schema {
  const schemas = Object.entries(forms).map(([name, form]) => ({ name, schema: schemaOf(form, tell) }));
  const required = schemas.map(({ schema }) => schema.required as string[]);
  return {
    type: 'object',
    required: required[0]?.filter(name => required.every(names => names.includes(name))),
    properties: { [key]: { enum: Object.keys(forms), description } },
    allOf: schemas.map(({ name, schema }) => ({
      if: { required: [key], properties: { [key]: { const: name } } },
      // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
      then: schema,
    })),
  };
}

/** One fact with one comparison, or one of the other forms; `more` stands beside it. */
function testSchema(more: Record<string, Form<unknown>>, tell: Tell): Schema {
  return {
    ...closed({ ...more, ...TEST.keys }, tell, Object.keys(more)),
    oneOf: [
      { required: ['fact', 'of'], oneOf: TEST.compared.map(name => ({ required: [name] })) },
      ...TEST.alone.map(name => ({ required: [name] })),
    ],
  };
}
