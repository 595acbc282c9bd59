import { expect, test } from 'vitest';
import { listedTerms, termsOfStep } from '../../../src/ui/state/step-terms.ts';
import { ASKING, GLOSSARY } from '../course.ts';
import { lessonModel } from '../models.ts';

const at = (step: string) =>
  lessonModel({ lesson: '07-ask', step }, { lessons: [{ ...ASKING, intro: 'NAT.' }], glossary: GLOSSARY });
const names = (terms: readonly { term: string }[]) => terms.map(({ term }) => term);

test('those of the text and the question; of the first step those of the introduction too', () => {
  expect(names(termsOfStep(at('own-pid')))).toEqual(['NAT / DNAT', 'PID namespace']);
  expect(names(termsOfStep(at('bomb')))).toEqual(['kernel']);
});

test('the list has the step’s terms, or all that is found', () => {
  expect(names(listedTerms(at('bomb'), { list: 'step', filter: 'nat' }))).toEqual(['kernel']);
  expect(names(listedTerms(at('bomb'), { list: 'all', filter: 'dnat' }))).toEqual(['NAT / DNAT']);
});
