import { mkdirSync, mkdtempSync, rmdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { learnersName } from '../../src/observe/learners-name.ts';
import { isRoot, needs } from '../helpers/require.ts';
import { layout } from './seeking.ts';

const folder = mkdtempSync(join(tmpdir(), 'lab-name-'));
const passwd = join(folder, 'passwd');
const USER = `test${process.pid}`;
writeFileSync(passwd, `root:x:0:0::/:/bin/sh\n${USER}:x:61001:61001::/:/bin/sh\nodd/../x{}:x:61002:61002::/:/bin/sh\n`);
afterAll(() => rmSync(folder, { recursive: true }));

test('after the login; who has none is a number', () => {
  expect(learnersName(layout, 61001, passwd)).toBe(`lab-${USER}`);
  expect(learnersName(layout, 61002, passwd)).toBe('lab-oddx');
  expect(learnersName(layout, 61003, passwd)).toBe('lab-61003');
});

test('two who are root, and nothing else, have different names', () => {
  expect(learnersName(layout, null, passwd)).toBe(`lab-${process.pid}`);
});

const pids = layout.controllers.pids?.mount;
test.runIf(needs(isRoot && pids !== undefined, 'makes a group, needs root'))(
  'a group that is there is not the learner’s',
  () => {
    const group = join(pids as string, `lab-${USER}`);
    const scope = join(pids as string, `lab-${USER}-2.scope`);
    mkdirSync(group);
    mkdirSync(scope);
    try {
      expect(learnersName(layout, 61001, passwd)).toBe(`lab-${USER}-3`);
    } finally {
      rmdirSync(scope);
      rmdirSync(group);
    }
  },
);
