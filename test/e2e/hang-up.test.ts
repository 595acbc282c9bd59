/** A terminal that is gone ends the workshop, whoever leads its session: mostly that is not us, and no SIGHUP comes. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { untilNothingIsLeft } from '../helpers/host.ts';
import { isRoot, needs } from '../helpers/require.ts';
import { openScreen, type Screen } from '../helpers/screen.ts';
import { soon } from '../helpers/soon.ts';
import { unique } from '../helpers/unique.ts';
import { BUNDLE, childOf } from '../helpers/workshop.ts';

let screen: Screen | null = null;
let dir = '';
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'lab-hang-up-'));
});
afterEach(async () => {
  await screen?.close();
  screen = null;
  rmSync(dir, { recursive: true, force: true });
});

/** A shell without SIGHUP starts `leader`, which starts the workshop, and writes down how that ended. */
function scriptOf(leader: string, args: string[]): string {
  const command = [process.execPath, BUNDLE, ...args].join(' ');
  return `export XDG_STATE_HOME=${dir}; trap '' HUP; ${leader.replace('COMMAND', command)}; echo $? >${dir}/code`;
}

/** Its helper's session, as the run directory names it. */
function sessionOf(cli: number): string {
  const monitor = childOf(cli, /^lab-monitor/);
  const found = readdirSync('/run/container-lab').find(name => name.startsWith(`${monitor}-`));
  return (found ?? `${monitor}-`).replace('.journal', '');
}

/** Node below this process: the workshop. */
function workshopBelow(pid: number): number | null {
  const children = (of: number) =>
    readFileSync(`/proc/${of}/task/${of}/children`, 'utf8').trim().split(' ').filter(Boolean);
  for (const child of children(pid).map(Number)) {
    if (/^(node|MainThread|container-lab)/.test(readFileSync(`/proc/${child}/comm`, 'utf8'))) return child;
    const deeper = workshopBelow(child);
    if (deeper !== null) return deeper;
  }
  return null;
}

async function endsBy(hangUp: () => void, top: number, live = true): Promise<void> {
  const cli = workshopBelow(top) ?? 0;
  expect(cli).toBeGreaterThan(0);
  const session = live ? sessionOf(cli) : null;
  hangUp();
  await soon(() => expect(existsSync(`/proc/${cli}`)).toBe(false));
  await soon(() => expect(readFileSync(`${dir}/code`, 'utf8')).toBe('130\n'));
  if (session !== null) await untilNothingIsLeft(session);
}

const SCREEN = ['open', '02-unshare/hostname'];

describe.runIf(needs(isRoot, 'makes mounts and cgroups, needs root'))('the workshop ends with 130', () => {
  it.each<[string, string, string[], string]>([
    ['the screen', 'a shell', SCREEN, 'Enter carries out'],
    ['the screen', 'setsid -w', SCREEN, 'Enter carries out'],
    ['the screen', 'su -c', SCREEN, 'Enter carries out'],
    ['a demo', 'setsid -w', ['demo', 'CLONE_NEWUTS'], 'Enter'],
    ['plain text', 'setsid -w', ['open', '--plain', '02-unshare/hostname'], 'next?'],
    ['a run that holds', 'setsid -w', ['run', '--until', '2', '--hold'], 'holding:'],
  ])('%s, led by %s', async (_what, leader, args, shown) => {
    const start = leader === 'a shell' ? 'COMMAND' : leader === 'su -c' ? "su root -c 'COMMAND'" : `${leader} COMMAND`;
    screen = openScreen('bash', ['-c', scriptOf(start, args)]);
    await screen.waitFor(shown);
    await endsBy(screen.hangUp, screen.pid);
  });

  const tmux = needs('tmux', 'a terminal of tmux');
  it.runIf(tmux)('in a session of tmux that is killed', async () => {
    const server = ['-L', `lab-test-${unique}`];
    const run = (...args: string[]) => execFileSync('tmux', [...server, ...args], { encoding: 'utf8', stdio: 'pipe' });
    try {
      run('new-session', '-d', '-s', 'c', '-x', '120', '-y', '36', scriptOf("su root -c 'COMMAND'", SCREEN));
      await soon(() => expect(run('capture-pane', '-p', '-t', 'c')).toContain('Enter carries out'));
      const top = Number(run('list-panes', '-t', 'c', '-F', '#{pane_pid}'));
      await endsBy(() => run('kill-session', '-t', 'c'), top);
    } finally {
      try {
        run('kill-server');
      } catch {
        // it ended with its last session
      }
    }
  });
});

describe('a recording is put away', () => {
  const linux = needs(process.platform === 'linux', 'terminals of Linux');
  it.runIf(linux).each(['setsid -w COMMAND', 'COMMAND'])('on the screen: %s', async leader => {
    screen = openScreen('bash', ['-c', scriptOf(leader, ['replay', 'lessons/recordings/course-v2.jsonl'])]);
    await screen.waitFor('RECORDED');
    await endsBy(screen.hangUp, screen.pid, false);
  });
});
