import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { FixtureSource } from './fixture-source.ts';

test('answers as a live source would', async () => {
  const source = new FixtureSource(fileURLToPath(new URL('../fixtures/observe', import.meta.url)));
  expect(
    await source.query([
      { kind: 'hostname', subject: 'stage', path: '' },
      { kind: 'stat', subject: 'stage', path: 'root' },
      { kind: 'bytes', subject: 'host', path: '4/5/etc/hosts' },
      { kind: 'rlist', subject: 'stage', path: '/etc' },
      { kind: 'rlist', subject: 'stage', path: '/none' },
      { kind: 'cgroup', subject: '', path: '/none' },
      { kind: 'read', subject: 'app', path: 'status' },
    ]),
  ).toEqual([
    { v: 'lab-box\n' },
    { id: '0:52/1' },
    { v: '0.0.1' },
    { list: ['issue'] },
    { e: 'ENOENT' },
    { e: 'ENOENT' },
    { e: 'ESRCH' },
  ]);
});
