/** Interrupted is not failed: the app is asked to end and its end is told, exit 130, and nothing is left, however often one asks. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { LabEvent } from '../../src/session/events.ts';
import { cli, PROGRAM, type Result, start } from '../helpers/cli.ts';
import { sessionName, untilNothingIsLeft } from '../helpers/host.ts';
import { isOfApp, ofProgram } from '../helpers/programs.ts';
import { isRoot, needs } from '../helpers/require.ts';
import { openStaying } from '../helpers/screen.ts';
import { patience } from '../helpers/slowness.ts';
import { withoutCall } from '../helpers/without-call.ts';

/** An app that ends when it is asked to, one that will not, and one that does not hear it (PID 1 without a handler). */
const ENDS = 'trap "echo goodbye; exit 7" TERM; echo ready; while :; do sleep 0.05; done';
const REFUSES = 'trap "echo no" TERM; echo ready; while :; do sleep 0.05; done';
const DEAF = 'echo ready; while :; do sleep 0.05; done';

const of = <T extends LabEvent['type']>(events: LabEvent[], type: T) =>
  events.filter(e => e.type === type) as Extract<LabEvent, { type: T }>[];
const output = (events: LabEvent[]) =>
  ofProgram(events, 'program.output')
    .map(e => e.data)
    .join('');

/** It runs, and nothing else is carried out any more. */
async function ready(app: string) {
  const running = start(['run', '06', '--json', '--', '/bin/sh', '-c', app]);
  await running.event('program.output', isOfApp);
  const atLast = (e: LabEvent) => e.type === 'step.start' && e.step === 'reading';
  await expect.poll(() => running.events().some(atLast), { timeout: patience }).toBe(true);
  return running;
}

/** What every interrupted run in which all held until then says. */
async function isInterrupted(result: Result, exit: object): Promise<LabEvent[]> {
  const events = result.events();
  expect(events.at(-1)).toMatchObject({ type: 'session.end', ok: true, interrupted: true });
  expect(ofProgram(events, 'program.exit')).toMatchObject([exit]);
  expect(of(events, 'clean')).toMatchObject([{ mounts: 0, cgroups: 0, processes: 0 }]);
  expect(result.code).toBe(130);
  for (const session of of(events, 'session')) await untilNothingIsLeft(sessionName(session));
  return events;
}

/** With what the app was ended. */
function kills(events: LabEvent[]): string[] {
  const begun = events.findIndex(e => e.type === 'note' && e.text.startsWith('the app (PID'));
  return of(events.slice(begun), 'syscall').flatMap(({ args }) => /SIGTERM|SIGKILL|cgroup\.kill/.exec(args) ?? []);
}

