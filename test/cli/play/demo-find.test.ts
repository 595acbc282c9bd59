import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { findDemo } from '../../../src/cli/play/demo-find.ts';
import { demoNames } from '../../../src/cli/play/demo-names.ts';
import type { LayoutKind } from '../../../src/kernel/cgroup/index.ts';
import { loadLessons } from '../../../src/lesson/load.ts';
import { LabError } from '../../../src/protocol/lab-error.ts';
import { lessonsFor, places } from '../../../src/session/course.ts';

const { lessons } = loadLessons(fileURLToPath(new URL('../../../lessons', import.meta.url)));

/** `LESSON/STEP`, or the error: its exit code, message and hint. */
function shown(wanted: string, layout: LayoutKind = 'v2', rootless = false): string {
  const here = lessonsFor(lessons, layout, rootless);
  try {
    return findDemo(demoNames(lessons, layout, rootless), lessons, here, wanted).where;
  } catch (error) {
    if (!(error instanceof LabError)) throw error;
    return `${error.exit}: ${error.message}; ${error.hint}`;
  }
}

describe.each<LayoutKind>(['v2', 'hybrid', 'v1'])('on %s', layout => {
  const here = lessonsFor(lessons, layout, false);
  const steps = new Set(places(here).map(({ lesson, step }) => `${lesson.id}/${step.id}`));

  test('every name that is said to be here leads to a step that is; every other one says where it is', () => {
    const names = demoNames(lessons, layout);
    expect(names.filter(name => name.here).length).toBeGreaterThan(80);
    for (const { name, here: is } of names)
      if (is) expect(steps, name).toContain(shown(name, layout));
      else expect(shown(name, layout), name).toMatch(/^3: .* can be shown on other machines only: cgroup v[12];/);
  });

  test('the best-known file is there, in the step of this machine', () => {
    expect(shown('memory.current', layout)).toBe(`05-set-limits/below-usage-${layout === 'v2' ? 'v2' : 'v1'}`);
  });
});

test('what only others have is named with them, by its name and by its place', () => {
  expect(shown('enable-controllers', 'hybrid')).toMatch(/^3: enable-controllers can be shown .*: cgroup v2; /);
  expect(shown('05/below-usage-v2', 'hybrid')).toMatch(/^3: 05\/below-usage-v2 can be shown .*: cgroup v2; /);
  expect(shown('05/below-usage-v1', 'v2')).toMatch(/^3: .*cgroup v1; /);
  expect(shown('05/nope', 'v2')).toMatch(/^2: .* has no step 'nope'/);
});

// what teachers type first
test.each([
  ['CLONE_NEWNS', /^01-mount-rootfs\/guess-host-view$/],
  ['mount namespace', /^01-mount-rootfs\/guess-host-view$/],
  ['mount-namespace', /^01-mount-rootfs\/guess-host-view$/],
  ['oom', /^05-set-limits\/guess-hog$/],
  ['OOM killer', /^05-set-limits\/guess-hog$/],
  ['network', /^02-unshare\/ipc-net$/],
  ['network namespace', /^02-unshare\/ipc-net$/],
  ['PID namespace', /^02-unshare\/guess-pid$/],
  ['fork bomb', /^05-set-limits\/fork-bomb$/],
  ['zombie', /^2: there is no primitive/],
  [
    'limit',
    /^2: 'limit' could be several things; say which: 05-set-limits\/.*\(A limit below what is used\).*\(A limit below what runs\)$/,
  ],
  ['CLONE_NEWUSER', /^3: 01-mount-rootfs\/user-namespace can be shown .*: rootless; .*--rootless/],
  ['user', /^3: .*--rootless/],
])('%s', (wanted, where) => {
  expect(shown(wanted)).toMatch(where);
});

test('the user namespace is shown where there is one', () => {
  expect(shown('CLONE_NEWUSER', 'v2', true)).toBe('01-mount-rootfs/user-namespace');
});
