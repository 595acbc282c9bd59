import { describe, expect, it } from 'vitest';
import type { LabEvent, LabEventBody } from '../../../src/session/events.ts';
import { reduce } from '../../../src/session/reduce/reduce.ts';
import { initialState, type SessionState } from '../../../src/session/state.ts';
import {
  appIsRunning,
  appOf,
  endedExperiment,
  experimentOutput,
  outputOf,
} from '../../../src/session/state-queries.ts';

function play(...bodies: LabEventBody[]): SessionState {
  return bodies.map((body, i): LabEvent => ({ ...body, t: i * 10 })).reduce(reduce, initialState);
}
const facts = (subject: 'stage' | 'app' | 'host', values: Record<string, string>): LabEventBody => ({
  type: 'facts',
  subject,
  pid: 7,
  facts: values,
  files: {},
});
const begin: LabEventBody = {
  type: 'step.start',
  lesson: '02',
  step: 'uts',
  title: 'x',
  kind: 'action',
  scope: 'main',
};
const call = (seq: number): LabEventBody => ({
  type: 'syscall',
  seq,
  by: 'stage',
  pid: 7,
  name: 'unshare',
  args: '',
  ret: 0,
  errno: null,
  ns: 1,
});

describe('reduce', () => {
  it('keeps a subject as its snapshot plus the changes', () => {
    const state = play(facts('stage', { hostname: 'vm', uid_map: '0 0 1' }), {
      type: 'change',
      subject: 'stage',
      key: 'hostname',
      before: 'vm',
      after: 'lab-box',
      cause: 3,
    });
    expect(state.subjects.stage?.facts).toEqual({ hostname: 'lab-box', uid_map: '0 0 1' });
    expect(state.changes).toEqual([
      { subject: 'stage', key: 'hostname', before: 'vm', after: 'lab-box', cause: 3, origin: null, t: 10 },
    ]);
  });

  it('drops a fact that is no longer there, and a subject that is gone', () => {
    const state = play(facts('stage', { 'rootfs.id': '0:1/1' }), {
      type: 'change',
      subject: 'stage',
      key: 'rootfs.id',
      before: '0:1/1',
      after: null,
      cause: 1,
    });
    expect(state.subjects.stage?.facts).toEqual({});
    expect(play(facts('stage', {}), { type: 'gone', subject: 'stage', pid: 7 }).subjects).toEqual({});
  });

  it('begins a step with a clean slate and marks its first call', () => {
    const state = play(call(1), call(2), { type: 'error', code: 'x', message: 'y' }, begin);
    expect(state).toMatchObject({
      busy: false,
      stepFirstSeq: 3,
      changes: [],
      error: null,
      lesson: '02',
      step: 'uts',
      scope: 'main',
    });
  });

  it('collects expectations until the step has a verdict', () => {
    const claim: LabEventBody = {
      type: 'expect',
      ok: true,
      text: 'named',
      lesson: '02',
      step: 'uts',
      got: 'lab-box',
      says: 'kernel',
    };
    expect(play(begin, claim).results['02/uts']).toEqual({
      ok: null,
      expects: [{ ok: true, text: 'named', got: 'lab-box' }],
    });
    const ended = play(begin, claim, { type: 'step.end', lesson: '02', step: 'uts', ok: true });
    expect(ended.results['02/uts']?.ok).toBe(true);
    expect(ended.busy).toBe(false);
  });

  it('samples the use of resources of a subject with a group, one sample a moment', () => {
    const state = play(
      facts('stage', { 'cgroup.procs': '', 'cgroup.memory.current': '4096', 'cgroup.pids.current': '1' }),
      {
        type: 'change',
        subject: 'stage',
        key: 'cgroup.memory.current',
        before: '4096',
        after: '8192',
        cause: null,
        origin: 'app',
      },
    );
    expect(state.usage.stage?.map(u => u.memoryBytes)).toEqual([4096, 8192]);
    expect(play(facts('host', { 'cgroup.procs': '' })).usage.host).toEqual([]);
  });

  it('never mixes the samples of two processes; the app goes on with those of its stage', () => {
    const grouped = (subject: 'stage' | 'app' | 'aside', pid: number): LabEventBody => ({
      ...(facts(subject as 'stage', { 'cgroup.procs': '', 'cgroup.pids.current': String(pid) }) as LabEventBody & {
        type: 'facts';
      }),
      pid,
    });
    const pids = (state: SessionState) =>
      Object.fromEntries(Object.entries(state.usage).map(([name, list]) => [name, list?.map(u => u.pids)]));
    expect(pids(play(grouped('stage', 1), grouped('aside', 2), grouped('aside', 3)))).toEqual({
      stage: [1],
      aside: [3],
    });
    expect(pids(play(grouped('stage', 1), grouped('app', 1))).app).toEqual([1, 1]);
  });

  it('keeps only the tail of what the app prints', () => {
    const chunk = { type: 'program.output', of: 'app', id: 1, stream: 'stdout', data: 'x'.repeat(50_000) } as const;
    expect(outputOf(play(chunk, chunk, { ...chunk, data: 'end' }), 'app')).toHaveLength(65_536);
  });

  it('begins anew with each app what the app prints', () => {
    const start = (id: number): LabEventBody => ({
      type: 'program.start',
      of: 'app',
      id,
      pid: 6 + id,
      argv: ['/bin/sh'],
    });
    const said = (id: number, data: string): LabEventBody => ({
      ...{ type: 'program.output', of: 'app', id, stream: 'stdout', data },
    });
    const exit: LabEventBody = { type: 'program.exit', of: 'app', id: 1, code: 0, signal: null, oomKill: 0 };
    const state = play(start(1), said(1, 'first'), exit, start(3), said(3, 'second'), said(1, 'late'));
    expect(appOf(state)).toEqual({ of: 'app', pid: 9, argv: ['/bin/sh'], output: 'second', exit: null });
    expect(appIsRunning(state)).toBe(true);
    expect(state.programs[1]).toMatchObject({ output: 'firstlate', exit: { code: 0, signal: null, oomKill: 0 } });
  });

  it('keeps the latest programs, however many are told', () => {
    const said = (id: number): LabEventBody => ({
      ...{ type: 'program.output', of: 'app', id, stream: 'stdout', data: String(id) },
    });
    const { programs } = play(...Array.from({ length: 40 }, (_, i) => said(i)));
    expect(Object.keys(programs)).toEqual(Array.from({ length: 16 }, (_, i) => String(24 + i)));
  });

  it('knows no app where only its output was told', () => {
    const state = play({ type: 'program.output', of: 'app', id: 1, stream: 'stdout', data: 'x' });
    expect([appOf(state), appIsRunning(state), outputOf(state, 'app')]).toEqual([null, false, 'x']);
    expect(play({ type: 'program.exit', of: 'app', id: 1, code: 0, signal: null, oomKill: 0 }).programs).toEqual({});
  });

  it('keeps the last 500 changes of a step', () => {
    const counted = (n: number): LabEventBody => ({
      type: 'change',
      subject: 'stage',
      key: 'cgroup.cpu.stat.usage_usec',
      before: String(n - 1),
      after: String(n),
      cause: null,
      origin: 'app',
    });
    const { changes } = play(...Array.from({ length: 502 }, (_, i) => counted(i)));
    expect(changes.map(c => c.after)).toEqual(Array.from({ length: 500 }, (_, i) => String(i + 2)));
  });

  it('keeps what an experiment prints apart, and only while its step lasts', () => {
    const printed = { type: 'program.output', of: 'aside', id: 2, stream: 'stdout', data: '24 MiB\n' } as const;
    const state = play(begin, printed);
    expect([outputOf(state, 'app'), experimentOutput(state)]).toEqual(['', '24 MiB\n']);
    expect(play(begin, printed, begin).programs).toEqual({});
  });

  it('keeps the last snapshot of an experiment that has ended, while its step lasts', () => {
    const aside: LabEventBody = { type: 'facts', subject: 'aside', pid: 9, facts: { hostname: 'x' }, files: {} };
    const gone: LabEventBody = { type: 'gone', subject: 'aside', pid: 9 };
    const state = play(begin, aside, gone);
    expect(state.subjects).toEqual({});
    expect(endedExperiment(state)).toMatchObject({ name: 'aside', state: { pid: 9, facts: { hostname: 'x' } } });
    expect(endedExperiment(play(begin, aside, gone, aside))).toBeNull();
    expect(endedExperiment(play(begin, aside, gone, begin))).toBeNull();
  });

  it('keeps what is not as it was on the machine until it is taken back', () => {
    const proc = { thing: 'mount', name: '/proc (proc proc)', change: 'appeared', undo: 'umount /proc' } as const;
    const name = { thing: 'hostname', name: 'box (was lab)', change: 'changed', undo: 'hostname lab' } as const;
    const told = (trouble: typeof proc | typeof name, open: boolean) =>
      ({ type: 'machine', open, ...trouble }) as const;
    expect(play(told(proc, true), told(name, true), told(proc, true)).machine).toEqual([name, proc]);
    expect(play(told(proc, true), told(name, true), told(proc, false)).machine).toEqual([name]);
  });

  it('keeps a skipped step apart from what held, failed or was refused', () => {
    const at = { lesson: '02', step: 'uts' };
    const skipped: LabEventBody = { type: 'skipped', ...at, because: '01/mount', message: 'mount: EINVAL' };
    const over: LabEventBody = { type: 'step.end', ...at, ok: null };
    expect(play(begin, skipped, over).results['02/uts']).toEqual({
      ok: null,
      expects: [],
      skipped: { because: '01/mount', message: 'mount: EINVAL' },
    });
    expect(play(begin, over).results['02/uts']).toMatchObject({ blocked: true });
  });

  it('starts over with a new session', () => {
    const session: LabEventBody = {
      type: 'session',
      contract: 2,
      version: '0',
      kernel: 'k',
      arch: 'a',
      cgroup: 'v2',
      privilege: 'root',
      started: '',
      rootfs: { path: '', layers: '', source: '' },
    };
    expect(play(call(1), session).syscalls).toEqual([]);
  });
});
