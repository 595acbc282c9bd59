/** The tarball on a Debian with systemd and nothing but cgroup v2, by a user who may use sudo, and by root. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, test } from 'vitest';
import { isRoot, needs } from '../helpers/require.ts';
import { machineRun } from '../helpers/uml.ts';
import { CACHE, type Kit, makeKit, partOfKit } from './kit.ts';
import { expectWalked } from './walked.ts';

const MACHINE = fileURLToPath(new URL('../vm/machine', import.meta.url));
const NODES_TRIED = ['20', '22', '24'];
const images = ['bookworm', 'trixie'].map(suite => ({ suite, image: join(CACHE, `${suite}.ext4`) }));
const ready = [
  needs('linux.uml', 'boots a Debian with systemd'),
  needs(isRoot || images.every(({ image }) => existsSync(image)), 'images of two Debians; root makes them'),
];

describe.runIf(ready.every(Boolean))('the package on a Debian with systemd', () => {
  const dir = mkdtempSync(join(tmpdir(), 'lab-machine-'));
  const kits = new Map<string, Kit>();
  beforeAll(() => {
    for (const { suite, image } of images) if (!existsSync(image)) execFileSync(MACHINE, ['make', suite, image]);
    const all = makeKit(join(dir, 'all'), NODES_TRIED);
    for (const major of NODES_TRIED) kits.set(major, partOfKit(all, join(dir, major, 'kit'), major));
  });
  afterAll(() => rmSync(dir, { recursive: true, force: true }));

  for (const { suite, image } of images)
    for (const major of NODES_TRIED)
      test(`${suite}, Node ${major}`, async () => {
        const kit = kits.get(major) as Kit;
        // root's turn begins where the user's ends; npm is told the same, and nobody that sudo was there
        const script = `cp -r kit /tmp/kit && /tmp/kit/walk /tmp/kit ${major}
          echo ------
          sudo env -u SUDO_UID -u SUDO_GID -u SUDO_USER HOME=/root "npm_config_registry=$npm_config_registry" /tmp/kit/walk /tmp/kit ${major}`;
        const command = ['env', `npm_config_registry=${kit.registry}`, 'bash', '-c', script];
        const ended = await machineRun(['--timeout', '900', '--put', kit.folder], command, image);
        const [asUser = '', asRoot = ''] = ended.stdout.split('------\n');
        expectWalked(asUser + (asRoot === '' ? ended.stderr : ''), major);
        expectWalked(asRoot, major);
      });
});
