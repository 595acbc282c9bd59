import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, test } from 'vitest';
import { loadLessons } from '../../src/lesson/load.ts';
import { places } from '../../src/session/course.ts';
import { readRecording } from '../../src/transcript/read.ts';
import { cli, PROGRAM, start } from '../helpers/cli.ts';
import { needs } from '../helpers/require.ts';
import { openScreen } from '../helpers/screen.ts';
import { TEXT } from '../transcript/tiny-recording.ts';

const SHIPPED = fileURLToPath(new URL('../../lessons/recordings/course-v2.jsonl', import.meta.url));
const LESSONS = fileURLToPath(new URL('../../lessons', import.meta.url));

const dir = mkdtempSync(join(tmpdir(), 'lab-replay-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));
chmodSync(dir, 0o755);
const tiny = join(dir, 'tiny.jsonl');
writeFileSync(tiny, TEXT);

describe('the recording that is shipped', () => {
  const text = readFileSync(SHIPPED, 'utf8');

  test('is whole, small, of a pure v2 machine, and tells of no other', () => {
    const { events: store, problems, session } = readRecording(SHIPPED);
    const events = [...store.events()];
    expect(problems).toEqual([]);
    expect(session.cgroup).toBe('v2');
    expect(events.at(-1)).toMatchObject({ type: 'session.end', ok: true });
    expect(text.length).toBeLessThan(400_000);
    expect(text).not.toMatch(/\/(home|work\/[a-z]|var\/tmp)\b|\/uml\.\w/);
  });

  test('has steps of these lessons only (else: npm run record)', () => {
    const here = new Set(places(loadLessons(LESSONS).lessons).map(p => `${p.lesson.id}/${p.step.id}`));
    const gone = readRecording(SHIPPED).stops.filter(s => !here.has(`${s.lesson}/${s.step}`));
    expect(gone).toEqual([]);
  });

  test('is told as text where there is no terminal, labelled first of all', async () => {
    const { stdout, stderr, code } = await cli(['replay']);
    expect({ stderr, code }).toEqual({ stderr: '', code: 0 });
    expect(stdout.split('\n')[0]).toMatch(/^RECORDED \d{4}-.*: nothing of this happens now$/);
    expect(stdout).toContain('Lesson 06-start-app');
    expect(stdout).toContain('left behind: 0 mounts, 0 cgroups, 0 processes');
  });
});

/** As nobody, where nobody can read this checkout. */
const asNobody = ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups'];
const [setpriv = '', ...drop] = asNobody;
const unprivileged = spawnSync(setpriv, [...drop, 'test', '-r', PROGRAM]).status === 0 ? asNobody : [];

test('on the screen: played, scrubbed and left, without root, helper or library', async () => {
  const [command = process.execPath, ...words] = [...unprivileged, process.execPath, PROGRAM, 'replay', tiny];
  const screen = openScreen(command, words, { columns: 120, rows: 36 });
  try {
    await screen.waitFor('RECORDED 2026-01-02');
    await screen.waitFor('‖ paused');
    await screen.waitFor('Why');
    const maps = readFileSync(`/proc/${screen.pid}/maps`, 'utf8');
    expect(maps).not.toContain('koffi');
    expect(readFileSync(`/proc/${screen.pid}/task/${screen.pid}/children`, 'utf8')).toBe('');
    screen.press('\r');
    await screen.waitFor('Guess');
    screen.press('\r');
    await screen.waitFor('Name');
    screen.press('\r');
    await screen.waitFor(/hostname .*new/);
    screen.press('t');
    await screen.waitFor('Nothing of this runs now');
    screen.press('\u001b');
    screen.press(']]]');
    await screen.waitFor('The end');
    screen.press(' ');
    await screen.waitFor('▶ playing');
    screen.press(' ');
    await screen.waitFor('‖ paused');
    screen.press('q');
    await screen.waitFor('q quit');
    expect(screen.text()).toContain('RECORDED');
    screen.press('q');
    expect((await screen.ended).exitCode).toBe(0);
  } finally {
    await screen.close();
  }
});

test('damage is told with its line, and the rest is played', async () => {
  const file = join(dir, 'damaged.jsonl');
  writeFileSync(file, TEXT.replace('{"type":"syscall"', '{"type":"sysc\u001b[2Jall"'));
  const { stdout, stderr, code } = await cli(['replay', file]);
  expect(code).toBe(0);
  expect(stderr).toBe(`container-lab: ${file}: line 8 cannot be read; played without\n`);
  expect(stdout).toContain('holds: Renamed.');
});

test.each([
  [['replay', '/nonexistent/x'], /cannot be read: no such file/],
  [['replay', process.execPath], /is no recording/],
  [['run', '00', '--record', '/nonexistent/x'], /cannot be written: no such file/],
  [['run', '00', '--record', tiny], /exists already/],
])('%j is a usage error', async (args, message) => {
  const { stdout, stderr, code } = await cli(args);
  expect(stderr).toMatch(message);
  expect({ stdout, code }).toEqual({ stdout: '', code: 2 });
});

const root = needs(process.getuid?.() === 0 && process.platform === 'linux', 'root, to make something to record');
describe.runIf(root)('--record', () => {
  test('writes what --json prints, line by line', async () => {
    const file = join(dir, 'run.jsonl');
    const { stdout, code } = await cli(['run', '00', '--json', '--record', file]);
    expect(code).toBe(0);
    expect(readFileSync(file, 'utf8')).toBe(stdout);
    expect((await cli(['replay', file])).stdout).toContain('Lesson 00-orientation');
  });

  test('what was written when the program was killed can be replayed', async () => {
    const file = join(dir, 'killed.jsonl');
    const running = start(['run', '--until', '2', '--hold', '--json', '--record', file]);
    await running.event('hold');
    running.child.kill('SIGKILL');
    await running.ended;
    const { stdout, stderr } = await cli(['replay', file]);
    expect(stderr).toBe('');
    expect(stdout).toContain('holding: ');
  });
});
