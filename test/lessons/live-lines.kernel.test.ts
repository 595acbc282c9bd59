/** The lessons' command lines that look at the running session, typed into a shell beside it after their action. */
import { spawnSync } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connect } from '../../src/cli/play/connect.ts';
import { machineLessons } from '../../src/cli/play/machine-lessons.ts';
import { byHandLine } from '../../src/session/by-hand.ts';
import type { LiveSession } from '../../src/session/live-session.ts';
import { isRoot, needs } from '../helpers/require.ts';
import { runnable } from '../lesson/own-lines.ts';

const lessons = await machineLessons();
const actions = lessons.flatMap(lesson =>
  lesson.steps.flatMap(step => {
    const live =
      step.type === 'action'
        ? step.byHand.filter(
            line => line.where === 'live' && runnable({ name: `${lesson.id}/${step.id}`, run: line.run }),
          )
        : [];
    return live.length === 0 ? [] : [{ lesson: lesson.id, step: step.id, live }];
  }),
);

describe.runIf(needs(isRoot, 'makes mounts and cgroups, needs root'))('lines for the running session', () => {
  let session: LiveSession;
  beforeAll(async () => {
    session = await connect({ lessons, interactive: false, app: { argv: ['/bin/pause'], io: 'pipe' } });
    session.begin();
  });
  afterAll(() => session.close());

  it.each(actions)('$lesson/$step', async ({ lesson, step, live }) => {
    await session.jump(lesson, step);
    await session.next();
    const state = session.getState();
    const typed = live
      .map(line => ({ line: byHandLine(line, state), shows: line.shows }))
      .filter(({ line }) => line !== null);
    expect(typed.length).toBeGreaterThan(0);
    for (const { line, shows } of typed) {
      const shell = spawnSync('sh', ['-c', `exec 2>&1; ${line}`], {
        encoding: 'utf8',
        env: { ...process.env, LC_ALL: 'C' },
      });
      expect(shell.stdout, line ?? '').toMatch(new RegExp(shows, 'm'));
    }
  });
});
