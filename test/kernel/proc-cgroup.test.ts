import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parseProcCgroup } from '../../src/kernel/proc-cgroup.ts';

test('v1, named and v2 lines', () => {
  expect(parseProcCgroup('4:cpu,cpuacct:/a:b\n9:name=systemd:/init.scope\n0::/user.slice (deleted)\n')).toEqual([
    { hierarchy: 4, controllers: ['cpu', 'cpuacct'], name: null, path: '/a:b', deleted: false },
    { hierarchy: 9, controllers: [], name: 'systemd', path: '/init.scope', deleted: false },
    { hierarchy: 0, controllers: [], name: null, path: '/user.slice', deleted: true },
  ]);
});

test.each(['', '0:', '0::', '0::relative', 'x::/', '\0'])('%j is no membership', text => {
  expect(parseProcCgroup(text)).toEqual([]);
});

test('every line of the live file', () => {
  const text = readFileSync('/proc/self/cgroup', 'latin1');
  expect(parseProcCgroup(text)).toHaveLength(text.split('\n').length - 1);
});
