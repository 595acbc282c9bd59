import { describe, expect, test } from 'vitest';
import {
  attribute as attributeAt,
  type Circumstances,
  endingOps,
  type OpRecord,
} from '../../src/observe/attribution.ts';
import type { Change } from '../../src/observe/diff.ts';
import type { SubjectName } from '../../src/words/fact-value.ts';

const changed = (key: string, subject: SubjectName = 'stage', file?: string): Change => ({
  subject,
  key,
  before: 'a',
  after: 'b',
  ...(file === undefined ? {} : { file }),
});
const op = (name: string, seqs: number[], args: OpRecord['args'] = {}): OpRecord => ({
  op: name,
  args,
  calls: seqs.map(seq => ({ seq, name: 'call', errno: null })),
});
/** What the helper calls them: the app is its stage. */
const CALLED: Record<string, string | null> = { host: null, app: 'stage' };
const attribute = (change: Change, ops: OpRecord[], around: Omit<Circumstances, 'of'>) =>
  attributeAt(change, ops, {
    of: CALLED[change.subject] === undefined ? change.subject : (CALLED[change.subject] ?? null),
    ...around,
  });
const quiet = { ran: false };
const running = { ran: true };

describe('one of ours did it', () => {
  const UNSHARE = op('unshare', [7], { subject: 'stage', flags: ['CLONE_NEWUTS', 'CLONE_NEWPID', 'CLONE_NEWNET'] });

  test.each([
    ['ns.uts', 7],
    ['ns.net', 7],
    ['ns.pid_for_children', 7],
    ['net.devices', 7],
    ['hostname', 7],
  ])('unshare explains %s', (key, cause) => {
    expect(attribute(changed(key), [UNSHARE], quiet)).toEqual({ cause });
  });

  test.each(['ns.pid', 'ns.ipc', 'ns.mnt', 'uid_map', 'mounts'])('but not %s, which its flags do not touch', key => {
    expect(attribute(changed(key), [UNSHARE], quiet)).toEqual({ cause: null, origin: 'other' });
  });

  test('several calls of one op are a range, several ops the range over them', () => {
    expect(attribute(changed('mounts'), [op('make-dev', [3, 4, 5])], quiet)).toEqual({ cause: [3, 5] });
    expect(attribute(changed('mounts'), [op('mount', [3]), op('chdir', [4]), op('umount', [9])], quiet)).toEqual({
      cause: [3, 9],
    });
  });

  test('a call that was refused explains nothing', () => {
    const refused: OpRecord = { op: 'mount', args: {}, calls: [{ seq: 3, name: 'call', errno: 'EPERM' }] };
    expect(attribute(changed('mounts'), [refused], quiet)).toEqual({ cause: null, origin: 'other' });
    const partly: OpRecord = { ...refused, calls: [...refused.calls, { seq: 4, name: 'call', errno: null }] };
    expect(attribute(changed('mounts'), [partly], quiet)).toEqual({ cause: 4 });
  });

  test('what an op explains wins over what moves by itself', () => {
    const join = op('join', [5, 6], { paths: ['/g'] });
    expect(attribute(changed('cgroup.pids.current', 'app', '/g/pids.current'), [join], running)).toEqual({
      cause: [5, 6],
    });
    const limit = op('write-cgroup', [8], { path: '/g', file: 'memory.max', value: '1' });
    expect(attribute(changed('cgroup.memory.events.oom_kill', 'app', '/g/memory.events'), [limit], running)).toEqual({
      cause: 8,
    });
  });

  test('the write of this very file beats the others', () => {
    const ops = [
      op('write-cgroup', [8], { path: '/g', file: 'memory.swap.max', value: '0' }),
      op('write-cgroup', [9], { path: '/g', file: 'memory.max', value: '1' }),
    ];
    expect(attribute(changed('cgroup.memory.max', 'stage', '/g/memory.max'), ops, quiet)).toEqual({ cause: 9 });
    expect(attribute(changed('cgroup.memory.current', 'stage', '/g/memory.current'), ops, quiet)).toEqual({
      cause: [8, 9],
    });
  });

  test('joining writes one file a group: each group’s facts have their own call', () => {
    const join = op('join', [20, 21, 22], { paths: ['/m/one', '/p/one', '/u/one'] });
    expect(attribute(changed('cgroup.procs', 'stage', '/m/one/cgroup.procs'), [join], quiet)).toEqual({ cause: 20 });
    expect(attribute(changed('cgroup.events.populated', 'stage', '/u/one/cgroup.events'), [join], quiet)).toEqual({
      cause: 22,
    });
    expect(attribute(changed('cgroup.path'), [join], quiet)).toEqual({ cause: [20, 22] });
  });

  test('a namespace gets its first process by clone, not by the wait for its end', () => {
    const calls = ['clone', 'wait4'].map((name, i) => ({ seq: 65 + i, name, errno: null }));
    expect(attribute(changed('ns.pid_for_children'), [{ op: 'fork-exit', args: {}, calls }], quiet)).toEqual({
      cause: 65,
    });
  });

  test('of an op with calls of several kinds, those that can do it', () => {
    const calls = ['ptrace', 'execve', 'prctl'].map((name, i) => ({ seq: 30 + i, name, errno: null }));
    expect(attribute(changed('link.exe', 'app'), [{ op: 'exec', args: {}, calls }], running)).toEqual({ cause: 31 });
    expect(attribute(changed('status.CapBnd'), [{ op: 'capabilities', args: {}, calls }], quiet)).toEqual({
      cause: 32,
    });
    expect(attribute(changed('status.CapEff'), [{ op: 'capabilities', args: {}, calls }], quiet)).toEqual({
      cause: [30, 32],
    });
  });

  test('execve: the change is the app’s, the op was for the stage', () => {
    expect(
      attribute(changed('link.exe', 'app'), [op('exec', [30], { subject: 'stage', argv: ['sh'] })], running),
    ).toEqual({ cause: 30 });
  });
});

