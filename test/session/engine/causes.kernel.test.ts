/** On this kernel: the ops of lessons are the causes of what they change, and who dies is not seen in snapshots in pieces. */
import { afterEach, describe, expect, it } from 'vitest';
import { connect } from '../../../src/cli/play/connect.ts';
import { nativeProgram } from '../../../src/helper/helper-path.ts';
import { Monitor } from '../../../src/helper/monitor.ts';
import type { LessonOp } from '../../../src/lesson/lesson.ts';
import { HelperClient } from '../../../src/session/engine/helper-client.ts';
import { Snapshotter } from '../../../src/session/engine/snapshots/snapshotter.ts';
import type { Subject, Subjects } from '../../../src/session/engine/subjects/subject.ts';
import type { LabEvent, LabEventBody } from '../../../src/session/events.ts';
import type { LiveSession } from '../../../src/session/live-session.ts';
import { EXPERIMENT } from '../../../src/words/cast.ts';
import { isRoot, needs } from '../../helpers/require.ts';
import { lesson } from '../lessons.ts';

type Change = LabEvent & { type: 'change' };

let live: LiveSession | undefined;
afterEach(() => live?.close());

const DEATHS = 60;

const op = (name: string, args: LessonOp['args'] = {}): LessonOp => ({ op: name, args });

/** Carry these out, each list in a step of its own, and look once more after each. */
async function carryOut(steps: Record<string, { scope: 'main' | 'aside'; do: LessonOp[] }>) {
  const kinds = Object.fromEntries(Object.entries(steps).map(([name, { scope }]) => [name, scope]));
  const course = [lesson('01-x', kinds, step => ({ ...step, do: steps[step.id]?.do ?? [] }))];
  const events: LabEvent[] = [];
  live = await connect({ lessons: course, interactive: false, app: { argv: ['/bin/pause'], io: 'pipe' } });
  live.onEvent(event => events.push(event));
  live.begin();
  await live.jump('01-x');
  for (const name of Object.keys(steps)) {
    // Enter goes to the step, or carries it out
    for (let enter = 0; enter < 2 && !live.getState().results[`01-x/${name}`]; enter++) await live.next();
    expect(live.getState().error, name).toBeNull();
    expect(live.getState().results, name).toHaveProperty([`01-x/${name}`]);
  }
  const calls = new Map(events.flatMap(e => (e.type === 'syscall' ? [[e.seq, e.name]] : [])));
  const changes = events.filter((e): e is Change => e.type === 'change' && e.subject !== 'host');
  const causeOf = (key: string, subject?: string) =>
    changes
      .filter(c => c.key === key && (subject === undefined || c.subject === subject))
      .map(({ cause, origin }) =>
        cause === null
          ? origin
          : [cause]
              .flat()
              .map(seq => calls.get(seq))
              .join('…'),
      );
  return { changes, causeOf };
}

const unexplained = (changes: Change[]) =>
  changes
    .filter(({ origin }) => origin === 'app' || origin === 'other')
    .map(({ subject, key, origin, before, after }) => `${subject} ${key} (${origin}) ${before} → ${after}`);

const DIR = '{layers}/root';
const tree = [
  op('mount', { source: 'lab-causes', target: '{layers}', fstype: 'tmpfs', data: 'size=8m,mode=755' }),
  op('mkdir', { paths: [DIR, `${DIR}/proc`, '{layers}/bin'] }),
  op('write-file', { path: '{layers}/file', data: 'x' }),
  op('symlink', { target: 'file', paths: ['{layers}/link'] }),
  op('copy', { source: '/proc/version', target: '{layers}/copy' }),
];

