/** The predicates of the challenges, tried with right and wrong attempts by tools of others. */

import { spawnSync } from 'node:child_process';
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readlinkSync,
  rmdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { usage } from '../../src/kernel/cgroup/index.ts';
import { descendsFrom } from '../../src/kernel/processes.ts';
import { createProcessSeeker } from '../../src/observe/process-seeker.ts';
import type { Seeker, Sighting } from '../../src/observe/seeker.ts';
import type { Facts } from '../../src/words/fact-value.ts';
import { isRoot, needs, which } from '../helpers/require.ts';
import { unique } from '../helpers/unique.ts';
import { Helper, until } from '../native/helper.ts';
import { endAll, layout, learner, sighted, sourceOf } from './seeking.ts';

const ready = isRoot && which('busybox') !== null && which('unshare') !== null;

describe.runIf(needs(ready, 'makes containers by hand: needs root, busybox and unshare'))(
  'what a learner makes',
  () => {
    let h: Helper;
    let seeker: Seeker;
    let hostRoot: string;
    const dir = mkdtempSync(join(tmpdir(), 'container-lab-test-'));
    const rootfs = join(dir, 'rootfs');

    beforeAll(async () => {
      for (const name of ['bin', 'proc', 'tmp', 'old', 'dev', 'sys'])
        mkdirSync(join(rootfs, name), { recursive: true });
      copyFileSync(which('busybox') as string, join(rootfs, 'bin/busybox'));
      for (const name of ['sh', 'sleep', 'mount', 'umount', 'hostname'])
        symlinkSync('busybox', join(rootfs, 'bin', name));
      h = await Helper.start();
      hostRoot = (await h.look('stat:host:root')) as string;
    });
    afterAll(async () => {
      await h.quit();
      rmSync(dir, { recursive: true });
    });
    beforeEach(async () => {
      seeker = createProcessSeeker(sourceOf(h), { layout });
      await seeker.begin();
    });
    afterEach(endAll);

    const away = (facts: Facts, ...names: string[]) =>
      names.filter(name => facts[`ns.${name}`] === readlinkSync(`/proc/self/ns/${name}`)).map(name => `ns.${name}`);
    const unless = (holds: boolean, name: string) => (holds ? [] : [name]);
    const first = (facts: Facts) => unless(/ 1$/.test(String(facts['status.NSpid'])), 'PID 1');

    const CHALLENGES: Record<string, (facts: Facts) => string[]> = {
      mount: facts => [
        ...away(facts, 'mnt'),
        ...unless(
          listed(facts, 'mounts.withRootDirs').some(point => point !== '/'),
          'mounts',
        ),
      ],
      unshare: facts => [
        ...first(facts),
        ...away(facts, 'uts', 'net', 'pid'),
        ...unless(listed(facts, 'net.hostDevices').length === 0, 'devices'),
        ...unless(facts.hostname === 'lab-box', 'hostname'),
      ],
      chroot: facts => [
        ...unless(facts.rootId !== hostRoot, 'root'),
        ...unless(facts['root.shell'] === 'program', 'shell'),
      ],
      pivot: facts => [
        ...(CHALLENGES.chroot?.(facts) ?? []),
        ...away(facts, 'mnt'),
        ...unless(facts['link.root'] === '/', 'link'),
        ...unless(listed(facts, 'root.hostMounts').length === 0, 'old root'),
      ],
      container: facts => [
        ...first(facts),
        ...away(facts, 'mnt', 'uts', 'ipc', 'pid', 'net'),
        ...unless(facts.rootId !== hostRoot, 'root'),
        ...unless(facts['proc.own'] === 'yes', '/proc'),
        ...unless(usage(facts).memoryLimit !== null, 'memory'),
        ...unless(usage(facts).pidsLimit !== null, 'pids'),
      ],
    };

    /** The attempt's own process, once it sleeps: the set-up before it is over then. */
    async function attempt(line: string): Promise<Sighting> {
      const { pid = 0 } = learner(line.replaceAll('ROOTFS', rootfs));
      return sighted(seeker, line, s => s.name === 'sleep' && s.pid !== undefined && descendsFrom(s.pid, pid));
    }
    const missing = async (challenge: string, line: string) => CHALLENGES[challenge]?.((await attempt(line)).facts);

    const PIVOT = 'mount --bind ROOTFS ROOTFS; cd ROOTFS; pivot_root . old; cd /';
    const NEWNS = 'exec unshare --mount --uts --ipc --net --pid --fork';

    test.each([
      ['mount', 'unshare and mount', 'exec unshare -m bash -c "mount --bind ROOTFS /mnt; exec sleep 4321"'],
      [
        'mount',
        'a tmpfs filled by hand',
        'exec unshare -m bash -c "mount -t tmpfs mine /mnt; mkdir /mnt/bin /mnt/proc /mnt/tmp; cp /bin/busybox /mnt/bin/sh; exec sleep 4321"',
      ],
      [
        'unshare',
        'unshare',
        'exec unshare --uts --net --pid --mount-proc --fork sh -c "hostname lab-box; exec sleep 4321"',
      ],
      ['chroot', 'chroot', 'exec chroot ROOTFS /bin/sleep 4321'],
      ['pivot', 'pivot_root', `exec unshare -m bash -c "${PIVOT}; umount -l /old; exec sleep 4321"`],
    ])('%s: %s is right', async (challenge, _name, line) => {
      expect(await missing(challenge, line)).toEqual([]);
    });

    describe.runIf(needs('bwrap', 'solves challenges with bubblewrap'))('bubblewrap', () => {
      test.each([
        ['mount', 'exec bwrap --bind / / --bind ROOTFS /mnt sleep 4321', []],
        [
          'unshare',
          'exec bwrap --bind / / --dev /dev --unshare-uts --unshare-net --unshare-pid --as-pid-1 --hostname lab-box sleep 4321',
          [],
        ],
        ['pivot', 'exec bwrap --bind ROOTFS / sleep 4321', []],
        [
          'container',
          'exec bwrap --bind ROOTFS / --proc /proc --unshare-all --as-pid-1 sleep 4321',
          ['memory', 'pids'],
        ],
      ])('%s: %s', async (challenge, line, without) => {
        expect(await missing(challenge, line)).toEqual(without);
      });
    });

    describe.runIf(needs('python3', 'makes system calls from Python'))('python', () => {
      test.each([
        [
          'unshare',
          'c.unshare(0x04000000|0x40000000|0x20000000); pid=os.fork()\nif pid: os.waitpid(pid,0)\nelse:\n c.sethostname(b"lab-box",7); os.execvp("sleep",["sleep","4321"])',
        ],
        ['chroot', 'os.chroot("ROOTFS"); os.chdir("/"); os.execv("/bin/sleep",["sleep","4321"])'],
      ])('%s', async (challenge, code) => {
        const file = join(dir, 'attempt.py');
        writeFileSync(file, `import os,ctypes\nc=ctypes.CDLL(None)\n${code.replaceAll('ROOTFS', rootfs)}\n`);
        expect(await missing(challenge, `exec python3 ${file}`)).toEqual([]);
      });
    });

    test.runIf(needs('cc', 'compiles a learner’s own program'))('own C', async () => {
      writeFileSync(
        join(dir, 'own.c'),
        `#define _GNU_SOURCE
#include <sched.h>
#include <sys/mount.h>
#include <sys/syscall.h>
#include <unistd.h>
int main(int c, char **v)
{
	return unshare(CLONE_NEWNS) || mount(0, "/", 0, MS_REC | MS_PRIVATE, 0) || mount(v[1], v[1], 0, MS_BIND, 0) || chdir(v[1]) ||
	       syscall(SYS_pivot_root, ".", ".") || umount2(".", MNT_DETACH) || chdir("/") || execl("/bin/sleep", "sleep", "4321", (char *)0);
}`,
      );
      expect(spawnSync('cc', ['-o', join(dir, 'own'), join(dir, 'own.c')]).status).toBe(0);
      expect(await missing('pivot', `exec ${dir}/own ROOTFS`)).toEqual([]);
    });

    test.each([
      ['mount', 'no mount of its own', 'exec unshare -m sleep 4321', ['mounts']],
      [
        'mount',
        'no directories',
        'exec unshare -m bash -c "mount -t tmpfs mine /mnt; mkdir /mnt/bin; cp /bin/busybox /mnt/bin/sh; exec sleep 4321"',
        ['mounts'],
      ],
      [
        'mount',
        'a shell that is no program',
        'exec unshare -m bash -c "mount -t tmpfs mine /mnt; mkdir /mnt/bin /mnt/proc /mnt/tmp; echo > /mnt/bin/sh; exec sleep 4321"',
        ['mounts'],
      ],
      ['unshare', 'no hostname', 'exec unshare --uts --net --pid --mount-proc --fork sleep 4321', ['hostname']],
      [
        'unshare',
        'no network',
        'exec unshare --uts --pid --fork sh -c "hostname lab-box; exec sleep 4321"',
        ['ns.net'],
      ],
      [
        'unshare',
        'no fork',
        'exec unshare --uts --net --pid sh -c "hostname lab-box; exec sleep 4321"',
        ['PID 1', 'ns.pid'],
      ],
      ['chroot', 'nothing changed but a namespace', 'exec unshare -m sleep 4321', ['root']],
      [
        'chroot',
        'no shell in there',
        'cp -r ROOTFS ROOTFS-bare; rm ROOTFS-bare/bin/sh; exec chroot ROOTFS-bare /bin/sleep 4321',
        ['shell'],
      ],
      ['pivot', 'a chroot only', 'exec chroot ROOTFS /bin/sleep 4321', ['ns.mnt', 'link']],
      ['pivot', 'the old root is kept', `exec unshare -m bash -c "${PIVOT}; exec sleep 4321"`, ['old root']],
      [
        'container',
        'a forgotten /proc',
        `${NEWNS} bash -c "${PIVOT}; umount -l /old; exec sleep 4321"`,
        ['/proc', 'memory', 'pids'],
      ],
      [
        'container',
        'the /proc of another PID namespace',
        `exec unshare --mount --uts --ipc --net bash -c "mount --bind ROOTFS ROOTFS; mount -t proc proc ROOTFS/proc; exec unshare --pid --fork chroot ROOTFS /bin/sleep 4321"`,
        ['/proc', 'memory', 'pids'],
      ],
    ])('%s: %s is refused', async (challenge, _name, line, without) => {
      expect(await missing(challenge, line)).toEqual(without);
    });

    describe.runIf(
      needs(layout.controllers.memory !== undefined && layout.controllers.pids !== undefined, 'limits memory and pids'),
    )('in a group', () => {
      const NAME = `container-lab-test-${unique}`;
      const places = ['memory', 'pids'].map(name => layout.controllers[name]);
      const outer = [...new Set(places.map(place => join(place?.mount as string, NAME)))];
      const inner = outer.map(path => join(path, 'inner'));
      const v2 = places[0]?.version === 2;
      const write = (path: string, file: string, value: string) => writeFileSync(join(path, file), value);
      const joining = (paths: string[]) => paths.map(path => `echo $$ > ${path}/cgroup.procs; `).join('');

      beforeEach(() => {
        if (v2) write(layout.unified as string, 'cgroup.subtree_control', '+memory +pids');
        for (const path of outer) mkdirSync(path);
        if (v2) write(outer[0] as string, 'cgroup.subtree_control', '+memory +pids');
        for (const path of inner) mkdirSync(path);
      });
      afterEach(async () => {
        await endAll();
        for (const path of [...inner, ...outer]) await until(`${path} to be empty`, () => removed(path));
      });

      const LIMIT = v2 ? 'memory.max' : 'memory.limit_in_bytes';
      const WHOLE = '/bin/mount -t proc proc /proc; umount -l /old; exec sleep 4321';

      test('limits of the group and of those above it hold, the lowest counts', async () => {
        write(outer[0] as string, LIMIT, '67108864');
        write(inner[0] as string, LIMIT, '134217728');
        write(inner.at(-1) as string, 'pids.max', '32');
        const { facts, files } = await attempt(`${joining(inner)}${NEWNS} bash -c "${PIVOT}; ${WHOLE}"`);
        expect(CHALLENGES.container?.(facts)).toEqual([]);
        expect(facts).toMatchObject({ 'cgroup.memory.max': '67108864', 'cgroup.pids.max': '32' });
        expect(files).toMatchObject({
          'cgroup.memory.max': join(outer[0] as string, LIMIT),
          'cgroup.pids.max': join(inner.at(-1) as string, 'pids.max'),
        });
      });

      test('a group without limits has none', async () => {
        expect(await missing('container', `${joining(inner)}${NEWNS} bash -c "${PIVOT}; ${WHOLE}"`)).toEqual([
          'memory',
          'pids',
        ]);
      });

      test('groups that somebody else of ours is in do not count', async () => {
        write(outer[0] as string, LIMIT, '67108864');
        const other = learner(`${joining(inner)}exec sleep 4321`);
        const cgroup = () => readFileSync(`/proc/${other.pid}/cgroup`, 'utf8');
        await until('it to join', () => cgroup().includes(`/${NAME}/inner`));
        seeker = createProcessSeeker(sourceOf(h), { layout, outside: () => [cgroup()] });
        await seeker.begin();
        const { facts } = await attempt(`${joining(inner)}exec unshare -u sleep 4321`);
        expect(facts).not.toHaveProperty(['cgroup.memory.max']);
      });

      test.runIf(needs('runc', 'solves the last challenge with runc'))('runc', async () => {
        const bundle = join(dir, 'bundle');
        mkdirSync(bundle);
        expect(spawnSync('runc', ['spec'], { cwd: bundle }).status).toBe(0);
        const config = JSON.parse(readFileSync(join(bundle, 'config.json'), 'utf8'));
        config.process.terminal = false;
        config.process.args = ['sleep', '4321'];
        config.root.path = rootfs;
        config.linux.resources = { memory: { limit: 67108864 }, pids: { limit: 32 } };
        config.linux.cgroupsPath = `/${NAME}-runc`;
        writeFileSync(join(bundle, 'config.json'), JSON.stringify(config));
        const id = `${NAME}-runc`;
        try {
          const { facts } = await attempt(`exec runc --root ${dir}/runc run -b ${bundle} ${id}`);
          expect([...(CHALLENGES.container?.(facts) ?? []), ...(CHALLENGES.pivot?.(facts) ?? [])]).toEqual([]);
          expect(facts).toMatchObject({ 'cgroup.memory.max': '67108864', 'cgroup.pids.max': '32' });
        } finally {
          spawnSync('runc', ['--root', join(dir, 'runc'), 'delete', '--force', id]);
        }
      });
    });

    test('who enters what was there has made nothing; an old process that moves counts', async () => {
      const old = await attempt('exec unshare -u sleep 4321');
      expect(spawnSync('mkfifo', [join(dir, 'go')]).status).toBe(0);
      const mover = learner(`read < ${dir}/go; exec unshare -u sleep 4321`);
      await seeker.begin();
      expect((await seeker.look()).map(s => s.id)).not.toContain(old.id);
      const guest = learner(`exec nsenter -t ${old.pid} -u sleep 4321`);
      const link = (pid?: number) => readlinkSync(`/proc/${pid}/ns/uts`);
      await until('the guest', () => link(guest.pid) === link(old.pid));
      expect((await seeker.look()).map(s => s.pid)).not.toContain(guest.pid);
      writeFileSync(join(dir, 'go'), '\n');
      await sighted(seeker, 'the mover', s => s.pid === mover.pid);
      expect((await seeker.look()).map(s => s.pid)).not.toContain(guest.pid);
    });

    test('a name that is an escape sequence and looks like fields', async () => {
      const name = 'a) Z (\u001b[2J) 1';
      learner(`exec unshare -u bash -c 'printf "a) Z (\\033[2J) 1" > /proc/$$/comm; sleep 4321 & wait'`);
      const found = await sighted(seeker, 'the name', s => s.name === name);
      expect(found.facts['status.Name']).toBe('a) Z (\\033[2J) 1'.replace('\\033', '\u001b'));
    });

    test.runIf(needs('cc', 'compiles a storm of processes'))(
      'three thousand that die at once, each in a namespace of its own: nothing breaks, and the right one is found',
      async () => {
        writeFileSync(
          join(dir, 'storm.c'),
          `#define _GNU_SOURCE
#include <sched.h>
#include <sys/wait.h>
#include <unistd.h>
int main(void)
{
	for (int i = 1; i <= 3000; i++) {
		if (fork() == 0)
			_exit(unshare(CLONE_NEWUTS));
		while (i % 50 == 0 && wait(0) > 0)
			;
	}
	return execlp("sleep", "sleep", "4321", (char *)0);
}`,
        );
        expect(spawnSync('cc', ['-o', join(dir, 'storm'), join(dir, 'storm.c')]).status).toBe(0);
        const storm = learner(`exec ${dir}/storm`);
        const { pid = 0 } = learner('exec unshare -u sleep 4321');
        let looks = 0;
        let found = 0;
        while (readFileSync(`/proc/${storm.pid}/comm`, 'utf8') !== 'sleep\n') {
          const sightings = await seeker.look();
          looks++;
          expect(sightings.length).toBeLessThanOrEqual(32);
          for (const { facts } of sightings) expect(facts['ns.uts']).toMatch(/^uts:\[\d+\]$/);
          if (sightings.some(s => s.pid === pid)) found++;
        }
        expect(looks).toBeGreaterThan(3);
        // not before it has started, which takes a look or two
        expect(found).toBeGreaterThanOrEqual(looks - 3);
      },
    );
  },
);

function listed(facts: Facts, key: string): string[] {
  const value = facts[key];
  return Array.isArray(value) ? value : [];
}

/** As soon as it is empty. */
function removed(path: string): boolean {
  try {
    rmdirSync(path);
    return true;
  } catch {
    return false;
  }
}