describe.runIf(needs(isRoot, 'makes mounts and cgroups, needs root'))('interrupted', () => {
  it.each(['SIGINT', 'SIGTERM'] as const)('%s: the app is asked, and its own end is told', async signal => {
    const running = await ready(ENDS);
    running.child.kill(signal);
    const ended = await running.ended;
    const events = await isInterrupted(ended, { code: 7, signal: null });
    expect(output(events)).toBe('ready\ngoodbye\n');
    expect(kills(events)).toEqual(['SIGTERM']);
    expect(ended.stderr).toBe(`container-lab: interrupted by ${signal}\n`);
  });

  it('an app that will not end is killed after a time of grace', async () => {
    const running = await ready(REFUSES);
    running.child.kill('SIGTERM');
    const events = await isInterrupted(await running.ended, { code: null, signal: 'SIGKILL' });
    const [asked] = of(events, 'note').filter(e => e.text.includes('is asked to end: SIGTERM'));
    const [exit] = ofProgram(events, 'program.exit');
    expect((exit?.t ?? 0) - (asked?.t ?? 0)).toBeGreaterThanOrEqual(2990);
    expect(output(events)).toContain('no\n');
  });

  it('a second Ctrl-C kills it at once', async () => {
    const running = await ready(REFUSES);
    running.child.kill('SIGINT');
    await expect.poll(() => output(running.events())).toContain('no\n');
    running.child.kill('SIGINT');
    const events = await isInterrupted(await running.ended, { code: null, signal: 'SIGKILL' });
    const [asked] = of(events, 'note').filter(e => e.text.includes('is asked to end: SIGTERM'));
    const [exit] = ofProgram(events, 'program.exit');
    expect((exit?.t ?? 0) - (asked?.t ?? 0)).toBeLessThan(2990);
  });

  it('leaves nothing when signals come as a crowd', async () => {
    const running = await ready(REFUSES);
    for (const signal of ['SIGINT', 'SIGINT', 'SIGTERM', 'SIGINT', 'SIGHUP'] as const) running.child.kill(signal);
    await isInterrupted(await running.ended, { code: null, signal: 'SIGKILL' });
  });

  it('one that has no handler is killed at once, and why is said: a PID 1 would not get the signal', async () => {
    const running = await ready(DEAF);
    running.child.kill('SIGINT');
    const events = await isInterrupted(await running.ended, { code: null, signal: 'SIGKILL' });
    expect(kills(events)).not.toContain('SIGTERM');
    expect(of(events, 'note').map(e => e.text)).toContainEqual(expect.stringMatching(/has no handler for SIGTERM/));
  });

  it('while it is being built: what held until then held', async () => {
    const running = start(['run', '--all', '--json']);
    await running.event('expect');
    running.child.kill('SIGINT');
    const { code, events } = await running.ended;
    expect([code, events().at(-1)]).toMatchObject([130, { type: 'session.end', ok: true, interrupted: true }]);
    const ends = of(events(), 'step.end').map(e => e.ok);
    expect(ends).not.toContain(false);
  });

  it('a hold that has not been reached, too', async () => {
    const running = start(['run', '--all', '--hold', '--json']);
    await running.event('expect');
    running.child.kill('SIGTERM');
    const { code, events } = await running.ended;
    expect([code, events().at(-1)]).toMatchObject([130, { interrupted: true }]);
    expect(of(events(), 'hold')).toEqual([]);
  });

  it('a hold ends so as it should: 0, and the app is asked', async () => {
    const running = start(['run', '06', '--hold', '--json', '--', '/bin/sh', '-c', ENDS]);
    await running.event('hold');
    running.child.kill('SIGTERM');
    const { code, events } = await running.ended;
    expect(code).toBe(0);
    expect(ofProgram(events(), 'program.exit')).toMatchObject([{ code: 7 }]);
    expect(events().at(-1)).toEqual(expect.not.objectContaining({ interrupted: true }));
    expect(events().at(-1)).toMatchObject({ ok: true });
  });

  it('standard input that ends before the hold does not cut the run short', async () => {
    const { code, events } = await cli(['run', '--until', '2', '--hold', '--json'], { input: '' });
    expect(code).toBe(0);
    expect(of(events(), 'hold')).toHaveLength(1);
    expect(of(events(), 'lesson.start').map(e => e.lesson)).toContain('02-unshare');
  });

  it('what had failed before stays told', async () => {
    const running = start(['run', '03', '04', '05', '--json'], { through: withoutCall('pivot_root', 'EINVAL') });
    await running.event('skipped');
    running.child.kill('SIGINT');
    const { code, events } = await running.ended;
    expect([code, events().at(-1)]).toMatchObject([130, { type: 'session.end', ok: false, interrupted: true }]);
  });

  it('Ctrl-C on a terminal: the last lines say so', async () => {
    const words = [PROGRAM, 'run', '06', '--', '/bin/sh', '-c', ENDS];
    const shown = openStaying(process.execPath, words, { columns: 110, rows: 36 });
    try {
      await shown.waitFor('output: ready');
      shown.press('\u0003');
      await shown.waitFor('CODE 130');
      expect(shown.text()).toMatch(/output: goodbye\n +the app ended: exit code 7/);
      expect(shown.text()).toContain('interrupted; so far every expectation held');
      expect(shown.text()).not.toContain('not every expectation');
    } finally {
      await shown.close();
    }
  });
});

describe.runIf(needs(isRoot, 'makes mounts and cgroups, needs root'))('the workshop, told to end', () => {
  const dir = mkdtempSync(join(tmpdir(), 'lab-interrupted-'));
  afterAll(() => rmSync(dir, { recursive: true }));

  it.each([
    ['plain text', 'SIGINT', ['--plain']],
    ['plain text', 'SIGTERM', ['--plain']],
  ] as const)('%s, %s: 130, its recording says interrupted', async (_face, signal, words) => {
    const file = join(dir, `${signal}.jsonl`);
    const running = start(['open', '02-unshare', ...words, '--record', file], { stdin: 'pipe' });
    await running.untilPrinted('next?');
    running.child.kill(signal);
    const { code, stdout, stderr } = await running.ended;
    expect([code, stderr]).toEqual([130, `container-lab: interrupted by ${signal}\n`]);
    expect(stdout).toMatch(/\ninterrupted; so far every expectation held\n$/);
    const summary = await cli(['replay', file, '--json']);
    expect(JSON.parse(summary.stdout)).toMatchObject({ ok: true, interrupted: true });
  });

  it('a recording that was cut off says so at its end', async () => {
    const file = join(dir, 'cut.jsonl');
    const { stdout } = await cli(['run', '00', '--json']);
    writeFileSync(file, stdout.slice(0, stdout.lastIndexOf('{"type":"clean"')));
    expect((await cli(['replay', file, '--plain'])).stdout).toMatch(
      /\nthe recording is cut off here, before its session ended\n$/,
    );
  });
});
