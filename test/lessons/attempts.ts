/** Other people's tries at the challenges: lines typed into a shell of root's, and what the checklist must make of them. */

export interface Attempt {
  name: string;
  /** `{memory}`, `{pids}`, `{cpu}` as in the lessons; `{dir}` is a folder for the attempt; `{c}` a compiled `new-world.c`. */
  lines: string[];
  cleanup: string[];
}

/** Half-done or wrong: `misses` is a check (or the star, or the afterwards) that must not hold. */
export interface Wrong extends Attempt {
  misses: RegExp;
}

/** Another right way; `stars` that it wins. */
export interface Right extends Attempt {
  stars: number;
  /** A program that must be installed. */
  tool?: string;
}

const busybox = (dir: string) => [
  `mkdir -p ${dir}/bin ${dir}/proc ${dir}/tmp ${dir}/old`,
  `cp "$(command -v busybox)" ${dir}/bin/busybox`,
  `ln -s busybox ${dir}/bin/sh`,
];
const leave = ['exit'];
const pivoted = ['cd {dir}', 'pivot_root . old', 'cd /', '/bin/busybox umount -l /old'];
const group = [
  '[ ! -e {memory}/cgroup.subtree_control ] || echo "+memory +pids +cpu" > {memory}/cgroup.subtree_control',
  'mkdir -p {memory}/{name} {cpu}/{name} {pids}/{name}',
];
/** `file`: the one that exists here. */
const limit = (value: string, ...files: string[]) => files.map(file => `[ ! -e ${file} ] || echo ${value} > ${file}`);
const memory = (value: string) => limit(value, '{memory}/{name}/memory.max', '{memory}/{name}/memory.limit_in_bytes');
const noSwap = [
  ...limit('0', '{memory}/{name}/memory.swap.max'),
  ...limit('64M', '{memory}/{name}/memory.memsw.limit_in_bytes'),
];
const enter = 'for g in {memory} {cpu} {pids}; do echo $$ > $g/{name}/cgroup.procs; done';
const remove =
  'for g in {memory} {cpu} {pids}; do echo $$ > $g/cgroup.procs; until [ ! -d $g/{name} ] || rmdir $g/{name} 2>/dev/null; do sleep 0.1; done; done';

