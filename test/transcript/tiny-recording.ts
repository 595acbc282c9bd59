/** A recording of two lessons, small enough to be read: an action, a question, a step that only tells. */
import type { LabEvent } from '../../src/session/events.ts';

export const EVENTS: LabEvent[] = [
  {
    type: 'session',
    version: '0.1.0',
    kernel: '6.1.0',
    arch: 'x86_64',
    cgroup: 'v2',
    privilege: 'root',
    started: '2026-01-02T03:04:05.000Z',
    rootfs: { path: '/r', layers: '/l', source: 'busybox' },
    t: 0,
  },
  { type: 'facts', subject: 'stage', pid: 7, facts: { hostname: 'old' }, files: {}, t: 1 },
  { type: 'lesson.start', lesson: '02-unshare', title: 'Unshare', t: 2 },
  { type: 'step.start', lesson: '02-unshare', step: 'why', title: 'Why', kind: 'read', scope: null, t: 2 },
  { type: 'step.start', lesson: '02-unshare', step: 'guess', title: 'Guess', kind: 'question', scope: null, t: 1000 },
  { type: 'answer', lesson: '02-unshare', step: 'guess', choice: 'a', t: 1500 },
  { type: 'step.start', lesson: '02-unshare', step: 'name', title: 'Name', kind: 'action', scope: 'main', t: 2000 },
  {
    type: 'syscall',
    seq: 1,
    by: 'stage',
    pid: 7,
    name: 'sethostname',
    args: '"new"',
    ret: 0,
    errno: null,
    ns: 1,
    t: 3000,
  },
  { type: 'change', subject: 'stage', key: 'hostname', before: 'old', after: 'new', cause: 1, t: 3001 },
  { type: 'expect', ok: true, text: 'Renamed.', lesson: '02-unshare', step: 'name', got: 'new', t: 3001 },
  { type: 'step.end', lesson: '02-unshare', step: 'name', ok: true, t: 3001 },
  {
    type: 'judged',
    lesson: '02-unshare',
    step: 'guess',
    choice: 'a',
    right: ['a'],
    correct: true,
    kernelDiffers: false,
    evidence: '',
    t: 3001,
  },
  { type: 'lesson.start', lesson: '77-unknown', title: 'Not shipped', t: 60_000 },
  { type: 'step.start', lesson: '77-unknown', step: 'end', title: 'The end', kind: 'read', scope: null, t: 60_000 },
  { type: 'clean', mounts: 0, cgroups: 0, processes: 0, t: 61_000 },
  { type: 'session.end', ok: true, t: 61_000 },
];

export const LINES = EVENTS.map(event => JSON.stringify(event));
export const TEXT = `${LINES.join('\n')}\n`;