describe.runIf(needs(isRoot, 'makes namespaces, mounts and cgroups, needs root'))('causes on this kernel', () => {
  it('each op without a program: whatever changes, one of its calls did it', { timeout: 60_000 }, async () => {
    const flags = ['CLONE_NEWNS', 'CLONE_NEWUTS', 'CLONE_NEWIPC', 'CLONE_NEWNET', 'CLONE_NEWCGROUP', 'CLONE_NEWTIME'];
    const pivot = [
      op('mount', { source: DIR, target: DIR, flags: ['MS_BIND'] }),
      op('open-root'),
      op('chdir', { path: DIR }),
      op('pivot_root', { new: '.', put: '.' }),
      op('fchdir-root'),
      op('umount', { target: '.', flags: ['MNT_DETACH'] }),
      op('close-root'),
      op('chdir', { path: '/' }),
      op('mount', { source: 'proc', target: '/proc', fstype: 'proc' }),
      op('make-dev'),
      op('protect-proc'),
      op('no-new-privs'),
      op('seccomp', { filter: 'docker' }),
      op('capabilities', { keep: 'docker' }),
    ];
    const { changes, causeOf } = await carryOut({
      stage: {
        scope: 'main',
        do: [
          ...tree,
          op('unshare', { flags }),
          op('sethostname', { name: 'lab-causes' }),
          op('loopback-up'),
          op('create-cgroup'),
          op('set-limit', { memory: 2 ** 26, pids: 16 }),
          op('join-cgroup'),
          op('unshare', { flags: ['CLONE_NEWPID'] }),
          op('fork'),
          ...pivot,
        ],
      },
      user: {
        scope: 'aside',
        do: [
          op('unshare', { flags: ['CLONE_NEWUSER'] }),
          op('write-file', { path: '/proc/self/setgroups', data: 'deny' }),
          op('write-file', { path: '/proc/self/uid_map', data: '0 0 1' }),
          op('write-file', { path: '/proc/self/gid_map', data: '0 0 1' }),
        ],
      },
      chroot: { scope: 'aside', do: [...tree, op('chroot', { path: DIR }), op('chdir', { path: '/' })] },
      pid: { scope: 'aside', do: [op('unshare', { flags: ['CLONE_NEWPID'] }), op('fork-exit')] },
    });
    expect(unexplained(changes)).toEqual([]);
    expect(causeOf('uid_map').at(-1)).toBe('write');
    expect(causeOf('gid_map').at(-1)).toBe('write');
    expect(causeOf('hostname')).toEqual(['sethostname']);
    expect(causeOf('status.Seccomp')).toEqual(['seccomp']);
    expect(changes.filter(c => c.key === 'mounts').length).toBeGreaterThan(7);
  });

  it('a program in an experiment does nothing in the stage, and ends by itself', { timeout: 60_000 }, async () => {
    const grouped = [op('create-cgroup'), op('set-limit', { memory: 2 ** 26, swap: 0, pids: 16 }), op('join-cgroup')];
    const { changes, causeOf } = await carryOut({
      stage: { scope: 'main', do: grouped },
      aside: {
        scope: 'aside',
        do: [...grouped, op('exec', { argv: ['{apps}', 'spin', '1'], root: 'host' }), op('wait-exit', { seconds: 20 })],
      },
    });
    expect(unexplained(changes.filter(c => c.subject !== 'aside'))).toEqual([]);
    expect(causeOf('exit.code', 'aside')).toEqual(['app']);
    expect(causeOf('exit.oomKill', 'aside')).toEqual(['kernel']);
    expect(causeOf('link.exe', 'aside')).toEqual(['execve']);
  });

  it('the OOM killer’s SIGKILL is the kernel’s, and a signal of ours has its call', { timeout: 60_000 }, async () => {
    const grouped = [op('create-cgroup'), op('set-limit', { memory: 2 ** 24, swap: 0, pids: 16 }), op('join-cgroup')];
    const wait = op('wait-exit', { seconds: 30 });
    const oom = await carryOut({
      aside: { scope: 'aside', do: [...grouped, op('exec', { argv: ['{apps}', 'hog', '64'], root: 'host' }), wait] },
    });
    expect(oom.causeOf('exit.signal')).toEqual(['kernel']);
    expect(oom.causeOf('cgroup.procs').at(-1)).toBe('kernel');
    await live?.close();
    const sent = await carryOut({
      aside: {
        scope: 'aside',
        do: [
          ...grouped,
          op('exec', { argv: ['{apps}', 'spin', '20'], root: 'host' }),
          op('signal', { sig: 'SIGTERM' }),
          wait,
        ],
      },
    });
    expect(sent.causeOf('exit.signal')).toEqual(['pidfd_send_signal']);
  });

  it('of many that die while they are looked at nothing is told but the end', { timeout: 120_000 }, async () => {
    const monitor = await Monitor.start({ interactive: false });
    const subjects: Subjects = {};
    const events: LabEventBody[] = [];
    try {
      const client = new HelperClient(monitor, () => {});
      const apps = nativeProgram('lab-apps');
      const snapshotter = new Snapshotter(monitor.hello, client, subjects, {
        emit: event => events.push(event),
        shellsSince: () => new Set(),
      });
      monitor.onEvent(event => {
        if (event.event === 'exit') snapshotter.noteExit(event);
      });
      const group = { items: () => [], facts: () => ({ facts: {}, files: {} }) } as unknown as Subject['group'];
      for (let death = 0; death < DEATHS; death++) {
        await client.ask({ op: 'spawn', args: { subject: 'aside' } });
        await client.ask({ op: 'unshare', args: { subject: 'aside', flags: ['CLONE_NEWPID'] } });
        const { pid = 0 } = await client.ask({ op: 'fork', args: { subject: 'aside' } });
        const aside: Subject = {
          ...{ as: EXPERIMENT, pid, running: true, executes: true, sent: [], group },
          ...{ grouped: false, rootfs: null, groupRefused: false, predictedProblem: null },
        };
        subjects.aside = aside;
        // what it has touched takes the kernel a while to take back: meanwhile it has no exe, and its state is still R
        const argv = [apps, 'hog', '16'];
        await client.ask({ op: 'exec', args: { subject: 'aside', argv, root: 'host', io: 'null' } });
        await snapshotter.take();
        while (!snapshotter.hasEnded(aside)) await snapshotter.take();
        await snapshotter.take();
        await client.ask({ op: 'drop', args: { subject: 'aside' } });
        delete subjects.aside;
        snapshotter.forget(EXPERIMENT);
      }
    } finally {
      await monitor.quit();
    }
    const changes = events.flatMap(e => (e.type === 'change' && e.subject === 'aside' ? [e] : []));
    // on a busy machine some have ended before anybody saw them: of them there is the end alone
    const unseen = events.filter(e => e.type === 'facts' && e.facts['exit.code'] !== undefined);
    expect(changes.filter(c => c.key === 'exit.code').length + unseen.length).toBe(DEATHS);
    expect(unseen.length).toBeLessThan(DEATHS / 2);
    expect(changes.filter(c => !c.key.startsWith('exit.'))).toEqual([]);
  });
});
