import { existsSync, mkdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import { afterEach, describe, expect, it } from 'vitest';
import { cli, start } from '../helpers/cli.ts';
import { sessionName, untilNothingIsLeft } from '../helpers/host.ts';
import { children, stageOf } from '../helpers/processes.ts';
import { isOfApp } from '../helpers/programs.ts';
import { isRoot, needs } from '../helpers/require.ts';
import type { Screen } from '../helpers/screen.ts';
import { unique } from '../helpers/unique.ts';
import { isSane, openWorkshop, processes } from '../helpers/workshop.ts';
import { cgroupMount, HELPER, Helper, memoryTree, until } from '../native/helper.ts';

const ready =
  needs(isRoot, 'makes mounts and cgroups, needs root') && needs(memoryTree() !== null, 'a memory controller');

/** In a mount namespace of its own, after these shell lines. */
const privately = (lines: string): string[] => ['unshare', '--mount', 'sh', '-e', '-c', `${lines}\nexec "$@"`, 'sh'];

/** The run directory in there is not ours to see: the helper's word and the certificate must do. */
function endedClean(events: { type: string }[]): void {
  expect(events.filter(event => event.type === 'certificate')).toMatchObject([{ ours: [] }]);
}

describe.runIf(ready)('a full disk', () => {
  it('of the recording: the run goes on, and says so', async () => {
    const through = privately('mount -t tmpfs -o size=16k full /mnt');
    const ended = await cli(['run', '--until', '2', '--json', '--record', '/mnt/run.jsonl'], { through });
    const notes = ended.events().filter(event => event.type === 'note');
    expect(notes.map(note => ('text' in note ? note.text : ''))).toContainEqual(
      expect.stringContaining('no space left'),
    );
    expect([ended.stderr, ended.code]).toEqual(['', 0]);
  });

  it('of /run: the helper says so and leaves nothing', async () => {
    const through = privately('mount -t tmpfs -o nr_inodes=2 full /run; mkdir -m 700 /run/container-lab');
    const ended = await cli(['run', '--until', '2', '--json'], { through });
    expect(ended.stderr).toMatch(
      /^container-lab: the helper cannot work here: .*no space left[^\n]*\n( {2}[^\n]+\n)?$/,
    );
    expect(ended.code).toBe(3);
  });

  it('of the journal, on the way: what could not be written down is not done', async () => {
    // the journal's first line fits, the long ones of the groups do not
    const through = privately('mount -t tmpfs -o size=4k full /run');
    const ended = await cli(['run', '--until', '5', '--json', '--hold'], { through, input: '' });
    endedClean(ended.events());
    expect(ended.code === 0 || /no space left/.test(ended.stderr), ended.stderr).toBe(true);
  });

  it('of the image: the op is refused, and the rest is undone', async () => {
    const h = await Helper.start();
    await h.ok('spawn');
    const { layers, session } = h.hello;
    await h.ok('mount', { source: 'layers', target: layers, fstype: 'tmpfs', data: 'size=64k' });
    const target = `${layers}/big`;
    expect(await h.refused('copy', { source: process.execPath, target })).toMatchObject({ errno: 'ENOSPC' });
    await h.ok('hello');
    await h.quit();
    await untilNothingIsLeft(session);
  });
});

describe.runIf(ready)('no memory', () => {
  it.each([2, 4, 6, 8, 12, 16, 24, 32])(
    'the helper with %d MiB of addresses works or says why not',
    async mebibytes => {
      const h = new Helper(['prlimit', `--as=${mebibytes * 2 ** 20}`, HELPER]);
      h.process.stdin.end('1 hello\n2 spawn\n3 unshare flags=CLONE_NEWUTS\n4 quit\n');
      await h.ended();
      for (const reply of h.replies) if (!reply.ok) expect(reply.error?.message).toMatch(/memory|ended|spawn it/);
      const session = h.replies.find(reply => reply.hello)?.hello?.session;
      if (session) await untilNothingIsLeft(session);
    },
  );

  it('the OOM killer takes the program in the container: only that ends', async () => {
    const ended = await cli(['run', '06-start-app', '--json', '--', '/bin/hog', '512']);
    const exit = ended.events().find(event => event.type === 'program.exit' && event.of === 'app');
    expect(exit).toMatchObject({ signal: 'SIGKILL', oomKill: expect.any(Number) });
    endedClean(ended.events());
  });
});

describe.runIf(ready && needs(cgroupMount('pids') !== null || memoryTree()?.version === 2, 'a pids controller'))(
  'no more processes',
  () => {
    const group = `${cgroupMount('pids') ?? cgroupMount('unified')}/lab-crowded-${unique}`;
    afterEach(() => {
      if (existsSync(group)) rmdirSync(group);
    });

    it.each([1, 2, 3, 4])('the helper among at most %d works or says why not', async most => {
      mkdirSync(group);
      if (!existsSync(`${group}/pids.max`)) return; // v2 without the controller at the root
      writeFileSync(`${group}/pids.max`, String(most));
      const h = await Helper.start(['sh', '-c', `echo $$ >${group}/cgroup.procs; exec "$0"`, HELPER]);
      const { session } = h.hello;
      const replies = [await h.op('spawn'), await h.op('unshare', { flags: ['CLONE_NEWPID'] }), await h.op('fork')];
      for (const { ok, error } of replies)
        if (!ok) expect(error?.errno ?? error?.code).toMatch(/EAGAIN|order|gone|died/);
      expect(replies.every(({ ok }) => ok)).toBe(most > 2);
      expect((await h.quit()).left).toEqual({ cgroups: 0, processes: 0, files: 0 });
      await untilNothingIsLeft(session);
    });
  },
);

describe.runIf(ready)('stopped and continued', () => {
  it.each(['monitor', 'stage', 'cli'] as const)('the %s, in the middle of a step', async who => {
    const running = start(['run', '02-unshare', '--json']);
    const session = sessionName(await running.event('session'));
    await running.untilPrinted('"step":"pid"');
    const monitor = Number(session.split('-')[0]);
    const pid = { monitor, stage: stageOf(monitor), cli: running.child.pid }[who] as number;
    process.kill(pid, 'SIGSTOP');
    await until('it stands still', () => /\nState:\s+T/.test(readFileSync(`/proc/${pid}/status`, 'utf8')));
    process.kill(pid, 'SIGCONT');
    const ended = await running.ended;
    expect([ended.stderr, ended.code]).toEqual(['', 0]);
    await untilNothingIsLeft(session);
  });

  it('a stage that is stopped for good does not keep the program from leaving', async () => {
    const running = start(['run', '02-unshare', '--hold', '--json'], { stdin: 'pipe' });
    await running.event('hold');
    const session = sessionName(await running.event('session'));
    for (const pid of children(Number(session.split('-')[0]))) process.kill(pid, 'SIGSTOP');
    running.child.stdin?.end();
    expect((await running.ended).code).toBe(0);
    await untilNothingIsLeft(session);
  });

  it('a stage that is stopped for good in the middle of a step does not either', async () => {
    const running = start(['run', '--all', '--json']);
    const session = sessionName(await running.event('session'));
    const stage = await until('a stage', () => stageOf(Number(session.split('-')[0])));
    process.kill(stage, 'SIGSTOP');
    await until('it stands still', () => /\nState:\s+T/.test(readFileSync(`/proc/${stage}/status`, 'utf8')));
    running.child.kill('SIGINT');
    expect((await running.ended).code).toBe(130);
    await untilNothingIsLeft(session);
  });
});

describe.runIf(ready)('a rough user', () => {
  let shown: Screen | null = null;
  afterEach(async () => {
    await shown?.close();
    shown = null;
  });

  it('changes the size of the window two hundred times in the middle of a lesson', async () => {
    shown = openWorkshop(['open', '02-unshare/hostname']);
    await shown.waitFor('Enter carries out');
    const { session } = processes(shown);
    shown.press('\r');
    for (let i = 0; i < 200; i++) {
      shown.resize(10 + ((i * 37) % 190), 3 + ((i * 23) % 77));
      if (i % 20 === 0) await new Promise(resolve => setImmediate(resolve));
    }
    shown.resize(120, 36);
    await shown.waitFor('✓ The stage is called lab-box.');
    shown.press('\u0003');
    await isSane(shown, 0);
    await untilNothingIsLeft(session);
  });

  it.each([
    ['embedded', 't', '\u001d'],
    ['on the whole screen', 'T', '\u001d'],
  ])('floods a terminal %s with escape sequences: the way back is open', async (_where, key, back) => {
    shown = openWorkshop(['open', '02-unshare/hostname']);
    await shown.waitFor('Enter carries out');
    const { session } = processes(shown);
    shown.press(key);
    await shown.waitFor(/[#$] *$/m);
    const before = shown.bytes();
    shown.press('while :; do printf "\\033[?1049h\\033[?1003h\\033]0;title\\007\\033[5;5r%4096s"; done\r');
    await shown.waitFor(s => s.bytes() > before + 20_000);
    shown.press(back);
    await shown.waitFor(/host \d+ .*stage \d+/);
    shown.press('\u0003');
    await isSane(shown, 0);
    await untilNothingIsLeft(session);
  });

  it('runs an app that floods its output: nothing grows, nothing is left', async () => {
    const running = start(['run', '06-start-app', '--json', '--', '/bin/sh', '-c', 'while :; do echo "$PATH"; done']);
    running.child.stdout?.pause();
    const session = sessionName(
      await (async () => {
        running.child.stdout?.resume();
        return running.event('session');
      })(),
    );
    await running.event('program.output', isOfApp);
    running.child.stdout?.pause();
    const monitor = Number(session.split('-')[0]);
    const resident = (pid: number): number =>
      Number(/^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0);
    const first = resident(monitor);
    for (let i = 0; i < 20; i++) await new Promise(resolve => setTimeout(resolve, 50));
    expect(resident(monitor) - first).toBeLessThan(2048);
    running.child.kill('SIGTERM');
    running.child.stdout?.resume();
    expect((await running.ended).code).toBe(130);
    await untilNothingIsLeft(session);
  });
});
