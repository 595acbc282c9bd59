/** Nothing starts in the wrong place: the same as `place.test.ts` on a kernel with cgroup v2 alone. */
import { describe, expect, it } from 'vitest';
import { needs } from '../helpers/require.ts';
import { umlRun } from '../helpers/uml.ts';

const ready = ['linux.uml', 'busybox', 'cc'].map(tool => needs(tool, 'tries the gate on cgroup v2'));

/** An image of one program, an overlay on an overlay of it (no third one can be mounted on that), and a place where everybody may write. */
const PREPARE = `set -e; umask 022; w=/tmp/place; mkdir -p $w/image/bin $w/outside $w/stack; chmod 777 $w/outside
  cp "$(command -v busybox)" $w/image/bin/busybox; for name in sh ls touch; do ln -s busybox $w/image/bin/$name; done
  mount -t tmpfs -o mode=755 t $w/stack; cd $w/stack; mkdir u w m l n
  mount -t overlay o -o lowerdir=$w/image,upperdir=u,workdir=w m; mount -t overlay p -o lowerdir=m:l n; cd "$OLDPWD"
  cc -o $w/without-call test/helpers/without-call.c; set +e
  app='echo RAN; touch /tmp/place/outside/reached; echo $(ls /)'`;
const AFTER = 'echo "code $?"; ls -A $w/outside | sed "s/^/on the machine: /"';

describe.runIf(ready.every(Boolean))('nothing starts in the wrong place, cgroup v2', () => {
  describe.each([
    ['root', '', '', 'code 0'],
    ['an ordinary user', '"$(command -v setpriv)" --reuid 12345 --regid 12345 --clear-groups', '--rootless', 'code 3'],
  ])('as %s', (_who, user, words, code) => {
    const lab = (through: string, lessons: string, image: string) => {
      const command = `${through} ${user} "$(command -v node)" dist/container-lab.js run ${lessons} ${words} --plain`;
      const script = `${PREPARE}; ${command} --rootfs $w/${image} -- /bin/sh -c "$app" 2>&1; ${AFTER}`;
      return umlRun([], ['bash', '-c', script]);
    };

    it('the app runs inside of an image on which no overlay is mounted', async () => {
      const { stdout } = await lab('', '01 02 03 06', 'stack/n');
      expect(stdout).toContain('note: The kernel mounts no overlay here.');
      expect(stdout).toMatch(/output: RAN\n/);
      expect(stdout).toMatch(/output: bin dev proc sys tmp\n/);
      expect(stdout).not.toMatch(/ error:|does not hold|on the machine: /);
      expect(stdout).toContain(code);
    });

    it('the app is not started where pivot_root fails', async () => {
      const { stdout } = await lab('$w/without-call 155 22', '03 06', 'image');
      expect(stdout).toMatch(/error: pivot_root .*invalid argument/);
      expect(stdout).not.toMatch(/RAN|the app runs|on the machine: /);
      expect(stdout).toContain('code 1');
    });
  });
});
