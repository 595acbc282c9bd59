/** Recordings of any length open in bounded memory. */
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, test } from 'vitest';
import { cli, PROGRAM } from '../helpers/cli.ts';
import { needs } from '../helpers/require.ts';
import { openScreen, type Screen } from '../helpers/screen.ts';
import { LINES } from '../transcript/tiny-recording.ts';

const dir = mkdtempSync(join(tmpdir(), 'lab-long-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

/** Megabytes of heap that Node may use: without it, it would take as much as there is. */
const HEAP = { NODE_OPTIONS: '--max-old-space-size=128' };

let screen: Screen | null = null;
afterEach(async () => {
  await screen?.close();
  screen = null;
});

function written(name: string, pieces: Iterable<string>): string {
  const path = join(dir, name);
  const fd = openSync(path, 'w');
  for (const piece of pieces) writeSync(fd, piece);
  closeSync(fd);
  return path;
}

const line = (event: object) => `${JSON.stringify(event)}\n`;
const HEAD = `${LINES.slice(0, 3).join('\n')}\n`;

function* steps(count: number): Generator<string> {
  yield HEAD;
  for (let i = 0; i < count; i++) {
    const [at, t] = [{ lesson: '02-unshare', step: `s${i}` }, 10 + i];
    yield line({ type: 'step.start', t, ...at, title: `Step ${i}`, kind: 'action', scope: 'main' }) +
      line({ type: 'expect', t, ok: true, text: 'held', ...at, got: 'g', says: 'kernel' }) +
      line({ type: 'step.end', t, ...at, ok: true });
  }
  yield line({ type: 'session.end', t: 1e6, ok: true });
}

function* megabytes(count: number): Generator<string> {
  yield HEAD +
    line({ type: 'step.start', t: 3, lesson: '02-unshare', step: 's', title: 'S', kind: 'action', scope: 'main' });
  const args = 'x'.repeat(2000);
  const call = { type: 'syscall', by: 'stage', pid: 7, name: 'write', args, ret: 0, errno: null, ns: 1 };
  for (let i = 0; i < count; i++)
    yield Array.from({ length: 500 }, (_, n) => line({ ...call, seq: i * 500 + n + 1, t: 4 + i })).join('');
  yield line({ type: 'step.end', t: 1e6, lesson: '02-unshare', step: 's', ok: true }) +
    line({ type: 'session.end', t: 1e6, ok: true });
}

/** To the end and back again; resolves with the most memory it ever had, in MiB. */
async function watched(path: string): Promise<number> {
  screen = openScreen(process.execPath, [PROGRAM, 'replay', path], { env: HEAP });
  await screen.waitFor('RECORDED');
  for (let i = 0; i < 60; i++) screen.press(']');
  await screen.waitFor(/(\d+:\d\d\.\d) .* \1\s*$/m); // the head is at the end
  for (let i = 0; i < 60; i++) screen.press('[');
  await screen.waitFor(/ 0:00\.0 /);
  const most = Number(/^VmHWM:\s+(\d+)/m.exec(readFileSync(`/proc/${screen.pid}/status`, 'utf8'))?.[1]) / 1024;
  screen.press('\u0003');
  expect((await screen.ended).exitCode).toBe(0);
  return most;
}

describe.runIf(needs(process.platform === 'linux', 'memory as Linux counts it'))(
  'on the screen, and as a summary',
  () => {
    test('20,000 steps', async () => {
      const path = written('steps.jsonl', steps(20_000));
      expect(await watched(path)).toBeLessThan(400);
      const { stdout } = await cli(['replay', '--json', path], { env: HEAP });
      expect(JSON.parse(stdout).lessons[0].steps).toHaveLength(20_000);
    });

    test('200 megabytes', async () => {
      const path = written('large.jsonl', megabytes(190));
      expect(await watched(path)).toBeLessThan(400);
      const { stdout } = await cli(['replay', '--json', path], { env: HEAP });
      expect(JSON.parse(stdout)).toMatchObject({ syscalls: 95_000, ok: true });
    });
  },
);
