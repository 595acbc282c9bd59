import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { connect } from '../../src/cli/play/connect.ts';
import { machineLessons } from '../../src/cli/play/machine-lessons.ts';
import { detect } from '../../src/kernel/cgroup/index.ts';
import { systemReader } from '../../src/kernel/cgroup/system-reader.ts';
import type { ChallengeStep } from '../../src/lesson/lesson.ts';
import { solve } from '../../src/session/challenge/solver.ts';
import { Typing } from '../../src/session/challenge/typing.ts';
import { type Place, places } from '../../src/session/course.ts';
import type { LiveSession } from '../../src/session/live-session.ts';
import { groupsNamed, removeGroups } from '../helpers/groups.ts';
import { endShells, openShell } from '../helpers/learner-shell.ts';
import { isRoot, needs, which } from '../helpers/require.ts';
import { slowness } from '../helpers/slowness.ts';
import { type Attempt, RIGHT, WRONG } from './attempts.ts';

/** The challenges on this kernel: the solutions and other right ways are accepted, wrong and half-done tries are not. */
const time = 40_000 * slowness;
vi.setConfig({ testTimeout: 2 * time });
const lessons = await machineLessons();
const challenges = places(lessons).filter(
  (place): place is Place & { step: ChallengeStep } => place.step.type === 'challenge',
);
const named = challenges.map(place => ({ name: `${place.lesson.id}/${place.step.id}`, place }));
const rows = <T extends Attempt>(all: Record<string, T[]>) =>
  named.flatMap(({ name, place }) =>
    (all[name] ?? []).map(attempt => ({ challenge: name, name: attempt.name, attempt, place })),
  );
const mounts = Object.fromEntries(
  Object.entries(detect(systemReader).controllers).map(([name, { mount }]) => [name, mount]),
);

let dir: string;
let live: LiveSession;

/** What the group of a challenge is called here. */
const name = () => live.getState().session?.name ?? '';

function inPlace(lines: string[]): string[] {
  const values: Record<string, string | undefined> = {
    ...mounts,
    name: name(),
    dir: `${dir}/work`,
    c: `${dir}/new-world`,
  };
  return lines.map(line => line.replace(/(?<!\$)\{(\w+)\}/g, (all, key: string) => values[key] ?? all));
}

const groups = () => groupsNamed(name());

async function at(place: Place): Promise<LiveSession> {
  live = await connect({ lessons, interactive: false, app: { argv: ['/bin/pause'], io: 'pipe' } });
  live.begin();
  await live.jump(place.lesson.id, place.step.id);
  execFileSync('mkdir', ['-p', `${dir}/work`]);
  return live;
}

const root = needs(isRoot, 'makes mounts, namespaces and cgroups, needs root');
const hasVeth = root && spawnSync('unshare', ['--net', 'ip', 'link', 'add', 'type', 'veth']).status === 0;

describe.runIf(root)('challenges of the lessons', () => {
  beforeAll(() => {
    dir = mkdtempSync(join(tmpdir(), 'lab-challenge-'));
    if (which('cc') !== null)
      execFileSync('cc', [
        '-o',
        `${dir}/new-world`,
        fileURLToPath(new URL('../fixtures/new-world.c', import.meta.url)),
      ]);
  });
  afterEach(async () => {
    // also of an attempt that did not come to its end: the next one would find what it left
    try {
      await live.close();
    } finally {
      await endShells(dir);
      await removeGroups(groups());
      rmSync(`${dir}/work`, { recursive: true, force: true });
    }
  });
  afterAll(() => rmSync(dir, { recursive: true, force: true }));

  it.each(named)('$name: the solution is accepted', async ({ place }) => {
    await at(place);
    const solved = await solve(live, place, live.solution(place.step), { terminal: openShell(), time });
    // all but the filter, which no program of a bare machine sets
    if (place.step.id === 'whole-container' && which('setpriv') && hasVeth) expect(solved.stars).toBe(4);
    else expect(solved.stars).toBeGreaterThan(0);
  });

  const right = rows(RIGHT).filter(
    ({ attempt: { tool }, challenge }) => tool === undefined || needs(tool, `another way to solve ${challenge}`),
  );
  it.each(right)('$challenge: so is $name', async ({ place, attempt }) => {
    await at(place);
    const lines = { lines: inPlace(attempt.lines), cleanup: inPlace(attempt.cleanup) };
    expect(await solve(live, place, lines, { terminal: openShell(), time })).toMatchObject({
      stars: attempt.stars,
    });
  });

  it.each(rows(WRONG))('$challenge: refused is $name', async ({ challenge, place, attempt }) => {
    await at(place);
    const terminal = openShell();
    const typing = new Typing(terminal);
    const signal = AbortSignal.timeout(time);
    for (const line of inPlace(attempt.lines)) await typing.type(line, signal);
    await live.check();
    const state = live.getState().challenges[challenge];
    for (const line of inPlace(attempt.cleanup)) await typing.type(line, signal);
    terminal.close();
    const open = [...(state?.checks ?? []), ...(state?.stars ?? []), ...(state?.afterwards ? [state.afterwards] : [])];
    expect(open.filter(({ ok }) => !ok).map(({ text }) => text)).toContainEqual(expect.stringMatching(attempt.misses));
    expect(existsSync(`${mounts.pids}/${name()}`)).toBe(false);
  });

  it('has at least two wrong attempts for each', () => {
    for (const { name } of named) expect(WRONG[name]?.length, name).toBeGreaterThanOrEqual(2);
  });
});
