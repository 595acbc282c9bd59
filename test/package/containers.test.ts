/** Inside of real containers: Podman's, as root and as a user, with and without --privileged. `npm run test:containers`. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { copyPackage } from '../helpers/package-copy.ts';
import { isRoot, needs } from '../helpers/require.ts';
import { machineImage, machineRun } from '../helpers/uml.ts';

/** A Debian with Podman, made once. */
const IMAGE = join(dirname(machineImage), 'podman-trixie.ext4');
const VM = fileURLToPath(new URL('../vm/machine', import.meta.url));

/** Their root is made of the machine's own /usr. */
const SCRIPT = `
mkdir -p root/{usr,etc,tmp,run,proc,dev,sys,root,lab}; for l in bin sbin lib lib64; do ln -sfn usr/$l root/$l; done
cp /etc/passwd /etc/group /etc/ld.so.cache root/etc/
within() { # ENGINE ARGUMENTS…
  local engine=$1; shift
  timeout 280 $engine --rm --network=none -v /usr:/usr:ro -v "$PWD/lab:/lab:ro" -w /lab --rootfs "$PWD/root" node dist/container-lab.js "$@"
}
for engine in 'sudo podman run' 'sudo podman run --privileged' 'podman run' 'podman run --privileged'; do
  within "$engine" doctor >/tmp/doctor 2>&1; echo "[$engine] doctor $?: $(grep -o '^note surroundings.*' /tmp/doctor | tr -s ' ')"
  within "$engine" run --all --json >/tmp/events 2>/tmp/errors
  echo "[$engine] run $?: $(grep -cE '"type":"error"|"type":"expect".*"ok":false' /tmp/events) wrong, $(grep -c '"type":"refused"' /tmp/events) refused"
  head -n 1 /tmp/errors
done
sudo podman ps -aq; podman ps -aq; pgrep -l '^lab-'; find /sys/fs/cgroup -name '*container-lab*'
`;

const ready = [needs('linux.uml', 'boots a machine with Podman'), needs(isRoot, 'builds an image, needs root')];

describe.runIf(ready.every(Boolean))('in a container of Podman', () => {
  let folder: string;
  let said = '';

  beforeAll(async () => {
    const packages = 'podman,crun,uidmap,netavark,aardvark-dns,fuse-overlayfs,passt';
    if (!existsSync(IMAGE)) execFileSync(VM, ['make', '--with', packages, 'trixie', IMAGE], { stdio: 'inherit' });
    folder = mkdtempSync(join(tmpdir(), 'lab-containers-'));
    copyPackage(join(folder, 'lab'));
    const options = ['--mem', '2G', '--timeout', '1100', '--put', join(folder, 'lab')];
    const ended = await machineRun(options, ['bash', '-c', SCRIPT], IMAGE);
    said = ended.stdout;
    console.info(said + ended.stderr);
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it.each(['sudo podman run', 'podman run'])('%s: what it allows is done, the rest shown as refused', engine => {
    expect(said).toContain(`[${engine}] doctor 3: note surroundings a mark of podman`);
    expect(said).toMatch(new RegExp(`^\\[${engine}\\] run 3: 0 wrong, [1-9]\\d* refused\ncontainer-lab: `, 'm'));
  });

  it.each(['sudo podman run --privileged', 'podman run --privileged'])('%s: the whole course', engine => {
    expect(said).toContain(`[${engine}] doctor 0: `);
    expect(said).toContain(`[${engine}] run 0: 0 wrong, 0 refused\n`);
  });

  it('leaves no container, no process and no group', () => {
    expect(said).toMatch(/refused\n+$/);
  });
});
