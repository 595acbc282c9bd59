import { describe, expect, it } from 'vitest';
import type { QuestionStep, Step } from '../../src/lesson/lesson.ts';
import { lessonsFor } from '../../src/session/course.ts';
import { lesson } from './lessons.ts';

const base = lesson('04-x', { a: 'main', 'on-v1': 'aside', 'on-v2': 'aside', z: 'read' }, step =>
  step.id.startsWith('on-') ? { ...step, only: step.id === 'on-v1' ? 'v1' : 'v2' } : step,
);
const question: QuestionStep = {
  id: 'q',
  type: 'question',
  title: 'Q',
  text: '',
  line: 1,
  question: '?',
  before: 'on-v2',
  choices: [],
};
const lessons = [{ ...base, steps: [question, ...base.steps] }];
const names = (layout: 'v1' | 'v2' | 'hybrid' | 'none', rootless = false) =>
  lessonsFor(lessons, layout, rootless).flatMap(l => l.steps.map(s => s.id));

describe('lessonsFor', () => {
  it('leaves out what is for the other layout, and what is asked about it', () => {
    expect(names('v2')).toEqual(['q', 'a', 'on-v2', 'z']);
    expect(names('v1')).toEqual(['a', 'on-v1', 'z']);
    expect(names('hybrid')).toEqual(['a', 'on-v1', 'z']);
  });

  it('has steps that are only for a session without root', () => {
    const [first] = base.steps;
    const here = [
      { ...base, steps: [{ ...first, id: 'maps', type: 'read', only: 'rootless' } as Step, ...base.steps] },
    ];
    const of = (rootless: boolean) => lessonsFor(here, 'v2', rootless).flatMap(l => l.steps.map(s => s.id));
    expect(of(true)).toContain('maps');
    expect(of(false)).not.toContain('maps');
  });

  it('keeps a lesson that is the same everywhere', () => {
    const plain = lesson('01-x', { a: 'main' });
    expect(lessonsFor([plain], 'v2', false)[0]).toBe(plain);
  });
});
