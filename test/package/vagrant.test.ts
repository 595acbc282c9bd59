/**
 * A real `vagrant up` of the Vagrantfile as it is, with the packed tarball beside it, and what a student then types.
 * It proves the Vagrantfile and the provisioning on a Debian box of our own under libvirt; not VirtualBox or Parallels, their
 * shared folders, the published boxes, Ubuntu, nor what apt and npm would fetch (the box has no network).
 */
import { execFileSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { LabEvent } from '../../src/session/events.ts';
import { isRoot, needs } from '../helpers/require.ts';
import { CACHE, copySources, makeKit, nodeTree } from './kit.ts';
import { pack } from './pack.ts';
import { LESSONS } from './walked.ts';

const BED = fileURLToPath(new URL('../vm/vagrant-bed', import.meta.url));
const FOLDER = join(CACHE, 'vagrant');
const ready = [
  needs(isRoot, 'a chroot with libvirt in it, needs root'),
  needs('debootstrap', 'makes two Debians'),
  needs('qemu-img', 'makes a box'),
];

describe.runIf(ready.every(Boolean))('vagrant', () => {
  const dir = mkdtempSync(join(tmpdir(), 'lab-vagrant-'));
  const project = join(dir, 'project');
  afterAll(() => rmSync(dir, { recursive: true, force: true }));

  beforeAll(() => {
    if (!existsSync(FOLDER)) {
      const kit = makeKit(join(dir, 'kit'), ['22']);
      execFileSync(BED, ['make', FOLDER, nodeTree('22'), join(kit.folder, 'npm-cache')], { stdio: 'pipe' });
    }
    copySources(project);
    const { path } = pack(dir);
    copyFileSync(path, join(project, basename(path)));
  });

  test('up, and the course in one command', () => {
    const typed = `vagrant validate >&2 && vagrant up >&2 && vagrant ssh -c 'container-lab run --all --json'; echo "code $?"
      vagrant ssh -c 'sudo find /sys/fs/cgroup -path "*container-lab*"; ls -A /run/container-lab; container-lab doctor --json'`;
    const stdout = execFileSync(BED, ['run', FOLDER, project, '--', 'bash', '-c', typed], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
      maxBuffer: 64 * 1024 * 1024,
    });
    const [stream = '', after = ''] = stdout.split(/^code 0$/m);
    const events = stream.split('\n').flatMap(line => (line.startsWith('{') ? [JSON.parse(line) as LabEvent] : []));
    expect(events.filter(event => event.type === 'expect' && !event.ok)).toEqual([]);
    expect(events.flatMap(event => (event.type === 'lesson.start' ? [event.lesson] : [])).join(' ')).toContain(LESSONS);
    expect(events.at(-1)).toMatchObject({ type: 'session.end', ok: true });
    // nothing is left, and the doctor's report is all there is
    expect(JSON.parse(after)).toMatchObject({ able: true, findings: { sudo: 'free' } });
  });
});
