/** A monitor that somebody has stopped keeps nobody in the workshop, and cleans up when it is continued. */
import { readFileSync } from 'node:fs';
import { afterEach, describe, expect, it } from 'vitest';
import { start } from '../helpers/cli.ts';
import { sessionName, untilNothingIsLeft } from '../helpers/host.ts';
import { isRoot, needs } from '../helpers/require.ts';
import type { Screen } from '../helpers/screen.ts';
import { patience } from '../helpers/slowness.ts';
import { isSane, openWorkshop, processes } from '../helpers/workshop.ts';
import { until } from '../native/helper.ts';

describe.runIf(needs(isRoot, 'makes containers, needs root'))('a stopped monitor', () => {
  let shown: Screen | null = null;
  afterEach(async () => {
    await shown?.close();
    shown = null;
  });

  async function stop(pid: number): Promise<void> {
    process.kill(pid, 'SIGSTOP');
    await until('that it stands', () => /\) T /.test(readFileSync(`/proc/${pid}/stat`, 'latin1')));
  }

  it.each(['q', 'Ctrl-C', 'SIGTERM'])('does not hold the screen: %s', { timeout: 3 * patience }, async how => {
    shown = openWorkshop(['open', '02-unshare/old-proc']);
    await shown.waitFor(/q quit|\? help|help/);
    const { cli, monitor, session } = processes(shown);
    await stop(monitor);
    try {
      if (how === 'SIGTERM') process.kill(cli, 'SIGTERM');
      else shown.press(how === 'q' ? 'q' : '\u0003');
      if (how === 'q') {
        await shown.waitFor('Enter open'); // the menu
        shown.press('q');
      }
      await isSane(shown, 3);
      expect(shown.text().replace(/\s+/g, ' ')).toContain(
        `the helper (process ${monitor}) does not answer: it is stopped`,
      );
    } finally {
      process.kill(monitor, 'SIGCONT');
    }
    await untilNothingIsLeft(session);
  });

  it.each([
    ['nor a run', '02-unshare'],
    ['nor a run with the program of step 6', '06-start-app'],
  ])('%s', { timeout: 3 * patience }, async (_what, lesson) => {
    const running = start(['run', lesson, '--hold', '--json'], { stdin: 'pipe' });
    await running.event('hold');
    const session = sessionName(await running.event('session'));
    const monitor = Number(session.split('-')[0]);
    await stop(monitor);
    try {
      running.child.stdin?.end();
      const { code, stderr } = await running.ended;
      expect(code).toBe(3);
      expect(stderr).toMatch(/the helper \(process \d+\) does not answer: it is stopped/);
    } finally {
      process.kill(monitor, 'SIGCONT');
    }
    await untilNothingIsLeft(session);
  });
});
