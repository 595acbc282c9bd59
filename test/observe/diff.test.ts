import { expect, test } from 'vitest';
import { diff, sameValue } from '../../src/observe/diff.ts';
import type { Facts } from '../../src/words/fact-value.ts';

const of = (facts: Facts, files: Record<string, string> = {}) => ({ facts, files });

test('changed, new and vanished facts of those who are in both', () => {
  const before = { host: of({ a: '1', gone: 'x' }), stage: of({ list: ['x'], same: ['y'] }), aside: of({ a: '1' }) };
  const after = { host: of({ a: '2', new: 'y' }), stage: of({ list: ['x', 'z'], same: ['y'] }), app: of({ a: '1' }) };
  expect(diff(before, after)).toEqual([
    { subject: 'host', key: 'a', before: '1', after: '2' },
    { subject: 'host', key: 'gone', before: 'x', after: null },
    { subject: 'host', key: 'new', before: null, after: 'y' },
    { subject: 'stage', key: 'list', before: ['x'], after: ['x', 'z'] },
  ]);
});

test('across execve the stage and the app are one', () => {
  const before = { stage: of({ 'link.exe': '/lab-helper', hostname: 'box' }) };
  const after = { app: of({ 'link.exe': '/bin/sh', hostname: 'box' }) };
  expect(diff(before, after)).toEqual([]);
  expect(diff(before, after, { app: 'stage' })).toEqual([
    { subject: 'app', key: 'link.exe', before: '/lab-helper', after: '/bin/sh' },
  ]);
});

test('the real file goes along, also of a fact that vanished', () => {
  expect(diff({ stage: of({ k: '1' }, { k: '/f' }) }, { stage: of({ k: '2' }, { k: '/g' }) })[0]?.file).toBe('/g');
  expect(diff({ stage: of({ k: '1' }, { k: '/f' }) }, { stage: of({}) })[0]?.file).toBe('/f');
});

test('values', () => {
  expect(sameValue(['a', 'b'], ['a', 'b'])).toBe(true);
  expect(sameValue(['a', 'b'], ['b', 'a'])).toBe(false);
  expect(sameValue(['a', 'b'], ['a', 'c'])).toBe(false);
  expect(sameValue([], [])).toBe(true);
  expect(sameValue([], '')).toBe(false);
  expect(sameValue({ error: 'ENOENT' }, { error: 'ENOENT' })).toBe(true);
  expect(sameValue({ error: 'ENOENT' }, { error: 'ESRCH' })).toBe(false);
  expect(sameValue(null, { error: 'ESRCH' })).toBe(false);
  expect(sameValue('ENOENT', { error: 'ENOENT' })).toBe(false);
});

test('no difference with itself', () => {
  const snapshot = { host: of({ a: '1', b: ['x'], c: { error: 'EPERM' }, d: null }) };
  expect(diff(snapshot, structuredClone(snapshot))).toEqual([]);
});