describe('where', () => {
  const places = { ran: false, rootfs: '/run/lab/rootfs', layers: '/run/lab/layers' };
  const ops = [
    op('mkdir', [1, 2], { paths: ['/run/lab/layers/changes', '/run/lab/layers/work'] }),
    op('mount', [3], { target: '/run/lab/rootfs', fstype: 'overlay' }),
    op('mkdir', [4], { paths: ['/run/lab/layers/image/bin'] }),
  ];

  test('an op is only asked about the place it touched', () => {
    expect(attribute(changed('layers.entries'), ops, places)).toEqual({ cause: [1, 2] });
    expect(attribute(changed('rootfs.entries'), ops, places)).toEqual({ cause: 3 });
    expect(attribute(changed('rootfs.id'), ops, places)).toEqual({ cause: 3 });
    expect(attribute(changed('root.entries'), ops, places)).toEqual({ cause: null, origin: 'other' });
    expect(attribute(changed('root.entries'), [op('mkdir', [9], { paths: ['/put'] })], places)).toEqual({ cause: 9 });
  });

  test('a mount above shows below, and one on . may be anywhere', () => {
    expect(attribute(changed('layers.entries'), [op('mount', [5], { target: '/run' })], places)).toEqual({ cause: 5 });
    expect(attribute(changed('layers.entries'), [op('mount', [5], { target: '.' })], places)).toEqual({ cause: 5 });
    expect(
      attribute(changed('rootfs.entries'), [op('mount', [5], { target: '/run/lab/rootfs/proc' })], places).cause,
    ).toBeNull();
  });

  test('what was made where a bind mount shows it too', () => {
    const inside = op('mkdir', [6], { paths: ['/run/lab/rootfs/inside'] });
    expect(attribute(changed('rootfs.entries'), [inside], places)).toEqual({ cause: 6 });
    expect(attribute(changed('layers.entries'), [inside], places)).toEqual({ cause: 6 });
    expect(attribute(changed('layers.entries'), [inside, ...ops], places)).toEqual({ cause: [1, 2] });
    expect(attribute(changed('root.entries'), [inside], places)).toEqual({ cause: null, origin: 'other' });
  });

  test('without places any of them may have been it', () => {
    expect(attribute(changed('layers.entries'), ops, quiet)).toEqual({ cause: [1, 4] });
  });
});

