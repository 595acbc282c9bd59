import { readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { NAMESPACES, namespaceKind } from '../../src/kernel/namespaces.ts';

test('the table has a row for each link this kernel has', () => {
  const links = readdirSync('/proc/self/ns').filter(name => !name.endsWith('_for_children'));
  expect(NAMESPACES.map(kind => kind.name)).toEqual(expect.arrayContaining(links));
});

test('found by link name and by flag', () => {
  expect(namespaceKind('pid_for_children')?.flag).toBe('CLONE_NEWPID');
  expect(namespaceKind('CLONE_NEWNS')?.name).toBe('mnt');
  expect(namespaceKind('CLONE_THREAD')).toBeUndefined();
});
