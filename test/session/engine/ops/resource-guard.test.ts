import { describe, expect, it } from 'vitest';
import { exhausts, requireLimits } from '../../../../src/session/engine/ops/resource-guard.ts';

const apps = '/opt/x/lab-apps';
const facts = { 'cgroup.procs': ['7'], 'cgroup.memory.max': '33554432', 'cgroup.pids.max': '8' };

describe('exhausts', () => {
  it.each([
    [['/bin/hog', '96'], true],
    [['spin'], true],
    [[apps, 'forks', '100'], true],
    [['/apps', 'hog'], false],
    [['/lab-apps', 'hog'], true],
    [[apps, 'escape'], false],
    [['/bin/sh', '-c', 'hog'], false],
    [[], false],
  ])('%j: %s', (argv, bomb) => expect(exhausts(argv, apps)).toBe(bomb));
});

describe('requireLimits', () => {
  it('lets a process in a small group through', () => expect(() => requireLimits(['hog'], 7, facts)).not.toThrow());

  it.each([
    ['no snapshot', undefined, /in no group/],
    ['a foreign process in the group', { ...facts, 'cgroup.procs': ['8'] }, /in no group/],
    ['no memory limit (v2)', { ...facts, 'cgroup.memory.max': 'max' }, /memory\.max was not read back/],
    ['no memory limit (v1)', { ...facts, 'cgroup.memory.max': '9223372036854771712' }, /memory\.max/],
    ['no limit of tasks', { ...facts, 'cgroup.pids.max': 'max' }, /pids\.max/],
    ['too many tasks', { ...facts, 'cgroup.pids.max': '4096' }, /pids\.max/],
    ['a refused reading', { ...facts, 'cgroup.pids.max': { error: 'ENOENT' } }, /pids\.max/],
  ])('refuses with %s', (_what, given, message) => expect(() => requireLimits(['hog'], 7, given)).toThrow(message));
});
