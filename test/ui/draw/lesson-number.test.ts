import { expect, test } from 'vitest';
import { lessonNumber } from '../../../src/ui/draw/lesson-number.ts';

test.each([
  ['02-unshare', '2'],
  ['00-orientation', '0'],
  ['15-runc', '15'],
  ['own', ''],
])('%s is lesson “%s”', (id, number) => expect(lessonNumber(id)).toBe(number));
