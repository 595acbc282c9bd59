import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { parseLesson } from '../../src/lesson/parse.ts';
import { untrustedProblems } from '../../src/lesson/untrusted.ts';

const lessons = fileURLToPath(new URL('../../lessons/', import.meta.url));

function problemsOf(ops: string[], how?: { ownImage: boolean }): string[] {
  const text = `---
schema: 1
title: x
kind: extra
minutes: 1
objectives: []
covers: []
corrections: []
terms: []
requires: { root: true, namespaces: [], filesystems: [], cgroup: any }
watch: []
reading: []
steps:
  - id: it
    type: breakIt
    title: t
    ask: a
    do:
${ops.map(op => `      - ${op}`).join('\n')}
    expect: []
    byHand: []
---

## it
text
`;
  const { lesson, problems } = parseLesson(text, '50-x.md');
  if (!lesson) throw new Error(JSON.stringify(problems));
  return untrustedProblems(lesson, how).map(({ message }) => message.replace(/, as root.*/, ''));
}

describe('a lesson from elsewhere', () => {
  test.each<[string, string[]]>([
    [
      'namespaces, groups, limits',
      [
        '{ op: unshare, flags: [CLONE_NEWPID] }',
        '{ op: fork }',
        '{ op: create-cgroup }',
        '{ op: set-limit, memory: 8M }',
      ],
    ],
    [
      'file systems of the kernel, in a PID namespace of its own',
      [
        '{ op: unshare, flags: [CLONE_NEWPID] }',
        '{ op: fork }',
        '{ op: mount, source: proc, target: /proc, fstype: proc }',
        '{ op: mount, source: t, target: /mnt, fstype: tmpfs }',
      ],
    ],
    [
      'a root of its own',
      [
        '{ op: mount, source: t, target: "{layers}", fstype: tmpfs }',
        '{ op: populate }',
        '{ op: mount, source: o, target: "{rootfs}", fstype: overlay, data: "lowerdir={lower},upperdir={layers}/changes,workdir={layers}/work" }',
        '{ op: unshare, flags: [CLONE_NEWPID, CLONE_NEWIPC] }',
        '{ op: fork }',
        '{ op: mount, target: /, flags: [MS_PRIVATE, MS_REC] }',
        '{ op: chroot, path: "{rootfs}" }',
        '{ op: chdir, path: / }',
        '{ op: mount, source: proc, target: /proc, fstype: proc }',
        '{ op: mount, source: q, target: /dev/mqueue, fstype: mqueue }',
        '{ op: mount, source: t, target: /tmp, fstype: tmpfs }',
      ],
    ],
    [
      'another root, turned to',
      [
        '{ op: chdir, path: "{rootfs}" }',
        '{ op: mount, source: t, target: ., fstype: tmpfs }',
        '{ op: pivot_root, new: ., put: . }',
        '{ op: umount, target: ., flags: [MNT_DETACH] }',
      ],
    ],
    [
      'a way out of a chroot, to where it began',
      ['{ op: open-root }', '{ op: chroot, path: "{rootfs}" }', '{ op: fchdir-root }', '{ op: chroot, path: . }'],
    ],
    [
      'its own image, bound',
      [
        '{ op: mount, source: "{lower}", target: "{rootfs}", flags: [MS_BIND] }',
        '{ op: mount, target: "{rootfs}", flags: [MS_REMOUNT, MS_BIND, MS_RDONLY] }',
      ],
    ],
    [
      'links to what is beside them, files of text',
      [
        '{ op: symlink, target: busybox, paths: ["{rootfs}/bin/sh"] }',
        '{ op: write-file, path: "{rootfs}/etc/motd", data: hello, mode: "644" }',
        '{ op: copy, source: "{apps}", target: "{rootfs}/bin/lab", mode: "755" }',
      ],
    ],
  ])('may use %s', (_what, ops) => {
    expect(problemsOf(ops)).toEqual([]);
  });

  test.each<[string, string[]]>([
    ['exec starts /bin/sh', ['{ op: exec, argv: [/bin/sh, -c, id] }']],
    ['exec starts sh', ['{ op: exec, argv: [sh] }']],
    // of the workshop's own, too: on the machine's root or in one that the lesson has filled
    ['exec starts {apps}', ['{ op: exec, argv: ["{apps}", pause], root: host }']],
    ['exec starts {apps}', ['{ op: exec, argv: ["{apps}", pause] }']],
    ['exec starts {apps}', ['{ op: chroot, path: "{rootfs}" }', '{ op: exec, argv: ["{apps}", pause] }']],
    ['start-app starts a program', ['{ op: chroot, path: "{rootfs}" }', '{ op: start-app }']],
    // a shell that comes in reads what is there
    ...['/root', '/etc', '/usr', '/', '/mnt/x', '/proc/self/cwd', '/tmp'].map((target): [string, string[]] => [
      `mount covers ${target}`,
      [`{ op: mount, source: t, target: ${target}, fstype: tmpfs }`],
    ]),
    // what lies below an allowed name
    ['chroot goes to /root/.ssh', ['{ op: chroot, path: /root/.ssh }']],
    ['chdir goes to /home', ['{ op: chdir, path: /home }']],
    ['chdir goes to {rootfs}/p/1/cwd', ['{ op: chdir, path: "{rootfs}/p/1/cwd" }']],
    ['pivot_root goes to /home', ['{ op: pivot_root, new: /home, put: "{rootfs}" }']],
    ['pivot_root goes to /', ['{ op: pivot_root, new: "{rootfs}", put: / }']],
    ...[
      ['copy reads {rootfs}/p/1/environ', '{ op: copy, source: "{rootfs}/p/1/environ", target: "{rootfs}/x" }'],
      ['copy reads {rootfs}/p/kmsg', '{ op: copy, source: "{rootfs}/p/kmsg", target: "{rootfs}/x" }'],
      ['chdir goes to {rootfs}/p/1', '{ op: chdir, path: "{rootfs}/p/1" }'],
      [
        'mount mounts {rootfs}/p/sys/kernel/core_pattern',
        '{ op: mount, source: "{rootfs}/p/sys/kernel/core_pattern", target: "{layers}/x", flags: [MS_BIND] }',
      ],
    ].map(([message, op]): [string, string[]] => [
      message as string,
      [
        '{ op: unshare, flags: [CLONE_NEWPID] }',
        '{ op: fork }',
        '{ op: mount, source: proc, target: "{rootfs}/p", fstype: proc }',
        op as string,
      ],
    ]),
    [
      'mount mounts a proc without a PID namespace of its own (CLONE_NEWPID, then fork)',
      ['{ op: unshare, flags: [CLONE_NEWPID] }', '{ op: mount, source: proc, target: "{rootfs}", fstype: proc }'],
    ],
    [
      'mount mounts a mqueue without an IPC namespace of its own (CLONE_NEWIPC)',
      ['{ op: mount, source: q, target: "{rootfs}", fstype: mqueue }'],
    ],
    ...['cgroup2', 'debugfs', 'devtmpfs', 'securityfs', 'bpf'].map((fstype): [string, string[]] => [
      `mount mounts a ${fstype}`,
      [`{ op: mount, source: x, target: "{rootfs}", fstype: ${fstype} }`],
    ]),
    ['copy reads /etc/shadow', ['{ op: copy, source: /etc/shadow, target: "{layers}/x" }']],
    ['mount mounts /', ['{ op: mount, source: /, target: "{rootfs}", flags: [MS_BIND, MS_REC] }']],
    ['mount mounts a ext4', ['{ op: mount, source: /dev/vda, target: "{rootfs}", fstype: ext4 }']],
    ['mount mounts /etc', ['{ op: mount, source: o, target: "{rootfs}", fstype: overlay, data: "lowerdir=/etc" }']],
    [
      'mount mounts /root',
      ['{ op: mount, source: o, target: "{rootfs}", fstype: overlay, data: "lowerdir={lower}:/root" }'],
    ],
    // a relative directory: the process stands in the host's /
    [
      'mount mounts etc',
      [
        '{ op: mount, source: o, target: "{rootfs}", fstype: overlay, data: "lowerdir={lower},upperdir=etc,workdir=mnt" }',
      ],
    ],
    [
      'mount mounts lowerdir+=/etc',
      ['{ op: mount, source: o, target: "{rootfs}", fstype: overlay, data: "lowerdir+=/etc,lowerdir={lower}" }'],
    ],
    // a link is followed where it leads
    ['symlink makes a link to /etc', ['{ op: symlink, target: /etc, paths: ["{layers}/x"] }']],
    ['symlink makes a link to ../../etc', ['{ op: symlink, target: ../../etc, paths: ["{layers}/x"] }']],
    ['symlink makes a link to p/self/root', ['{ op: symlink, target: p/self/root, paths: ["{layers}/x"] }']],
    [
      'copy reads {layers}/p/self/root/etc/shadow',
      ['{ op: copy, source: "{layers}/p/self/root/etc/shadow", target: "{layers}/x" }'],
    ],
    [
      'mount mounts {layers}/p/1/cwd',
      ['{ op: mount, source: "{layers}/p/1/cwd", target: "{rootfs}", flags: [MS_BIND] }'],
    ],
    // the file system itself, which the host has too
    ['mount changes /home for everybody', ['{ op: mount, target: /home, flags: [MS_REMOUNT, MS_RDONLY] }']],
    ['umount breaks off what uses /home', ['{ op: umount, target: /home, flags: [MNT_FORCE] }']],
    // programs of its own
    ['write-file makes a program', ['{ op: write-file, path: "{layers}/x", data: "#!/bin/sh", mode: "755" }']],
    ['copy makes a program', ['{ op: copy, source: "{layers}/x", target: "{layers}/y", mode: "4711" }']],
    ...['"{apps}"', '.', '/usr', '"{layers}/p/self/root/usr"', '/proc/1/root/usr'].map((target): [string, string[]] => [
      `mount covers ${target.replaceAll('"', '')}`,
      [`{ op: mount, source: "{layers}/x", target: ${target}, flags: [MS_BIND] }`],
    ]),
    [
      'mount mounts /',
      [
        '{ op: fork, otherwise: { errno: EPERM, say: x, do: [{ op: mount, source: /, target: "{rootfs}", flags: [MS_BIND] }] } }',
      ],
    ],
  ])('%s: only when it is trusted', (message, ops) => {
    expect(problemsOf(ops)).toEqual([message]);
  });

  test.each([
    '{ op: mount, source: "{lower}", target: "{rootfs}", flags: [MS_BIND] }',
    '{ op: copy, source: "{lower}/bin/x", target: "{layers}/x" }',
    '{ op: mount, source: o, target: "{rootfs}", fstype: overlay, data: "lowerdir={lower}" }',
  ])('nor an image of one’s own, whose links may lead anywhere: %s', op => {
    expect(problemsOf([op])).toEqual([]);
    expect(problemsOf([op], { ownImage: true })).toHaveLength(1);
  });

  test('the scaffold needs no trust, the shipped lessons would', () => {
    const of = (file: string) => {
      const { lesson } = parseLesson(readFileSync(`${lessons}${file}`, 'utf8'), file);
      return lesson ? untrustedProblems(lesson) : null;
    };
    expect(of('scaffold.md')).toEqual([]);
    expect(
      readdirSync(lessons)
        .filter(f => /^\d\d-/.test(f))
        .flatMap(f => of(f) ?? []).length,
    ).toBeGreaterThan(0);
  });
});
