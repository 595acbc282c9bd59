/** Every type of event as a real session tells it: validated, and none that no session here has told. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import type { HostTerminal } from '../../src/helper/host-terminal.ts';
import { processStat } from '../../src/kernel/processes.ts';
import type { LabEvent } from '../../src/session/events.ts';
import { cli, start } from '../helpers/cli.ts';
import { parseEvents } from '../helpers/contract.ts';
import { readersErrors, schemaErrors, schemaFields, schemaTypes } from '../helpers/events-schema.ts';
import { endShells, openShell } from '../helpers/learner-shell.ts';
import { OTHER_USER, othersHaveNode, worldReadableFolder } from '../helpers/other-user.ts';
import { copyPackage } from '../helpers/package-copy.ts';
import { isOfApp } from '../helpers/programs.ts';
import { isRoot, needs } from '../helpers/require.ts';
import { withoutCall } from '../helpers/without-call.ts';

const ready = [
  needs(isRoot, 'makes containers, needs root'),
  needs('cc', 'builds a filter'),
  needs(othersHaveNode(), 'a Node that other users may start, to be refused something'),
];

/** Documented, and told by sessions that other tests make, or only where all is root. */
const ELSEWHERE: Record<string, string> = {
  'judged.unjudged': 'test/e2e/own-rootfs.test.ts',
  'challenge.unclaimed': 'test/e2e/challenge-screen.test.ts',
  'challenge.afterwards': 'test/lessons/challenges.kernel.test.ts',
};

/** Of what a session plays from a recording: none does yet. */
const LATER = 'recorded';

describe.runIf(ready.every(Boolean))('what sessions tell', () => {
  const dir = mkdtempSync(join(tmpdir(), 'lab-produced-'));
  const mine = join(dir, 'mine');
  mkdirSync(mine);
  const told: LabEvent[] = [];
  const shells: HostTerminal[] = [];
  afterEach(() => endShells(dir));
  afterAll(() => rmSync(dir, { recursive: true }));

  const HELD = 'trap "exit 0" TERM; echo hello; while :; do sleep 0.05; done';

  it('a run that holds', async () => {
    const running = start(['run', '--all', '--hold', '--json', '--', '/bin/sh', '-c', HELD]);
    await running.event('hold');
    running.child.kill('SIGTERM');
    const ended = await running.ended;
    expect(ended.code).toBe(0);
    told.push(...ended.events());
  });

  it('a run that is interrupted', async () => {
    const running = start(['run', '06', '--json', '--', '/bin/sh', '-c', HELD]);
    await running.event('program.output', isOfApp);
    running.child.kill('SIGINT');
    const ended = await running.ended;
    expect(ended.code).toBe(130);
    told.push(...ended.events());
  });

  it('a step that fails, and those that rest on it', async () => {
    const failed = await cli(['run', '03', '04', '--json'], { through: withoutCall('pivot_root', 'EINVAL') });
    expect(failed.code).toBe(1);
    told.push(...failed.events());
  });

  it('a helper that is killed', async () => {
    const running = start(['run', '--until', '1', '--hold', '--json']);
    const { pids } = await running.event('hold');
    const stage = processStat(pids.stage ?? 0);
    expect(stage?.parent).toBeGreaterThan(1);
    process.kill(stage?.parent as number, 'SIGKILL');
    const ended = await running.ended;
    expect(ended.code).toBe(3);
    told.push(...ended.events());
  });

  it('a user who is refused a group', async () => {
    const folder = worldReadableFolder('produced');
    try {
      const program = copyPackage(folder);
      const refused = await cli(['run', '04', '05', '--json', '--rootless'], { program, uid: OTHER_USER });
      expect(refused.code).toBe(3);
      told.push(...refused.events());
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('a learner: an answer, a challenge half done and solved, its hints, and a mistake on the machine itself', async () => {
    const file = join(dir, 'learner.jsonl');
    const begun = start(['open', '02-unshare', '--plain', '--record', file], { stdin: 'pipe' });
    const type = (line: string) => begun.child.stdin?.write(`${line}\n`);
    const until = async (what: string, seen: (event: LabEvent) => boolean) =>
      expect
        .poll(() => parseEvents(readFileSync(file, 'utf8')).some(seen), { message: what, timeout: 20_000 })
        .toBe(true);
    await begun.untilPrinted('next?');
    type('g 02-unshare/guess-pid');
    type('a');
    await until('an answer', e => e.type === 'answer');
    type('g 02-unshare/alone');
    await until('the checklist', e => e.type === 'challenge');
    const shell = openShell();
    shells.push(shell);
    shell.write(`mount -t tmpfs mine ${mine}\n`);
    await until('the mount', e => e.type === 'machine');
    shell.write('unshare --uts --net --pid --fork --mount-proc sh\n');
    // where all is root nothing tells two people apart: it is asked for
    await until('somebody', e => e.type === 'challenge' && (e.candidate !== null || e.unclaimed !== undefined));
    if (parseEvents(readFileSync(file, 'utf8')).some(e => e.type === 'challenge' && e.unclaimed)) type('y');
    await until('half of it', e => e.type === 'challenge' && e.candidate !== null);
    type('i');
    await until('a hint', e => e.type === 'hint');
    shell.write('hostname lab-box\n');
    await until('the whole', e => e.type === 'challenge.solved');
    type('i');
    await until('the solution', e => e.type === 'solution');
    type('q');
    const { code } = await begun.ended;
    expect(code).toBe(0);
    told.push(...parseEvents(readFileSync(file, 'utf8')));
  });

  it('is as documented, as strictly as a reader may and as we must', () => {
    expect(told.flatMap(schemaErrors)).toEqual([]);
    expect(told.flatMap(readersErrors)).toEqual([]);
  });

  it('has every type, and every field of each', () => {
    const seen = new Set(told.flatMap(event => [event.type, ...Object.keys(event).map(key => `${event.type}.${key}`)]));
    const documented = schemaTypes.flatMap(type => [
      type,
      ...schemaFields(type)
        .filter(field => field !== LATER)
        .map(field => `${type}.${field}`),
    ]);
    expect(documented.filter(what => !seen.has(what) && !(what in ELSEWHERE))).toEqual([]);
    expect(documented).toEqual(expect.arrayContaining(Object.keys(ELSEWHERE)));
  });
});
