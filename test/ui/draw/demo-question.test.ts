import { expect, test } from 'vitest';
import { FORMS } from '../../../src/ui/draw/demo-form.ts';
import { demoQuestion, demoVerdict } from '../../../src/ui/draw/demo-question.ts';
import type { QuestionView } from '../../../src/ui/draw/question.ts';
import { withoutColour } from '../../../src/ui/text/text.ts';
import { ASKING } from '../course.ts';

const [form] = FORMS;
const question = ASKING.steps[0] as QuestionView['question'];
const view: QuestionView = { question, answer: null, chosen: null, notice: null, judgedBy: null, markdown: null };
const judged = { right: ['same'], correct: null, kernelDiffers: false, evidence: '' };
const text = (v: QuestionView) => withoutColour(demoQuestion(v, form, 80).flat().join('\n'));

test('hands up before, the right one and why after', () => {
  expect(text(view)).toContain('Hands up: a, b, c, d?   Enter: then we ask the kernel');
  const after = text({ ...view, answer: { choice: null, judged } });
  expect(after).toContain('✓ b   The same number as before');
  expect(after).toContain('Only its future children are numbered anew.');
});

test('beside the action the answer alone, once there is one', () => {
  expect(demoVerdict(view, form, 80)).toEqual([]);
  const [line] = demoVerdict({ ...view, answer: { choice: null, judged } }, form, 80).map(withoutColour);
  expect(line).toBe('The answer: b   The same number as before');
});
