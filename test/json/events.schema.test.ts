import { describe, expect, test } from 'vitest';
import { CONTRACT } from '../../src/session/contract.ts';
import type { EventOf, LabEvent } from '../../src/session/events.ts';
import { readEvent } from '../../src/transcript/well-formed.ts';
import { readersErrors, schemaErrors, schemaTypes } from '../helpers/events-schema.ts';

/** Every type with every optional field: tsc holds them to events.ts, the tests to the schema. */
const samples: { [T in LabEvent['type']]: Required<Omit<EventOf<T>, 'recorded'>> & { recorded?: true } } = {
  session: {
    type: 'session',
    t: 0,
    contract: 2,
    version: '0.1.0',
    kernel: '6.18.44',
    arch: 'x86_64',
    cgroup: 'hybrid',
    privilege: 'root',
    started: '2026-01-02T03:04:05.678Z',
    name: 'lab-ann',
    rootfs: { path: '/run/container-lab/1/rootfs', layers: '/run/container-lab/1/layers', source: 'busybox' },
  },
  'lesson.start': { type: 'lesson.start', t: 1, lesson: '02-unshare', title: 'Unshare' },
  'step.start': {
    type: 'step.start',
    t: 1.5,
    lesson: '02-unshare',
    step: 'uts',
    title: 'UTS',
    kind: 'action',
    scope: 'main',
  },
  syscall: {
    type: 'syscall',
    t: 2,
    seq: 1,
    by: 'stage',
    pid: 77,
    name: 'unshare',
    args: 'CLONE_NEWUTS',
    ret: -1,
    errno: 'EPERM',
    ns: 8123,
  },
  facts: {
    type: 'facts',
    t: 3,
    subject: 'stage',
    pid: 77,
    facts: { 'ns.uts': 'uts:[1]', mounts: [], 'ns.pid_for_children': { error: 'ENOENT' }, hostname: null },
    files: { 'cgroup.memory.max': '/sys/fs/cgroup/x/memory.max' },
  },
  change: {
    type: 'change',
    t: 4,
    subject: 'app',
    key: 'cgroup.memory.events.oom_kill',
    before: '0',
    after: '1',
    cause: null,
    origin: 'kernel',
    file: '/sys/fs/cgroup/x/memory.events',
  },
  gone: { type: 'gone', t: 5, subject: 'aside', pid: 78 },
  skipped: {
    type: 'skipped',
    t: 6,
    lesson: '03-chroot',
    step: 'pivot',
    because: '01-mount-rootfs/overlay',
    message: 'mount: EINVAL',
  },
  expect: {
    type: 'expect',
    t: 6,
    ok: true,
    text: 'it moved',
    lesson: '02-unshare',
    step: 'uts',
    got: 'uts:[2]',
    says: 'kernel',
  },
  refused: {
    type: 'refused',
    t: 6,
    lesson: '04-create-cgroup',
    step: 'create',
    message: 'mkdir: permission denied',
    errno: 'EACCES',
    why: 'it is not yours',
    todo: 'ask for it',
  },
  'step.end': { type: 'step.end', t: 7, lesson: '02-unshare', step: 'uts', ok: true },
  answer: { type: 'answer', t: 8, lesson: '02-unshare', step: 'guess', choice: 'b' },
  judged: {
    type: 'judged',
    t: 8,
    lesson: '02-unshare',
    step: 'guess',
    choice: 'b',
    right: ['b'],
    correct: true,
    kernelDiffers: false,
    evidence: 'stage ns.pid = pid:[4026531836]',
    unjudged: 'unpack: tar failed',
  },
  challenge: {
    type: 'challenge',
    t: 8,
    lesson: '02-unshare',
    step: 'mine',
    candidate: { pid: 4711, name: 'sh' },
    unclaimed: { pid: 9, name: 'runc', parent: { pid: 8, name: 'dockerd' } },
    candidates: 1,
    checks: [{ ok: true, text: 'it is PID 1', got: 'candidate status.NSpid = 4711 1', missing: false }],
    stars: [{ ok: false, text: 'its own /proc', got: 'candidate proc.own = another' }],
    afterwards: { ok: false, text: 'the group is gone again' },
  },
  'challenge.solved': {
    type: 'challenge.solved',
    t: 9,
    lesson: '02-unshare',
    step: 'mine',
    stars: 1,
    of: 2,
    seen: false,
    candidate: { pid: 4711, name: 'sh' },
    facts: { hostname: 'lab-box' },
  },
  hint: { type: 'hint', t: 9, lesson: '02-unshare', step: 'mine', grade: 1, text: 'nothing is seen yet' },
  solution: { type: 'solution', t: 9, lesson: '02-unshare', step: 'mine', lines: ['unshare --uts sh'] },
  machine: {
    type: 'machine',
    t: 8,
    thing: 'mount',
    name: '/proc (proc proc)',
    change: 'appeared',
    undo: 'umount /proc',
    open: true,
  },
  note: { type: 'note', t: 8, text: 'swap is not limited here', recorded: true },
  'program.start': { type: 'program.start', t: 9, of: 'app', id: 1, pid: 77, argv: ['/bin/sh'] },
  'program.output': { type: 'program.output', t: 10, of: 'aside', id: 2, stream: 'tty', data: 'hi\n' },
  'program.exit': { type: 'program.exit', t: 11, of: 'app', id: 1, code: null, signal: 'SIGKILL', oomKill: 1 },
  hold: {
    type: 'hold',
    t: 12,
    pids: { app: 77 },
    cgroup: { memory: '/sys/fs/cgroup/memory/x' },
    rootfs: '/run/container-lab/1/rootfs',
    facts: { host: { hostname: 'lab' }, app: { hostname: 'box' } },
    files: { app: { 'cgroup.procs': '/sys/fs/cgroup/x/cgroup.procs' } },
  },
  clean: { type: 'clean', t: 13, mounts: 0, cgroups: 0, processes: 0 },
  certificate: {
    type: 'certificate',
    t: 13,
    ours: [{ thing: 'cgroup', name: '/sys/fs/cgroup/container-lab/1-a-box', change: 'appeared' }],
    foreign: [{ thing: 'device', name: 'docker0', change: 'gone' }],
    compared: { mounts: 31, cgroups: 12, devices: 2 },
    unseen: ['/run/container-lab'],
  },
  error: { type: 'error', t: 14, code: 'gone', message: 'the helper has ended', hint: 'start again' },
  'session.end': { type: 'session.end', t: 15, ok: true, interrupted: true, refused: 2, skipped: 3 },
};

