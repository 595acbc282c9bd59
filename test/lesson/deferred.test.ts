import { expect, test, vi } from 'vitest';
import { changing, deferred, isRead, replacing } from '../../src/lesson/deferred.ts';

const whole = () => ({ id: 'a', text: 'long', more: ['x'] });
type Whole = ReturnType<typeof whole>;

test('a field is read when it is asked for, and then stands there', () => {
  const read = vi.fn(whole);
  const one = deferred<Whole>({ id: 'a' }, ['text', 'more'], read);
  expect([one.id, 'text' in one, Object.keys(one)]).toEqual(['a', true, ['id', 'text', 'more']]);
  expect([read.mock.calls.length, isRead(one)]).toEqual([0, false]);
  expect([one.text, one.text, one.more]).toEqual(['long', 'long', ['x']]);
  expect([read.mock.calls.length, isRead(one)]).toEqual([2, true]);
  expect(one).toEqual(whole());
});

test('a copy with another value reads nothing', () => {
  const read = vi.fn(whole);
  const one = deferred<Whole>({ id: 'a', more: [] }, ['text'], read);
  const copy = replacing(one, 'more', ['y']);
  expect([copy.more, one.more, read.mock.calls.length]).toEqual([['y'], [], 0]);
  expect(copy).toEqual({ id: 'a', text: 'long', more: ['y'] });
});

test('what is changed in every field is changed when it is read', () => {
  const read = vi.fn(whole);
  const one = changing(deferred<Whole>({ id: 'a' }, ['text', 'more'], read), value => [value]);
  expect([one.id, read.mock.calls.length]).toEqual([['a'], 0]);
  expect(one).toEqual({ id: ['a'], text: ['long'], more: [['x']] });
  expect(one.text).toBe(one.text);
});
