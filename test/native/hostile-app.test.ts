/** An app that waits for shells to come in, and what of the host it gets hold of by them. */
import { execFileSync } from 'node:child_process';
import { chmodSync, copyFileSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, test } from 'vitest';
import { isRoot, needs } from '../helpers/require.ts';
import { becomeContainer, HELPER, Helper, mountRootfs } from './helper.ts';

const folder = mkdtempSync(join(tmpdir(), 'lab-hostile-app-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The loader that a helper linked dynamically names: an image may have its own there, which then runs as the helper. */
const loader = /\/lib[\w/.-]*\/ld-[\w.-]+/.exec(readFileSync(HELPER, 'latin1'))?.[0];

/** A container with Docker's rights whose app is the lurker, and in whose image /bin/trap is the program that executes it. */
async function lurking(command?: string[]): Promise<{ h: Helper; channel: number }> {
  const lurker = join(folder, 'lurker');
  execFileSync('cc', ['-static', '-o', lurker, fileURLToPath(new URL('../helpers/lurker.c', import.meta.url))]);
  const endless = join(folder, 'endless');
  execFileSync('cc', ['-static', '-nostdlib', '-x', 'c', '-o', endless, '-'], {
    input: 'void _start(void) { for (;;); }',
  });
  const h = await Helper.start(command);
  await h.ok('spawn');
  await mountRootfs(h);
  const image = `${h.hello.layers}/image`;
  await h.ok('copy', { source: lurker, target: `${image}/bin/lurker`, mode: 0o755 });
  if (loader) {
    const directory = `${image}${dirname(loader)}`;
    await h.op('mkdir', { paths: [directory] });
    await h.ok('copy', { source: endless, target: `${image}${loader}`, mode: 0o755 });
  }
  await h.ok('symlink', { target: '/proc/self/exe', paths: [`${image}/bin/trap`] });
  await becomeContainer(h);
  await h.ok('protect-proc');
  await h.ok('capabilities', { keep: 'docker' });
  await h.ok('no-new-privs');
  await h.ok('seccomp', { filter: 'docker' });
  const { channel = 0 } = await h.ok('exec', { argv: ['/bin/lurker'] });
  await h.prints(channel, /lurking/);
  return { h, channel };
}

describe.runIf(needs(isRoot, 'mounts, needs root') && needs('cc', 'builds a hostile program'))('a hostile app', () => {
  test('cannot follow the descriptors of a shell that comes in', async () => {
    const { h, channel } = await lurking();
    for (let i = 0; i < 5; i++) {
      const { channel: shell = 0 } = await h.ok('enter', { argv: ['/bin/busybox', 'sleep', '0.01'] });
      await h.event('closed', { channel: shell });
    }
    await h.quit();
    expect(h.printed(channel)).not.toMatch(/descriptor|program/);
    expect(h.printed(channel)).toMatch(/^lurking\n(nothing\n)+$/);
  });

  test('is no reason to die of a copy: where no file may become so long there is none', async () => {
    const h = await Helper.start(['/bin/sh', '-c', 'ulimit -f 8; exec "$0" sealed', HELPER]);
    await h.quit();
  });

  test('cannot change the file of the helper that a shell was made to execute', async () => {
    const copy = join(folder, 'helper');
    copyFileSync(HELPER, copy);
    chmodSync(copy, 0o755);
    const { h, channel } = await lurking([copy, 'sealed']);
    const { channel: shell = 0 } = await h.ok('enter', { argv: ['/bin/trap'] });
    await h.prints(channel, /nothing|program/);
    await h.op('hangup', { channel: shell });
    await h.quit();
    expect(h.printed(channel)).toContain('program /memfd:lab-helper (deleted)');
    expect(statSync(copy).mode & 0o7777).toBe(0o755);
  });
});
