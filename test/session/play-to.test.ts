import { expect, test } from 'vitest';
import type { Step } from '../../src/lesson/lesson.ts';
import type { Place } from '../../src/session/course.ts';
import { playTo } from '../../src/session/play-to.ts';

const STEPS = [
  { type: 'read', id: 'intro' },
  { type: 'question', id: 'quiz', before: null },
  { type: 'question', id: 'guess', before: 'act' },
  { type: 'action', id: 'act' },
  { type: 'read', id: 'outro' },
] as Step[];

/** What is done on the way: `>` goes to the next step, `do` carries an action out. */
async function log(last: number, already: string[] = []): Promise<string[]> {
  const done = new Set(already);
  const said: string[] = [];
  let index = 0;
  const step = () => STEPS[index] as Step;
  const place = () => ({ index, lesson: { id: '02' }, step: step() }) as Place;
  await playTo(
    {
      here: place,
      done: () => done.has(step().id),
      async next() {
        if (step().type === 'action' && !done.has(step().id)) {
          done.add(step().id);
          said.push(`do ${step().id}`);
        } else {
          index++;
          said.push('>');
        }
      },
      isAnswered: at => done.has(at.step.id),
      judge: (lesson, { id }) => said.push(`judge ${lesson}/${id}`),
    },
    { index: last } as Place,
  );
  return said;
}

test('goes to the last step, carries actions out on the way, and judges the questions that nothing else judges', async () => {
  expect(await log(4)).toEqual(['>', 'judge 02/quiz', '>', '>', 'do act', '>']);
});

test('the last step is carried out, and not left', async () => {
  expect(await log(3)).toEqual(['>', 'judge 02/quiz', '>', '>', 'do act']);
  expect(await log(1)).toEqual(['>', 'judge 02/quiz']);
});

test('what was done and answered before is not done again', async () => {
  expect(await log(4, ['act', 'quiz'])).toEqual(['>', '>', '>', '>']);
});
