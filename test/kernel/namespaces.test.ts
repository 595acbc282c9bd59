import { readdirSync, readlinkSync } from 'node:fs';
import { expect, test } from 'vitest';
import { NAMESPACES, namespaceKind, parseNamespaceLink } from '../../src/kernel/namespaces.ts';

test('the table has a row for each link this kernel has', () => {
  const links = readdirSync('/proc/self/ns').filter(name => !name.endsWith('_for_children'));
  expect(NAMESPACES.map(kind => kind.name)).toEqual(expect.arrayContaining(links));
});

test('flags do not overlap', () => {
  expect(NAMESPACES.reduce((all, { value }) => all + value, 0)).toBe(
    NAMESPACES.reduce((all, { value }) => all | value, 0),
  );
});

test('a live link', () => {
  const link = readlinkSync('/proc/self/ns/pid_for_children');
  const parsed = parseNamespaceLink(link);
  expect(parsed?.kind).toBe('pid');
  expect(`${parsed?.kind}:[${parsed?.inode}]`).toBe(link);
});

test.each(['', 'uts', 'uts:[]', 'uts:[x]', 'uts:[1', '/proc', 'uts:[1]\n'])('%j is no link of a namespace', link => {
  expect(parseNamespaceLink(link)).toBeNull();
});

test('found by link name and by flag', () => {
  expect(namespaceKind('pid_for_children')?.flag).toBe('CLONE_NEWPID');
  expect(namespaceKind('CLONE_NEWNS')?.name).toBe('mnt');
  expect(namespaceKind('CLONE_THREAD')).toBeUndefined();
});
