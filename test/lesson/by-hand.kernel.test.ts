/** Every stand-alone command line of the lessons, typed into a real shell: it shows what the lesson says and leaves nothing behind. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { groupsNamed, removeGroups } from '../helpers/groups.ts';
import { isRoot, needs, which } from '../helpers/require.ts';
import { unique } from '../helpers/unique.ts';
import { CGROUPS, ownLines, runnable } from './own-lines.ts';

const layout = existsSync(join(CGROUPS, 'cgroup.controllers'))
  ? 'v2'
  : existsSync(join(CGROUPS, 'memory'))
    ? 'v1'
    : null;
/** The lines' group, by a name of our own: the tests of another checkout may be running too. */
const GROUP = `lab-by-hand-${unique}`;
const here = ownLines
  .filter(line => line.only === undefined || line.only === layout)
  .map(line => ({
    ...line,
    run: line.run.replaceAll('lab-by-hand', GROUP),
    shows: line.shows.replaceAll('lab-by-hand', GROUP),
  }));

describe.runIf(needs(isRoot, 'the lines make mounts, namespaces and cgroups as root'))(
  'by hand, on this kernel',
  () => {
    let bin: string;
    let before: string;

    beforeAll(() => {
      bin = mkdtempSync(join(tmpdir(), 'lab-sudo-'));
      // root needs no sudo, and a bare machine has none
      if (which('sudo') === null) writeFileSync(join(bin, 'sudo'), '#!/bin/sh\nexec "$@"\n', { mode: 0o755 });
      before = mounts();
    });
    afterAll(() => rmSync(bin, { recursive: true }));
    // of a line that went wrong; those that go right leave none
    afterEach(() => removeGroups(groupsNamed(GROUP)));

    it.each(here.filter(runnable))('$name', ({ run, shows }) => {
      const shell = spawnSync('sh', ['-c', `exec 2>&1; ${run}`], {
        encoding: 'utf8',
        env: { ...process.env, LC_ALL: 'C', PATH: `${process.env.PATH}:${bin}` },
      });
      expect(shell.stdout).toMatch(new RegExp(shows, 'm'));
      expect(groupsNamed(GROUP)).toEqual([]);
      expect(mounts()).toBe(before);
    });
  },
);

const mounts = () => readFileSync('/proc/self/mountinfo', 'utf8');
