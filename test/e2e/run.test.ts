import { readFileSync, readlinkSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { EventOf, LabEvent } from '../../src/session/events.ts';
import { type Options, type Result, cli as runCli, start } from '../helpers/cli.ts';
import { sessionName, untilNothingIsLeft } from '../helpers/host.ts';
import { isOfApp, ofProgram } from '../helpers/programs.ts';
import { isRoot, needs } from '../helpers/require.ts';

const of = <T extends LabEvent['type']>(events: LabEvent[], type: T) =>
  events.filter(e => e.type === type) as Extract<LabEvent, { type: T }>[];
/** Every finished run must have left nothing. */
async function cli(args: string[], options: Options = {}): Promise<Result> {
  const result = await runCli(args, options);
  for (const session of of(result.events(), 'session')) await untilNothingIsLeft(sessionName(session));
  return result;
}
const output = (events: LabEvent[]): string =>
  ofProgram(events, 'program.output')
    .map(e => e.data)
    .join('');

describe.runIf(needs(isRoot, 'makes mounts and cgroups, needs root'))('container-lab run', () => {
  it('builds a container in six lessons, and leaves nothing', async () => {
    const result = await cli(['run', '--all', '--json']);
    const events = result.events();
    expect(result.stderr).toBe('');
    expect(of(events, 'expect').filter(e => !e.ok)).toEqual([]);
    expect(of(events, 'lesson.start').map(e => e.lesson)).toHaveLength(7);
    expect(ofProgram(events, 'program.exit')).toMatchObject([{ code: 0, signal: null }]);
    expect(of(events, 'clean')).toMatchObject([{ mounts: 0, cgroups: 0, processes: 0 }]);
    expect(events.at(-1)).toMatchObject({ type: 'session.end', ok: true });
    expect(result.code).toBe(0);
  });

  it('prints pure JSON lines, with seqs that count up and a cause for every change', async () => {
    const result = await cli(['run', '--all', '--json', '--', '/bin/sh', '-c', 'echo one; echo two >&2']);
    const lines = result.stdout.trimEnd().split('\n');
    expect(() => lines.map(line => JSON.parse(line))).not.toThrow();
    const events = result.events();
    expect(of(events, 'syscall').map(e => e.seq)).toEqual(of(events, 'syscall').map((_e, i) => i + 1));
    expect(of(events, 'change').length).toBeGreaterThan(100);
    for (const change of of(events, 'change')) {
      if (change.cause === null) expect(change.origin).toMatch(/^(app|kernel|other)$/);
      else expect(change.origin).toBeUndefined();
    }
    expect(
      ofProgram(events, 'program.output')
        .map(e => [e.stream, e.data])
        .sort(),
    ).toEqual([
      ['stderr', 'two\n'],
      ['stdout', 'one\n'],
    ]);
  });

  it('starts the app with few rights, and with all of them when asked', async () => {
    const words = [
      '--',
      '/bin/sh',
      '-c',
      'grep -E "CapEff|NoNewPrivs|Seccomp:" /proc/self/status; tries; echo x >/proc/sys/kernel/core_pattern',
    ];
    const told = (text: string) => text.replace(/\t/g, ' ');
    const usual = await cli(['run', '--until', '06-start-app/start', '--json', ...words]);
    expect(told(output(usual.events()))).toMatch(
      /CapEff: 00000000a8\w{6}\nNoNewPrivs: 1\nSeccomp: 2\n(refused .*\n){7}.*core_pattern.*(Read-only|I\/O error)/,
    );
    const all = await cli([
      'run',
      '--until',
      '06-start-app/start',
      '--json',
      '--privileged',
      '--',
      '/bin/sh',
      '-c',
      'grep -E "CapEff|NoNewPrivs|Seccomp:" /proc/self/status; tries',
    ]);
    const status = readFileSync('/proc/self/status', 'utf8');
    expect(told(output(all.events()))).toContain(told(/CapEff:.*\nCapBnd/.exec(status)?.[0].split('\n')[0] ?? '?'));
    expect(told(output(all.events()))).toContain(`NoNewPrivs: 0\nSeccomp: ${/Seccomp:\t(\d)/.exec(status)?.[1]}\n`);
    expect(output(all.events())).toContain('not refused  keyctl');
    expect(of(all.events(), 'expect').filter(e => !e.ok)).toEqual([]);
    expect(
      of(all.events(), 'note')
        .map(e => e.text)
        .join(),
    ).toContain('--privileged leaves out capabilities, no-new-privs; not judged');
    expect(all.code).toBe(0);
  });

  it("reports the app's exit code and signal, which are never ours", async () => {
    const seven = await cli(['run', '--all', '--json', '--', '/bin/sh', '-c', 'exit 7']);
    expect(ofProgram(seven.events(), 'program.exit')).toMatchObject([{ code: 7, signal: null }]);
    expect(seven.code).toBe(0);
  });

  it("tells an OOM kill as the kernel's own doing, although the app is gone", async () => {
    const events = (await cli(['run', '--all', '--json', '--', '/bin/hog', '128'])).events();
    expect(ofProgram(events, 'program.exit')).toMatchObject([{ code: null, signal: 'SIGKILL', oomKill: 1 }]);
    const kill = of(events, 'change').filter(e => e.subject === 'app' && e.key === 'cgroup.memory.events.oom_kill');
    expect(kill).toMatchObject([{ before: '0', after: '1', cause: null, origin: 'kernel' }]);
  });

  it('tells what an experiment prints, apart from the app', async () => {
    const events = (await cli(['run', '05', '--json'])).events();
    expect(
      ofProgram(events, 'program.output', 'aside')
        .map(e => e.data)
        .join(''),
    ).toMatch(/\d+ MiB/);
    expect(output(events)).not.toMatch(/MiB/);
  });

  it('says by name what is missing before anything starts', async () => {
    const result = await cli(['run', '--all', '--json', '--', '/bin/nothere']);
    expect(result).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining('/bin/nothere') });
  });

  it('carries bytes that are not text without loss', async () => {
    const result = await cli([
      'run',
      '--all',
      '--json',
      '--',
      '/bin/sh',
      '-c',
      "printf 'a\\377b\\033[2J\\303\\244\\n'",
    ]);
    const text = output(result.events());
    expect(text).toContain('ä');
    expect(text).toMatch(/a\\xffb/);
  });

  it('holds with a full snapshot until it is told to stop', async () => {
    const running = start(['run', '--all', '--hold', '--json'], { stdin: 'pipe' });
    const hold = await running.event('hold');
    const pid = hold.pids.app as number;
    expect(readlinkSync(`/proc/${pid}/ns/uts`)).toBe(hold.facts.app?.['ns.uts']);
    expect(readlinkSync('/proc/self/ns/uts')).toBe(hold.facts.host?.['ns.uts']);
    expect(readFileSync(`/proc/${pid}/comm`, 'utf8').trim()).toBe(hold.facts.app?.['status.Name']);
    running.child.kill('SIGINT');
    const ended = await running.ended;
    expect(ended.code).toBe(0);
    expect(ended.events().at(-1)).toMatchObject({ type: 'session.end', ok: true });
  });

  it('takes the end of standard input as the end of a hold, and /dev/null not', async () => {
    const piped = start(['run', '--until', '1', '--hold', '--json'], { stdin: 'pipe' });
    await piped.event('hold');
    piped.child.stdin?.end();
    expect((await piped.ended).code).toBe(0);
    const devNull = start(['run', '--until', '1', '--hold', '--json']);
    await devNull.event('hold');
    expect(devNull.child.exitCode).toBeNull();
    devNull.child.kill('SIGTERM');
    expect((await devNull.ended).code).toBe(0);
  });

  it('stops at the step it is told to, and plays one lesson alone on what it needs', async () => {
    const until = await cli(['run', '--until', '02-unshare/uts', '--json']);
    expect(of(until.events(), 'step.start').at(-1)).toMatchObject({ lesson: '02-unshare', step: 'uts' });
    const alone = await cli(['run', '03', '--json']);
    expect(of(alone.events(), 'lesson.start').map(e => e.lesson)).toEqual(['03-chroot']);
    expect(alone.code).toBe(0);
  });

  it.each(['SIGTERM', 'SIGINT'] as const)('undoes everything at %s', async signal => {
    const running = start(['run', '--all', '--json', '--', '/bin/pause']);
    await running.event('program.start', isOfApp);
    running.child.kill(signal);
    const ended = await running.ended;
    expect(ended.code).toBe(130);
    expect(of(ended.events(), 'clean')).toMatchObject([{ mounts: 0, cgroups: 0, processes: 0 }]);
  });

  it('leaves nothing when it is killed', async () => {
    for (const type of ['session', 'lesson.start', 'step.end', 'program.start'] as const) {
      const running = start(['run', '--all', '--json', '--', '/bin/pause']);
      await running.event(type);
      running.child.kill('SIGKILL');
      const [session] = of((await running.ended).events(), 'session');
      await untilNothingIsLeft(sessionName(session as EventOf<'session'>));
    }
  });

  it('sweeps what a killed helper left at the next start', async () => {
    const running = start(['run', '--all', '--hold', '--json']);
    const hold = await running.event('hold');
    const monitor = Number(/^PPid:\s*(\d+)/m.exec(readFileSync(`/proc/${hold.pids.app}/status`, 'utf8'))?.[1]);
    process.kill(monitor, 'SIGKILL');
    const ended = await running.ended;
    expect(ended.stderr).toContain('the helper ended unexpectedly');
    expect((await cli(['clean'])).code).toBe(0);
    await untilNothingIsLeft(sessionName(of(ended.events(), 'session')[0] as EventOf<'session'>));
  });

  it('lets two sessions live side by side', async () => {
    const first = start(['run', '--all', '--hold', '--json'], { stdin: 'pipe' });
    const hold = await first.event('hold');
    const second = await cli(['run', '--all', '--json']);
    expect(second.code).toBe(0);
    expect(readlinkSync(`/proc/${hold.pids.app}/ns/uts`)).toBe(hold.facts.app?.['ns.uts']);
    first.child.stdin?.end();
    expect((await first.ended).code).toBe(0);
  });

  it('tells the same as plain text', async () => {
    const result = await cli(['run', '02', '--plain']);
    expect(result.stdout).toContain('unshare(CLONE_NEWUTS)');
    expect(result.stdout).toContain('left behind: 0 mounts, 0 cgroups, 0 processes');
    expect(result.code).toBe(0);
  });
});
