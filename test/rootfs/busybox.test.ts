import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { addBusybox } from '../../src/rootfs/busybox.ts';
import { containerEnvironment } from '../../src/rootfs/environment.ts';
import { HostTree } from '../../src/rootfs/host-tree.ts';
import { Image } from '../../src/rootfs/image.ts';
import { carryOut } from '../helpers/carry-out.ts';
import { needs } from '../helpers/require.ts';

const shrc = fileURLToPath(new URL('../../rootfs/skeleton/etc/shrc', import.meta.url));

let folder: string;
let image: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'image-'));
  image = join(folder, 'image');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

// Whether the busybox here is a static one is for addBusybox to find out: LAB_REQUIRE=all wants it to be.
const found = await addBusybox(new HostTree(), new Image());

describe.runIf(needs(found !== null, 'a static busybox (busybox-static)'))('the busybox of this machine', () => {
  test('plays every name it was linked under, and its prompt says one is inside', async () => {
    const made = new Image();
    await addBusybox(new HostTree(), made);
    const steps = made.steps(image);
    carryOut(steps);
    const links = steps.flatMap(({ op, args }) => (op === 'symlink' ? (args.paths as string[]) : []));
    expect(links.length).toBeGreaterThan(50);
    const has = spawnSync(join(image, 'bin/busybox'), ['--list'], { encoding: 'utf8' }).stdout.split('\n');
    for (const link of links) expect(has).toContain(link.slice(`${image}/bin/`.length));

    const { stdout, stderr } = spawnSync(join(image, 'bin/busybox'), ['sh', '-i'], {
      input: 'echo $((6*7))\n',
      encoding: 'utf8',
      env: { ...containerEnvironment('dumb'), ENV: shrc, PATH: join(image, 'bin') },
    });
    expect(stdout + stderr).toMatch(/\[inside [^\]]+\] \//);
    expect(stdout).toContain('42\n');
  });
});
