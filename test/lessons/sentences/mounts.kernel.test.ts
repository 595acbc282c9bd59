/** What lesson 01 says of mounts. */
import { describe, expect } from 'vitest';
import { isRoot, needs, which } from '../../helpers/require.ts';
import { sentence, typed } from './sentence.ts';

describe.runIf(needs(isRoot, 'makes mounts, needs root'))('mounts', () => {
  if (needs('strace', 'tells which calls mount(8) makes'))
    sentence('00-orientation/misconceptions', 'a new mount makes newer calls (fsopen, move_mount)', () => {
      const strace = `${which('strace')} -f -e trace=mount,fsopen,fsmount,move_mount`;
      const calls = typed(`${strace} mount -t tmpfs lab-said /mnt`);
      const [, major = 0, minor = 0] = /util-linux (\d+)\.(\d+)/.exec(typed('mount --version')) ?? [];
      const newer = Number(major) > 2 || (Number(major) === 2 && Number(minor) >= 39);
      if (newer) expect(calls).toMatch(/fsopen\([\s\S]*move_mount\(/);
      else expect(calls).toMatch(/^mount\("lab-said", "\/mnt", "tmpfs"/m);
    });

  sentence('01-mount-rootfs/busy-umount', 'A working directory in it, an open file', () => {
    expect(typed('mount -t tmpfs t /mnt; cd /mnt; umount /mnt')).toContain('busy');
    expect(typed('mount -t tmpfs t /mnt; exec 7>/mnt/file; umount /mnt')).toContain('busy');
    expect(typed('mount -t tmpfs t /mnt; umount /mnt && echo gone')).toBe('gone');
  });

  sentence('01-mount-rootfs/busy-umount', 'another mount *inside* it is enough', () => {
    expect(typed('mount -t tmpfs t /mnt; mkdir /mnt/a; mount -t tmpfs u /mnt/a; umount /mnt')).toContain('busy');
  });

  sentence('01-mount-rootfs/busy-umount', 'A mount *on top* is no hindrance', () => {
    const left = 'grep -o "/mnt - tmpfs [a-z]*\\|/mnt .* - tmpfs [a-z]*" /proc/self/mountinfo | sed "s/.* //"';
    expect(typed(`mount -t tmpfs below /mnt; mount -t tmpfs above /mnt; umount /mnt && ${left}`)).toBe('below');
  });

  sentence('01-mount-rootfs/mountinfo', 'No optional field on our lines means: private.', () => {
    const tagsAfter = (change: string): string =>
      typed(
        `mount -t tmpfs t /mnt; ${change}; sed -n "s/.* \\/mnt [^ ]* \\(.*\\)- tmpfs t .*/\\1/p" /proc/self/mountinfo`,
      );
    expect(tagsAfter('mount --make-private /mnt')).toBe('');
    expect(tagsAfter('mount --make-shared /mnt')).toMatch(/^shared:\d+$/);
    expect(
      tagsAfter('mount --make-shared /mnt; unshare --mount --propagation slave grep " /mnt " /proc/self/mountinfo'),
    ).toMatch(/master:\d+/);
  });

  sentence('01-mount-rootfs/user-namespace', 'a file that is closed to the members of that group', () => {
    const read = (groups: string): string =>
      typed(
        `mount -t tmpfs -o mode=755 t /mnt; echo open > /mnt/f; chown 0:4242 /mnt/f; chmod 604 /mnt/f; setpriv --reuid 65534 --regid 65534 ${groups} cat /mnt/f`,
      );
    expect(read('--groups 4242')).toContain('Permission denied');
    expect(read('--clear-groups')).toBe('open');
  });

  sentence('glossary mount propagation', 'in the same namespace or in others', () => {
    const seen = typed(
      'mount -t tmpfs t /mnt; mount --make-shared /mnt; mkdir /mnt/a /mnt/b /mnt/b/a 2>/dev/null; mount -t tmpfs s /media; mkdir /media/x; mount --bind /mnt /media/x; mkdir /mnt/new; mount -t tmpfs late /mnt/new; grep -c " late " /proc/self/mountinfo; umount /mnt/new; grep -c " late " /proc/self/mountinfo',
    );
    expect(seen).toBe('2\n0');
  });
});
