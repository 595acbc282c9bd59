import { expect, test } from 'vitest';
import { parseRecording } from '../../src/transcript/read.ts';
import { summaryOf } from '../../src/transcript/summary.ts';

const about = {
  version: '0.1.0',
  kernel: '6.1',
  arch: 'x86_64',
  cgroup: 'v2',
  privilege: 'root',
  started: '2026-01-01T00:00:00Z',
};
const LINES = [
  { type: 'session', contract: 2, t: 5, ...about, rootfs: { path: '/r', layers: '/l', source: 'busybox' } },
  { type: 'step.start', t: 6, lesson: '02-unshare', step: 'uts', title: 'U', kind: 'action', scope: 'main' },
  { type: 'syscall', t: 7, seq: 1, by: 'stage', pid: 7, name: 'unshare', args: '', ret: 0, errno: null, ns: 1 },
  { type: 'expect', t: 8, ok: true, text: 'It holds.', lesson: '02-unshare', step: 'uts', got: '', says: 'kernel' },
  { type: 'expect', t: 8, ok: false, text: 'It does not.', lesson: '02-unshare', step: 'uts', got: '', says: 'kernel' },
  { type: 'step.start', t: 9, lesson: '02-unshare', step: 'uts', title: 'U', kind: 'action', scope: 'main' },
  { type: 'session.end', t: 25, ok: false },
];
const summary = (lines: object[]) =>
  summaryOf(parseRecording(lines.map(line => `${JSON.stringify(line)}\n`).join(''), 'x'));

test('counts what was done, and tells each step once', () => {
  expect(summary(LINES)).toEqual({
    session: about,
    ms: 20,
    events: 7,
    syscalls: 1,
    lessons: [{ id: '02-unshare', steps: ['uts'] }],
    expectations: { held: 1, failed: 1, refused: 0 },
    questions: { right: 0, wrong: 0 },
    ok: false,
    interrupted: false,
    problems: [],
  });
});

test('of a recording that was cut off nobody knows how it ended', () => {
  expect(summary(LINES.slice(0, -1)).ok).toBeNull();
});

test('one that was interrupted has not failed for that', () => {
  const end = { type: 'session.end', t: 25, ok: true, interrupted: true };
  expect(summary([...LINES.slice(0, -1), end])).toMatchObject({ ok: true, interrupted: true });
});