const { challenge, change, facts, hold, session, syscall } = samples;

test('the schema and events.ts know the same types', () => {
  expect(schemaTypes.toSorted()).toEqual(Object.keys(samples).sort());
});

describe('what conforms', () => {
  test.each(Object.entries(samples))('%s', (_type, event) => {
    expect([...schemaErrors(event), ...readersErrors(event)]).toEqual([]);
  });

  test.each(Object.entries(samples))('%s, read back from a recording', (_type, event) => {
    expect(readEvent(JSON.stringify(event), CONTRACT)).toEqual({ event, contract: CONTRACT });
  });

  const { origin: _origin, file: _file, ...plain } = change;
  test.each<[string, unknown]>([
    ['a cause', { ...plain, cause: 3 }],
    ['a range of causes', { ...plain, cause: [3, 7] }],
    ['an error without a hint', { type: 'error', t: 1, code: 'gone', message: 'the helper has ended' }],
  ])('%s', (_name, event) => {
    expect(schemaErrors(event)).toEqual([]);
  });
});

describe('what does not', () => {
  const { origin: _origin, ...noOrigin } = change;
  const { pid: _pid, ...noPid } = syscall;
  test.each<[string, unknown]>([
    ['no object', 'text'],
    ['an unknown layout', { ...session, cgroup: 'v3' }],
    ['a call without pid', noPid],
    ['a null cause without origin', noOrigin],
    ['a cause of three', { ...change, cause: [1, 2, 3] }],
    ['a number as value', { ...facts, facts: { hostname: 3 } }],
    ['an error that is no errno', { ...facts, facts: { hostname: { error: 'no such file' } } }],
    ['an unknown subject', { ...hold, facts: { 'No Guest': {} } }],
    ['another contract', { ...session, contract: 1 }],
    ['a recording of nothing', { ...session, recorded: false }],
    ['no time', { type: 'note', text: 'x' }],
  ])('%s', (_name, event) => {
    expect(schemaErrors(event)).not.toEqual([]);
    expect(readersErrors(event)).not.toEqual([]);
  });
});

describe('what a later version may add: readers let it pass, and this version may not print it', () => {
  test.each<[string, unknown]>([
    ['a type', { type: 'surprise', t: 1, about: 'x' }],
    ['a field', { ...session, more: 1 }],
    ['a field within', { ...session, rootfs: { ...session.rootfs, more: 1 } }],
    ['a field of a check', { ...challenge, checks: [{ ok: true, text: 'x', got: 'y', more: 1 }] }],
  ])('%s', (_name, event) => {
    expect(readersErrors(event)).toEqual([]);
    expect(schemaErrors(event)).not.toEqual([]);
  });
});
