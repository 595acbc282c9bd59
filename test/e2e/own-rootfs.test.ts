import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cli } from '../helpers/cli.ts';
import { isRoot, needs, which } from '../helpers/require.ts';

const ready = [
  needs(isRoot, 'makes mounts and cgroups, needs root'),
  needs('busybox', 'is the only program of the image'),
];

/** The barest image: one program, no /proc, no /dev. */
describe.runIf(ready.every(Boolean))("--rootfs, the learner's own image", () => {
  const folder = mkdtempSync(join(tmpdir(), 'lab-own-'));
  const image = join(folder, 'image');
  beforeAll(() => {
    mkdirSync(join(image, 'bin'), { recursive: true });
    copyFileSync(which('busybox') as string, join(image, 'bin/busybox'));
    for (const name of ['sh', 'ls', 'sleep']) symlinkSync('busybox', join(image, 'bin', name));
    execFileSync('tar', ['-C', image, '-cf', join(folder, 'image.tar'), '.']);
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it.each(['image', 'image.tar'])('%s: the six steps run on it, and it stays as it was', async name => {
    const result = await cli([
      'run',
      '--all',
      '--json',
      '--rootfs',
      join(folder, name),
      '--',
      '/bin/sh',
      '-c',
      'ls /; ls /bin',
    ]);
    const events = result.events();
    expect(events.filter(e => e.type === 'error' || (e.type === 'expect' && !e.ok))).toEqual([]);
    const output = events.map(e => (e.type === 'app.output' ? e.data : '')).join('');
    expect(output.split('\n')).toEqual(['bin', 'dev', 'proc', 'sys', 'tmp', 'busybox', 'ls', 'sh', 'sleep', '']);
    expect(result.code).toBe(0);
    expect(readdirSync(image)).toEqual(['bin']);
  });
});
