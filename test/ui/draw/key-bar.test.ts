import { expect, test } from 'vitest';
import { keyBarLine } from '../../../src/ui/draw/key-bar.ts';
import { withoutColour } from '../../../src/ui/text/text.ts';

const keys = [
  { label: 'Enter', bar: 'next', always: false },
  { label: 't', bar: 'shell', always: false },
  { label: 'q', bar: 'menu', always: true },
];

test('each key with what it does', () =>
  expect(withoutColour(keyBarLine({ keys }, 80))).toBe(' Enter next  t shell  q menu'));

test('where it is narrow, those that are always shown stay', () =>
  expect(withoutColour(keyBarLine({ keys }, 22))).toBe(' Enter next  q menu'));
