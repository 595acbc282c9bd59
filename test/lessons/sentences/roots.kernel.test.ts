/** What lesson 03 says of roots. */
import { describe, expect } from 'vitest';
import { isRoot, needs } from '../../helpers/require.ts';
import { PIVOTED, sentence, typed } from './sentence.ts';

describe.runIf(needs(isRoot, 'makes mounts, needs root'))('roots', () => {
  sentence(
    '03-chroot/path-lookup',
    '*Following* it leads to the real directory, in whatever mount namespace it is',
    () => {
      const looked = typed(
        `mkfifo_dir=$(mktemp -d); mkfifo $mkfifo_dir/ready
       unshare --mount sh -c "mount -t tmpfs t /mnt; touch /mnt/only-in-there; echo > $mkfifo_dir/ready; exec sleep 60" & p=$!
       read line < $mkfifo_dir/ready; rm -r $mkfifo_dir
       readlink /proc/$p/root; ls /mnt; ls /proc/$p/root/mnt; kill $p`,
      );
      expect(looked.split('\n')[0]).toBe('/');
      expect(looked.split('\n').at(-1)).toBe('only-in-there');
      expect(looked.match(/only-in-there/g)).toHaveLength(1);
    },
  );

  sentence(
    '03-chroot/pivot',
    'It takes along everybody in the mount namespace whose root or working directory was the old root.',
    () => {
      const where = 'stat -L -c %d:%i /proc/$p/root /proc/$p/cwd';
      const lines = typed(
        `cd /; sleep 60 & p=$!; echo "$(${where} | tr '\\n' ' ')"; ${PIVOTED}; echo "$(${where} | tr '\\n' ' ')"; stat -c %d:%i /; kill $p`,
      ).split('\n');
      const [root, cwd] = lines[0]?.split(' ') ?? [];
      expect(root).toBe(cwd);
      expect(lines[1]).not.toBe(lines[0]);
      expect(lines[1]).toBe(`${lines[2]} ${lines[2]} `);
    },
  );
  sentence('glossary pivot_root', 'for every process in it whose root was the old one', () => {});

  const roots = "sed -n 's/^\\([0-9]*\\) \\([0-9]*\\) [^ ]* [^ ]* \\/ .*/\\1 \\2/p' /proc/self/mountinfo";
  for (const [place, words] of [
    ['03-chroot/pivot', 'the old root comes to lie on top of the new one'],
    ['03-chroot/detach', 'The old root lies on top of the new one, at the same place.'],
  ] as const)
    sentence(place, words, () => {
      const [both = '', one = ''] = typed(`${PIVOTED}; ${roots}; echo --; umount -l .; ${roots}`).split(/\n?--\n/);
      const mounts = both.split('\n').map(line => line.split(' '));
      expect(mounts).toHaveLength(2);
      const above = mounts.find(([, parent]) => mounts.some(([id]) => id === parent));
      const below = mounts.find(mount => mount !== above);
      expect(above?.[1]).toBe(below?.[0]);
      // umount has taken the upper one, the old root
      expect(one.split(' ')[0]).toBe(below?.[0]);
    });

  sentence('03-chroot/walk-out', 'whoever may call chroot (the capability CAP_SYS_CHROOT) may do that', () => {
    expect(typed('setpriv --bounding-set -sys_chroot chroot / true')).toContain('Operation not permitted');
    expect(typed('setpriv --bounding-set -all,+sys_chroot chroot / echo in')).toBe('in');
  });
});
