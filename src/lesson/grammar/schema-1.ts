/** Schema 1 of lessons: what stands in the frontmatter. Another schema is another such description, beside this one. */
import * as v from 'valibot';
import type { Lesson, Reading } from '../lesson.ts';
import { MAN_PAGE } from '../name.ts';
import { isMap } from '../yaml.ts';
import { factKey } from './claims.ts';
import { annotated, type Form } from './form.ts';
import * as f from './forms.ts';
import { STEP } from './steps.ts';

const KEYS = { known: ['man', 'url', 'title'] };

const reading: Form<Reading | null> = f.choose(
  {
    manual: f.map('an entry of "reading"', { man: f.text(undefined, { pattern: MAN_PAGE.source }) }, KEYS),
    page: f.map('an entry of "reading"', { url: f.text(), title: f.text() }, KEYS),
  },
  value => (isMap(value) && value.man !== undefined && value.man !== null ? 'manual' : 'page'),
);

const requires = f.map('"requires"', {
  root: f.optional(f.boolean(), false),
  namespaces: f.optional(f.texts(''), []),
  filesystems: f.optional(f.texts(''), []),
  cgroup: f.optional(f.word(['any', 'none']), 'none'),
});

/** What a file says; id, intro and the texts of steps come from around it (parse.ts). */
export const LESSON_1 = f.map('the lesson', {
  schema: f.optional(annotated(f.number('of the format: 1'), { json: { const: 1 } }), 1),
  title: f.text('for people'),
  kind: f.word(['core', 'warmup', 'extra'], '`core`, `warmup` or `extra`; a lesson of your own is an `extra`'),
  notesStep: f.optional(
    f.number('the step of the notes; left out in extras', { type: 'integer', minimum: 1, maximum: 6 }),
    null,
  ),
  minutes: f.number('how long it takes'),
  objectives: f.texts('what one can do afterwards, a sentence each'),
  covers: f.optional(f.texts('ids of `inventory.tsv`'), []),
  corrections: f.optional(f.texts('ids of `corrections.yaml`'), []),
  terms: f.optional(f.texts('words of `glossary.yaml`; the screen explains them'), []),
  requires: f.optional(
    v.pipe(
      f.emptyUnlessMap(requires),
      v.description('what of the machine: `{ root, namespaces, filesystems, cgroup }`, cgroup being any or none'),
    ),
    {},
  ),
  watch: f.optional(f.texts('facts that the screen shows first', undefined, factKey), []),
  steps: f.list(STEP, 'in their order', { minItems: 1 }),
  reading: f.optional(f.list(reading, '`{ man: "mount(2)" }` or `{ url, title }`'), []),
}) satisfies Form<Omit<Lesson, 'id' | 'intro' | 'file' | 'schema'> | null>;
