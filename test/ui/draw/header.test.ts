import { expect, test } from 'vitest';
import { type HeaderView, headerLine } from '../../../src/ui/draw/header.ts';
import { columnsOf, withoutColour } from '../../../src/ui/text/text.ts';

const view: HeaderView = {
  screen: 'lesson',
  lesson: { id: '02-unshare', title: 'A view of its own' },
  recorded: null,
  working: false,
  machine: { kernel: '6.1.0', arch: 'x86_64', cgroup: 'v2', privilege: 'sudo' },
  subject: { name: 'stage', pid: 42 },
};
const line = (more: Partial<HeaderView>, columns: number) => withoutColour(headerLine({ ...view, ...more }, columns));

test('the lesson on the left, the machine on the right; whose PID only where there is room', () => {
  expect(line({}, 140)).toMatch(
    /^ container-lab {2}2 A view of its own +stage 42 · Linux 6\.1\.0 x86_64 · cgroup v2 · sudo$/,
  );
  expect(line({}, 120)).not.toContain('stage 42');
  expect(line({}, 80)).toMatch(/ {2}cgroup v2 · sudo$/);
});

test('before the machine is known there is only the name', () =>
  expect(line({ machine: null, lesson: null }, 80).trim()).toBe('container-lab'));

test('a recording is called so, in place of the name where it is narrow', () => {
  const recorded = '2026-01-02T03:04:05Z';
  expect(line({ recorded }, 80)).toMatch(/^ RECORDED 2026-01-02 {2}2 A view/);
  expect(line({ recorded }, 120)).toMatch(/^ container-lab {2}RECORDED 2026-01-02/);
});

test.each([20, 40, 80, 140])('it is no longer than %i columns', columns =>
  expect(columnsOf(line({ working: true }, columns))).toBeLessThanOrEqual(columns),
);
