/** Three named processes at once on this kernel: each change has its own subject, cause and origin, and nothing of them is left. */
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { nativeProgram } from '../../../src/helper/helper-path.ts';
import { Monitor } from '../../../src/helper/monitor.ts';
import type { LessonOp } from '../../../src/lesson/lesson.ts';
import { takeFingerprint } from '../../../src/observe/fingerprint.ts';
import { Engine } from '../../../src/session/engine/engine.ts';
import { runDirectories } from '../../../src/session/engine/host-audit.ts';
import type { LabEventBody } from '../../../src/session/events.ts';
import { type CastMember, EXPERIMENT } from '../../../src/words/cast.ts';
import { isRoot, needs } from '../../helpers/require.ts';
import { op, RECIPE } from './scripted-parts.ts';

const CAST = ['c1', 'c2', 'c3'].map((name): CastMember => ({ ...EXPERIMENT, name, group: name }));

let engine: Engine | undefined;
let events: LabEventBody[];
afterEach(() => engine?.close());

async function connect(): Promise<Engine> {
  events = [];
  const before = takeFingerprint(runDirectories());
  const app = { argv: ['/bin/true'], io: 'null' as const, env: {} };
  const options = { version: '0', app, apps: nativeProgram('lab-apps'), shellEnv: {}, before, cast: CAST };
  const monitor = await Monitor.start({ interactive: false });
  engine = await Engine.connect(monitor, RECIPE, options, event => events.push(event));
  for (const { name } of CAST) await engine.spawn(name);
  return engine;
}

/** What has changed in the three since this was asked last: `SUBJECT KEY CALL of WHO`, or whose doing it was. */
function changes(): string[] {
  const calls = new Map(events.flatMap(e => (e.type === 'syscall' ? [[e.seq, `${e.name} of ${e.by}`] as const] : [])));
  const told = events.flatMap(e => (e.type === 'change' && e.subject !== 'host' ? [e] : []));
  events = events.filter(e => e.type !== 'change');
  return told.map(({ subject, key, cause, origin }) => {
    const last = Array.isArray(cause) ? cause[1] : cause;
    return `${subject} ${key} ${last === null ? origin : calls.get(last)}`;
  });
}

describe.runIf(needs(isRoot, 'makes namespaces and cgroups, needs root'))('a cast of three', () => {
  it('each is what it was made, runs what it was given, and ends by itself alone', { timeout: 60_000 }, async () => {
    const at = await connect();
    const carryOut = async (of: string, ...ops: LessonOp[]) => {
      expect(await at.perform(ops, of, { quiet: false, protections: [] })).toMatchObject({ failed: null });
    };
    const pids = events.flatMap(e => (e.type === 'facts' && e.subject !== 'host' ? [e.pid] : []));
    expect(new Set(pids).size).toBe(3);

    // two at once: between two snapshots lie the calls of both
    const rename = (of: string) =>
      at.perform([op('unshare', { flags: ['CLONE_NEWUTS'] }), op('sethostname', { name: `lab-${of}` })], of, {
        ...{ quiet: true, protections: [] },
      });
    await Promise.all([rename('c1'), rename('c3')]);
    expect(changes().sort()).toEqual([
      ...['c1 hostname sethostname of c1', 'c1 ns.uts unshare of c1'],
      ...['c3 hostname sethostname of c3', 'c3 ns.uts unshare of c3'],
    ]);

    const limits = op('set-limit', { memory: 2 ** 26, pids: 16 });
    await carryOut('c2', op('create-cgroup'), limits, op('join-cgroup'));
    const spin = op('exec', { argv: ['{apps}', 'spin', '30'], root: 'host' });
    await carryOut('c2', spin);
    const ofC2 = changes();
    expect(ofC2.filter(change => !change.startsWith('c2 '))).toEqual([]);
    expect(ofC2).toContain('c2 link.exe execve of c2');
    expect(events).toContainEqual(expect.objectContaining({ type: 'program.start', of: 'c2' }));

    await delay(300);
    await at.refresh();
    const meanwhile = changes();
    expect(meanwhile.filter(change => !change.startsWith('c2 '))).toEqual([]);
    expect(meanwhile.filter(change => change.endsWith(' other'))).toEqual([]);

    await carryOut('c2', op('signal', { sig: 'SIGTERM' }), op('wait-exit', { seconds: 20 }));
    expect(changes()).toContain('c2 exit.signal pidfd_send_signal of monitor');
    await at.drop('c1');
    await at.refresh();
    expect(events.flatMap(e => (e.type === 'gone' ? [e.subject] : []))).toEqual(['c2', 'c1']);
    expect(changes()).toEqual([]);
    expect(Object.keys(at.evidence().after).sort()).toEqual(['c3', 'host']);

    await at.drop('c2');
    for (const name of ['c1', 'c2']) await at.spawn(name);
    expect(Object.keys(at.evidence().after).sort()).toEqual(['c1', 'c2', 'c3', 'host']);
    const { clean, certificate } = await at.close();
    engine = undefined;
    expect(clean).toEqual({ mounts: 0, cgroups: 0, processes: 0 });
    expect(certificate.ours).toEqual([]);
  });
});
