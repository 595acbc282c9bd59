import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { containerEnvironment } from '../../src/rootfs/environment.ts';
import { addHostTools } from '../../src/rootfs/host-tools.ts';
import { HostTree } from '../../src/rootfs/host-tree.ts';
import { Image } from '../../src/rootfs/image.ts';
import { carryOut } from '../helpers/carry-out.ts';
import { isRoot, needs } from '../helpers/require.ts';

let folder: string;
let image: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'image-'));
  image = join(folder, 'image');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe.runIf(needs(isRoot, 'starts programs in a root of their own: chroot'))('the tools of this machine', () => {
  test('start in a root of their own', async () => {
    const made = new Image();
    const count = await addHostTools(new HostTree(), made);
    expect(count).toBeGreaterThan(20);
    made.text('/etc/shrc', 'PS1="[inside here] "\n');
    carryOut(made.steps(image));
    const script = 'ls /bin; id -u; mount --version; tar --version; echo done';
    const inside = (...argv: string[]) =>
      spawnSync('chroot', [image, ...argv], {
        encoding: 'utf8',
        input: 'echo $((6*7))\n',
        env: containerEnvironment('dumb'),
      });
    const { stdout, stderr } = inside('/bin/sh', '-c', script);
    expect(stderr).toBe('');
    expect(stdout).toMatch(/^ls$[\s\S]*^0$[\s\S]*^mount from[\s\S]*^done$/m);
    const interactive = inside('/bin/sh', '-i');
    expect(interactive.stderr).toContain('[inside here] ');
    expect(interactive.stdout).toContain('42\n');
  });
});
