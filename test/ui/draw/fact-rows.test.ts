import { expect, test } from 'vitest';
import {
  causeText,
  type FactChange,
  type FactsView,
  factGroups,
  mountIdentity,
} from '../../../src/ui/draw/fact-rows.ts';

const change: FactChange = { subject: 'stage', key: 'hostname', before: 'a', cause: 3, origin: null };
const view: FactsView = {
  host: { hostname: 'vm', 'ns.uts': 'uts:[1]', other: 'x' },
  mine: { hostname: 'box', 'ns.uts': 'uts:[1]', other: 'x' },
  subject: 'stage',
  watch: ['hostname', 'mounts'],
  changes: [change],
  recent: new Set([change]),
};

test('what the lesson watches comes first, once; what has no group comes last', () => {
  const groups = factGroups(view).map(({ title, rows }) => [title, rows.map(row => row.key)]);
  expect(groups).toEqual([
    ['to watch in this lesson', ['hostname']],
    ['namespaces', ['ns.uts']],
    ['more', ['other']],
  ]);
});

test('a row says whether it differs from the host, and which change was the last', () => {
  const rows = factGroups(view).flatMap(group => group.rows);
  expect(rows[0]).toMatchObject({ differs: true, change, recent: true });
  expect(rows[1]).toMatchObject({ differs: false, change: null, recent: false });
});

test('a change of somebody else’s is not shown', () =>
  expect(factGroups({ ...view, subject: 'app' })[0]?.rows[0]?.change).toBeNull());

test.each([
  [{ cause: 3 }, '#3'],
  [{ cause: [3, 9] }, '#3-9'],
  [{ cause: null, origin: 'kernel' }, 'kernel'],
  [{ cause: null, origin: 'app', subject: 'aside' }, 'program'],
])('%j is %s', (more, text) => expect(causeText({ ...change, ...more } as FactChange)).toBe(text));

test('a mount is known by device, root and place', () =>
  expect(mountIdentity('22 27 0:21 / /proc rw shared:7 - proc proc rw')).toBe(
    mountIdentity('92 91 0:21 / /proc rw - proc proc rw'),
  ));