describe('whom an op concerns', () => {
  test('the stage’s mount is not the aside’s, nor the host’s', () => {
    const mount = op('mount', [3], { subject: 'stage' });
    expect(attribute(changed('mounts', 'aside'), [mount], quiet)).toEqual({ cause: null, origin: 'other' });
    expect(attribute(changed('mounts', 'host'), [mount], running)).toEqual({ cause: null, origin: 'other' });
    expect(attribute(changed('mounts', 'aside'), [op('mount', [3], { subject: 'aside' })], quiet)).toEqual({
      cause: 3,
    });
  });

  test('the monitor moves itself, not the container', () => {
    const leave = op('join', [2], { subject: 'monitor', paths: ['/scope/monitor'] });
    expect(attribute(changed('cgroup.path', 'host'), [leave], quiet)).toEqual({ cause: 2 });
    expect(attribute(changed('cgroup.path', 'stage'), [leave], quiet)).toEqual({ cause: null, origin: 'other' });
  });
});

describe('how it ended', () => {
  const ended = (signal: string): Change => ({ subject: 'app', key: 'exit.signal', before: null, after: signal });
  const emptied: Change = { subject: 'app', key: 'cgroup.procs', before: ['7'], after: [] };
  const term = op('signal', [40], { subject: 'stage', sig: 'SIGTERM' });
  const end = (signal: string | null, oomKills = 0) => ({ ran: true, end: { signal, oomKills } });

  test('by the signal that we sent, however long ago', () => {
    expect(attribute(ended('SIGTERM'), [term], end('SIGTERM'))).toEqual({ cause: 40 });
    expect(attribute(ended('SIGTERM'), [], { ...end('SIGTERM'), sent: [term] })).toEqual({ cause: 40 });
    expect(attribute(emptied, [], { ...end('SIGTERM'), sent: [term] })).toEqual({ cause: 40 });
    expect(attribute(ended('SIGABRT'), [], { ...end('SIGABRT'), sent: [term] }).cause).toBeNull();
    expect(attribute(changed('hostname', 'app'), [], { ...end('SIGTERM'), sent: [term] })).toEqual({
      cause: null,
      origin: 'app',
    });
  });

  test('SIGKILL is the kernel’s where it counted an OOM kill, and else of somebody it does not tell', () => {
    expect(attribute(ended('SIGKILL'), [], end('SIGKILL', 1))).toEqual({ cause: null, origin: 'kernel' });
    expect(attribute(emptied, [], end('SIGKILL', 1))).toEqual({ cause: null, origin: 'kernel' });
    expect(attribute(ended('SIGKILL'), [], end('SIGKILL'))).toEqual({ cause: null, origin: 'other' });
    expect(attribute(ended('SIGTERM'), [], end('SIGTERM', 1))).toEqual({ cause: null, origin: 'other' });
  });

  test('a fault is the kernel’s answer', () => {
    expect(attribute(ended('SIGSEGV'), [], end('SIGSEGV'))).toEqual({ cause: null, origin: 'kernel' });
  });

  test('whoever ended by itself gave back what it had', () => {
    expect(attribute(emptied, [], { ...end(null), sent: [term] })).toEqual({ cause: null, origin: 'app' });
  });

  test('of what was asked, what may end it is kept, of its own subject', () => {
    const others = [op('mount', [1]), op('signal', [2], { subject: 'aside', sig: 'SIGTERM' })];
    expect(endingOps([term, ...others], 'stage')).toEqual([term]);
  });
});

describe('none of ours', () => {
  test.each<[string, SubjectName, boolean, string]>([
    ['cgroup.memory.current', 'app', true, 'app'],
    ['cgroup.procs', 'app', true, 'app'],
    ['exit.code', 'app', true, 'app'],
    ['exit.code', 'stage', false, 'other'],
    ['cgroup.cpu.stat.usage_usec', 'app', true, 'kernel'],
    ['cgroup.memory.peak', 'aside', true, 'kernel'],
    ['cgroup.memory.events.max', 'aside', true, 'kernel'],
    ['cgroup.pids.events.max', 'aside', true, 'kernel'],
    ['exit.oomKill', 'aside', true, 'kernel'],
    ['hostname', 'app', true, 'app'],
    ['cgroup.memory.current', 'stage', false, 'kernel'],
    ['cgroup.memory.events.oom_kill', 'app', true, 'kernel'],
    ['net.devices', 'host', true, 'other'],
    ['hostname', 'stage', false, 'other'],
    ['cgroup.memory.max', 'stage', false, 'other'],
  ])('%s of %s, a program runs: %j → %s', (key, subject, isRunning, origin) => {
    expect(attribute(changed(key, subject), [op('chdir', [1])], { ran: isRunning })).toEqual({
      cause: null,
      origin,
    });
  });
});