export const WRONG: Record<string, Wrong[]> = {
  '01-mount-rootfs/your-rootfs': [
    {
      name: 'a shell that is a link out of it',
      lines: [
        'unshare --mount sh',
        'mount -t tmpfs mine {dir}',
        'mkdir -p {dir}/bin {dir}/proc {dir}/tmp',
        'ln -s /bin/bash {dir}/bin/sh',
      ],
      cleanup: leave,
      misses: /bin\/sh/,
    },
    {
      name: 'an empty tmpfs',
      lines: ['unshare --mount sh', 'mount -t tmpfs mine {dir}'],
      cleanup: leave,
      misses: /bin\/sh/,
    },
    {
      name: 'a shell and no directory proc',
      lines: ['unshare --mount sh', 'mount -t tmpfs mine {dir}', ...busybox('{dir}'), 'rmdir {dir}/proc'],
      cleanup: leave,
      misses: /proc and tmp/,
    },
    {
      name: 'a mount that the host has, too',
      lines: ['mount -t tmpfs mine {dir}', ...busybox('{dir}'), 'unshare --mount sh'],
      cleanup: ['exit', 'umount {dir}'],
      misses: /does not have/,
    },
  ],
  '02-unshare/alone': [
    {
      name: 'the name of the host',
      lines: ['unshare --uts --net --pid --fork --mount-proc sh'],
      cleanup: leave,
      misses: /called lab-box/,
    },
    {
      name: 'the network of the host',
      lines: ['unshare --uts --pid --fork --mount-proc sh', 'hostname lab-box'],
      cleanup: leave,
      misses: /network namespace/,
    },
    { name: 'no fork', lines: ['unshare --uts --net --pid sh', 'hostname lab-box'], cleanup: leave, misses: /PID 1/ },
  ],
  '03-chroot/new-root': [
    { name: 'only a mount namespace', lines: ['unshare --mount sh'], cleanup: leave, misses: /not the host's/ },
    {
      name: 'a shell that is an empty file',
      lines: [
        ...busybox('{dir}'),
        'rm {dir}/bin/sh; : > {dir}/bin/sh; chmod 755 {dir}/bin/sh',
        'chroot {dir} /bin/busybox sh',
      ],
      cleanup: leave,
      misses: /\/bin\/sh/,
    },
    {
      name: 'a root without a shell',
      lines: ['cp "$(command -v busybox)" {dir}/prog', 'chroot {dir} /prog sh'],
      cleanup: leave,
      misses: /\/bin\/sh/,
    },
    {
      name: 'pivoted, and the old root kept (no second star)',
      lines: [
        'unshare --mount sh',
        'mount -t tmpfs mine {dir}',
        ...busybox('{dir}'),
        'cd {dir}',
        'pivot_root . old',
        'cd /',
      ],
      cleanup: leave,
      misses: /old root is gone/,
    },
  ],
  '04-create-cgroup/your-group': [
    {
      name: 'an empty group',
      lines: ['mkdir {pids}/{name}'],
      cleanup: ['rmdir {pids}/{name}'],
      misses: /process is in/,
    },
    {
      name: 'a process that was written there, and no child of it',
      lines: ['mkdir {pids}/{name}', 'sleep 1000 &', 'echo $! > {pids}/{name}/cgroup.procs'],
      cleanup: ['kill -KILL $!; wait $!', 'rmdir {pids}/{name}'],
      misses: /child of a member/,
    },
    {
      name: 'everything, and the group still there',
      lines: ['mkdir {pids}/{name}', 'echo $$ > {pids}/{name}/cgroup.procs', 'sleep 1000 &'],
      cleanup: ['kill -KILL $!; wait $!', 'echo $$ > {pids}/cgroup.procs', 'rmdir {pids}/{name}'],
      misses: /gone again/,
    },
  ],
  '05-set-limits/your-limits': [
    {
      name: 'limits that nothing ran into',
      lines: [...group, ...memory('64M'), 'echo 20 > {pids}/{name}/pids.max'],
      cleanup: [remove],
      misses: /OOM killer/,
    },
    {
      name: 'twice the memory, killed all the same',
      lines: [
        ...group,
        ...memory('128M'),
        ...noSwap,
        "sh -c 'echo 0 > {memory}/{name}/cgroup.procs; exec tail /dev/zero'",
      ],
      cleanup: [remove],
      misses: /64 MiB/,
    },
  ],
  '06-start-app/whole-container': [
    {
      name: 'no /proc of its own',
      lines: [
        ...group,
        ...memory('64M'),
        'echo 32 > {pids}/{name}/pids.max',
        enter,
        'unshare --mount --uts --ipc --net --pid --fork sh',
        'mount -t tmpfs mine {dir}',
        ...busybox('{dir}'),
        ...pivoted,
      ],
      cleanup: ['exit', remove],
      misses: /\/proc is its own/,
    },
    {
      name: 'no limits',
      lines: [
        'unshare --mount --uts --ipc --net --pid --fork sh',
        'mount -t tmpfs mine {dir}',
        ...busybox('{dir}'),
        'mount -t proc proc {dir}/proc',
        ...pivoted,
      ],
      cleanup: leave,
      misses: /memory has a limit/,
    },
  ],
};

export const RIGHT: Record<string, Right[]> = {
  '01-mount-rootfs/your-rootfs': [
    {
      name: 'links as Alpine has them',
      lines: [
        'unshare --mount sh',
        'mount -t tmpfs mine {dir}',
        'mkdir -p {dir}/bin {dir}/proc {dir}/tmp',
        'cp "$(command -v busybox)" {dir}/bin/alpinebox',
        'ln -s /bin/alpinebox {dir}/bin/sh',
      ],
      cleanup: leave,
      stars: 2,
    },
    {
      name: 'bubblewrap',
      tool: 'bwrap',
      lines: [
        ...busybox('{dir}'),
        'bwrap --dev-bind / / --tmpfs /mnt --dir /mnt/proc --dir /mnt/tmp --ro-bind {dir}/bin /mnt/bin sh',
      ],
      cleanup: leave,
      stars: 2,
    },
  ],
  '02-unshare/alone': [
    {
      name: 'a device of its own called eth0',
      tool: 'ip',
      lines: [
        'unshare --uts --net --pid --fork --mount-proc sh',
        'ip link add eth0 type veth peer name p0',
        'hostname lab-box',
      ],
      cleanup: leave,
      stars: 2,
    },
    {
      name: 'bubblewrap',
      tool: 'bwrap',
      lines: [
        'bwrap --dev-bind / / --unshare-pid --unshare-net --unshare-uts --hostname lab-box --proc /proc --as-pid-1 sh',
      ],
      cleanup: leave,
      stars: 2,
    },
    { name: 'a program in C', tool: 'cc', lines: ['{c}'], cleanup: leave, stars: 1 },
    {
      name: 'Python and ctypes',
      tool: 'python3',
      lines: [
        'python3 -c \'import ctypes, os; c = ctypes.CDLL(None); c.unshare(0x64000000); c.sethostname(b"lab-box", 7); os.fork() or os.execv("/bin/sh", ["sh", "-c", "exec sleep 1000"]); os.wait()\' &',
      ],
      cleanup: ['pkill -KILL -P $!; wait $!'],
      stars: 1,
    },
  ],
  '03-chroot/new-root': [
    { name: 'a chroot', lines: [...busybox('{dir}'), 'chroot {dir} /bin/sh'], cleanup: leave, stars: 1 },
    {
      name: 'a chroot with a setuid shell',
      lines: [
        'mkdir -p {dir}/bin',
        'cp "$(command -v busybox)" {dir}/bin/sh',
        'chmod 4755 {dir}/bin/sh',
        'chroot {dir} /bin/sh',
      ],
      cleanup: leave,
      stars: 1,
    },
    {
      name: 'bubblewrap',
      tool: 'bwrap',
      lines: [...busybox('{dir}'), 'bwrap --bind {dir} / /bin/sh'],
      cleanup: leave,
      stars: 2,
    },
  ],
  '04-create-cgroup/your-group': [],
  '05-set-limits/your-limits': [
    {
      name: 'everything in a leaf below the group, as runtimes do',
      lines: [
        ...group,
        ...memory('64M'),
        ...noSwap,
        'echo 20 > {pids}/{name}/pids.max',
        ...limit('5000 100000', '{cpu}/{name}/cpu.max'),
        ...limit('5000', '{cpu}/{name}/cpu.cfs_quota_us'),
        '[ ! -e {memory}/{name}/cgroup.subtree_control ] || echo "+memory +pids +cpu" > {memory}/{name}/cgroup.subtree_control',
        'mkdir -p {memory}/{name}/leaf {cpu}/{name}/leaf {pids}/{name}/leaf',
        "sh -c 'echo 0 > {memory}/{name}/leaf/cgroup.procs; exec tail /dev/zero'",
        "sh -c 'echo 0 > {pids}/{name}/leaf/cgroup.procs; i=0; while [ $i -lt 30 ]; do sleep 3 & i=$((i+1)); done; wait'",
        'sh -c \'echo 0 > {cpu}/{name}/leaf/cgroup.procs; exec timeout 3 sh -c "while :; do :; done"\'',
      ],
      cleanup: [
        'for g in {memory} {cpu} {pids}; do for d in $g/{name}/leaf $g/{name}; do until [ ! -d $d ] || rmdir $d 2>/dev/null; do sleep 0.1; done; done; done',
      ],
      stars: 1,
    },
  ],
  '06-start-app/whole-container': [],
};
