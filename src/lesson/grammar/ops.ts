/** Ops of a lesson, `{ op: mount, target: /proc, … }`, from the table of ops. */
import * as v from 'valibot';
import type { Argument, LessonOpSpec } from '../../words/op.ts';
import { LESSON_OPS } from '../../words/ops.ts';
import type { LessonOp } from '../lesson.ts';
import { parseSize } from '../size.ts';
import { entryOf, isMap, type PlainMap, sameLines } from '../yaml.ts';
import { ARGUMENT_TYPES } from './arguments.ts';
import { ERRNO } from './claims.ts';
import { always, annotated, type Explain, type Form, form } from './form.ts';
import * as f from './forms.ts';

const NO_ARGUMENT: Explain = ({ key }) => ({
  message: `the argument "${key}" is neither text, number nor list`,
  fix: 'write a text, a number or [a, b]',
});

/** Text, number or list as it stands, but for a size; whether it fits is said in check-action.ts. */
function argument(given: Argument | undefined): Form<LessonOp['args'][string] | undefined> {
  const read = v.union([given?.type === 'size' ? SIZE_READ : v.string(), v.number(), v.array(v.string())]);
  const plain = form<LessonOp['args'][string] | undefined>(read, NO_ARGUMENT, undefined);
  return given === undefined ? plain : annotated(plain, { json: ARGUMENT_TYPES[given.type].editor(given) });
}
const SIZE_READ = v.pipe(
  v.string(),
  v.transform(value => parseSize(value) ?? value),
);

const errno = v.pipe(v.string(), v.description(ERRNO));
const errnos = form(
  v.pipe(
    v.union([errno, v.literal('any'), v.array(errno)]),
    v.transform(value => (value === 'any' ? 'any' : typeof value === 'string' ? [value] : value)),
  ),
  f.expected('a list of texts'),
  [],
);

const otherwise = v.pipe(
  f.mapUnder(
    f.map('"otherwise"', {
      errno: errnos,
      do: f.list(
        annotated(
          v.lazy(() => op('an op of "otherwise"')),
          { ref: 'op' },
        ),
        'ops',
      ),
      say: f.text('shown to the learner'),
    }),
    always('"otherwise" is not a map', 'write otherwise: { errno: …, do: […], say: "…" }'),
  ),
  v.description('a second way, when the kernel refuses with that errno, with one of them, or with any'),
);

/** The keys of an op beside its arguments. */
const BESIDE = {
  expectErrno: f.optional(f.text('the experiment wants this refusal')),
  otherwise: v.optional(otherwise),
};

/** An op with its arguments, as editors know it. */
function kind(name: string, { args, needsOne }: LessonOpSpec): Form<unknown> {
  const keys = Object.entries(args).map(([key, given]) => {
    const form = argument(given);
    return [key, given.required ? form : v.optional(form)] as const;
  });
  const word = annotated(v.literal(name) as Form<string>, { guide: ['ops', name] });
  const one = needsOne ? { editor: { anyOf: Object.keys(args).map(key => ({ required: [key] })) } } : {};
  return annotated(f.map(name, { op: word, ...Object.fromEntries(keys), ...BESIDE }), {
    guide: ['ops', name],
    ...one,
  });
}

/** All ops: the word under `op` says which it is. */
export const OP_KINDS = Object.fromEntries([...LESSON_OPS].map(([name, shape]) => [name, kind(name, shape)]));

/** An op; `what` names it in sentences. Unknown ops and arguments are read, too: check-action.ts says so. */
export function op(what: string): Form<LessonOp | null> {
  const read = v.lazy(given => f.map(what, { op: f.text(), ...BESIDE, ...argumentsOf(given) }));
  return annotated(f.transformed(read, opOf), { ref: 'op' });
}

function argumentsOf(given: unknown): Record<string, ReturnType<typeof argument>> {
  if (!isMap(given)) return {};
  const known = LESSON_OPS.get(String(given.op))?.args ?? {};
  const keys = Object.keys(given).filter(key => key !== 'op' && !Object.hasOwn(BESIDE, key));
  return Object.fromEntries(keys.map(key => [key, argument(entryOf(known, key))]));
}

function opOf(
  { op: name, expectErrno, otherwise: other, ...args }: Pick<LessonOp, 'op' | 'expectErrno' | 'otherwise'>,
  from: PlainMap,
): LessonOp {
  const more = { ...(expectErrno !== undefined && { expectErrno }), ...(other !== undefined && { otherwise: other }) };
  return sameLines({ op: name, args, ...more }, from);
}
