/** A value of YAML read by a form: what it gives, and what is wrong as problems with line, sentence and fix. */
import * as v from 'valibot';
import type { Problem } from '../problem.ts';
import { lineOf } from '../yaml.ts';
import type { Form, LessonIssue } from './form.ts';

/** The value as far as it could be read. */
export function readForm<T>(form: Form<T>, value: unknown, file: string): { value: T; problems: Problem[] } {
  const { output, issues = [] } = v.safeParse(form, value);
  return { value: output as T, problems: (issues as LessonIssue[]).map(issue => problemOf(issue, file)) };
}

function problemOf(
  { path = [] as unknown as NonNullable<LessonIssue['path']>, input: value, requirement, what = '' }: LessonIssue,
  file: string,
): Problem {
  const [, within] = path;
  const step = path[0]?.key === 'steps' ? textOf((within?.value as { id?: unknown } | undefined)?.id) : '';
  const at = path.at(-1);
  const key = String(at?.key ?? '');
  const { message, fix, line } = requirement({
    what: what.replace('{step}', () => step),
    key,
    value,
    step,
    list: String(path.at(-2)?.key ?? ''),
  });
  const part = line === 'map' ? undefined : (at?.key as string | number | undefined);
  return { file, line: line === 'value' ? lineOf(value) : lineOf(at?.input, part), message, fix };
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');
