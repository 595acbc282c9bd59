/**
 * The stateful fuzzer: long sequences of requests to a real helper on the real kernel, checked after each life.
 *
 *     npm run fuzz:ops -- [--lives N] [--seed S] [--first LIFE] [--helper FILE]     root; one line at the end, exit 1 on a finding
 *
 * It runs in namespaces and groups of its own (`--inside` is itself, in there): the host's files are read-only, its devices
 * are not there, and the root of each cgroup hierarchy is a group that is removed at the end.
 */
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, realpathSync, rmdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { parseArgs } from 'node:util';
import { unique } from '../helpers/unique.ts';
import { life } from './life.ts';
import { Random } from './random.ts';

const { values } = parseArgs({
  options: {
    lives: { type: 'string', default: '50' },
    seed: { type: 'string', default: '1' },
    first: { type: 'string', default: '0' },
    helper: { type: 'string', default: `${process.cwd()}/native/build/lab-helper-sanitize` },
    apps: { type: 'string', default: `${process.cwd()}/native/build/lab-apps` },
    inside: { type: 'string' },
  },
});

/** Mount points of the cgroup hierarchies, and what to mount to see them again. */
function hierarchies(): { mount: string; options: string[] }[] {
  return readFileSync('/proc/self/mountinfo', 'utf8')
    .split('\n')
    .flatMap(line => {
      const [left = '', right = ''] = line.split(' - ');
      const [type = '', , options = ''] = right.split(' ');
      const mount = left.split(' ')[4] ?? '';
      if (type === 'cgroup2') return [{ mount, options: ['-t', 'cgroup2'] }];
      const names = options.split(',').filter(word => word !== 'rw' && word !== 'ro');
      // a new group of another controller may need to be set up first (cpuset); the sandbox has those read-only
      const used = names.some(name => ['memory', 'pids', 'cpu', 'cpuacct', 'freezer'].includes(name));
      return type === 'cgroup' && used ? [{ mount, options: ['-t', 'cgroup', '-o', names.join()] }] : [];
    });
}

/** What the sandbox covers with an empty directory. */
const COVERED = ['/tmp', '/run', '/mnt'];

/** What it needs of what it covers: this checkout, and the programs that it starts. */
function needed(): string[] {
  const files = [process.execPath, process.env.LAB_SCRIPT ?? '', values.helper, values.apps].filter(
    file => file !== '',
  );
  const folders = [realpathSync(process.cwd()), ...files.map(file => dirname(realpathSync(file)))];
  const covered = folders.filter(folder => COVERED.some(place => `${folder}/`.startsWith(`${place}/`)));
  const own = covered.find(folder => COVERED.includes(folder));
  if (own !== undefined)
    throw new Error(`what the fuzzer needs may not lie in ${own} itself: move it into a folder of its own`);
  return [...new Set(covered)].filter((folder, _i, all) => !all.some(other => folder.startsWith(`${other}/`)));
}

/** What the sandbox does before it becomes us again; run by sh(1), which then reaps what is orphaned. */
function preparation(trees: { mount: string; options: string[] }[]): string {
  const quote = (words: string[]) => words.map(word => `'${word.replaceAll("'", `'\\''`)}'`).join(' ');
  // a descriptor of each still leads to what is covered; 3 to 9 are what every sh has
  const kept = needed().map((folder, i) => ({ folder, fd: i + 3 }));
  return [
    'set -e',
    'cut -d\' \' -f5 /proc/self/mountinfo | while read -r point; do mount -o remount,bind,ro "$point" 2>/dev/null || true; done',
    'mount -t proc proc /proc',
    ...trees.map(
      ({ mount, options }) =>
        `umount ${quote([mount])} 2>/dev/null || true; mount ${quote([...options, 'cgroup', mount])}`,
    ),
    ...kept.map(({ folder, fd }) => `exec ${fd}<${quote([folder])}`),
    `for place in ${COVERED.join(' ')}; do mount -t tmpfs -o mode=755 fuzz "$place"; done`,
    ...kept.map(
      ({ folder, fd }) =>
        `mkdir -p ${quote([folder])}; mount --no-canonicalize --bind /proc/self/fd/${fd} ${quote([folder])}; exec ${fd}<&-`,
    ),
    ...(kept.length > 0 ? [`cd ${quote([process.cwd()])}`] : []),
    'mount -t tmpfs -o mode=755 fuzz /dev',
    ...['null 3', 'zero 5', 'full 7', 'random 8', 'urandom 9'].map(
      node => `mknod -m 666 /dev/${node.replace(' ', ' c 1 ')}`,
    ),
    'mknod -m 666 /dev/tty c 5 0; mkdir /dev/pts; mount -t devpts -o newinstance,ptmxmode=666 devpts /dev/pts; ln -s pts/ptmx /dev/ptmx',
    'set +e',
  ].join('\n');
}

async function sandbox(): Promise<number> {
  const trees = hierarchies();
  const groups = trees.map(({ mount }) => `${mount}/lab-fuzz-${unique}`);
  for (const group of groups) mkdirSync(group);
  const home = trees.map(({ mount }) => ownGroup(mount, trees));
  try {
    for (const group of groups) writeFileSync(`${group}/cgroup.procs`, '0');
    const bundle = process.env.LAB_SCRIPT ?? '';
    const again = [
      process.execPath,
      bundle,
      '--inside',
      JSON.stringify(trees.map(t => t.mount)),
      '--lives',
      values.lives,
      '--first',
      values.first,
      '--seed',
      values.seed,
      '--helper',
      values.helper,
      '--apps',
      values.apps,
    ];
    const child = spawn(
      'unshare',
      [
        '--mount',
        '--pid',
        '--uts',
        '--ipc',
        '--net',
        '--cgroup',
        '--fork',
        '--kill-child',
        'sh',
        '-c',
        `${preparation(trees)}\n"$@"\nstatus=$?\nexit $status`,
        'sh',
        ...again,
      ],
      { stdio: 'inherit', env: { PATH: process.env.PATH ?? '' } },
    );
    // whoever ends us must not leave groups behind
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => child.kill('SIGKILL'));
    return await new Promise<number>(resolve => child.on('close', code => resolve(code ?? 1)));
  } finally {
    for (const [i, { mount }] of trees.entries()) writeFileSync(`${mount}${home[i]}/cgroup.procs`, String(process.pid));
    for (const group of groups) removeGroup(group);
  }
}

/** Path of the group that we are in, in the hierarchy of this mount. */
function ownGroup(mount: string, trees: { mount: string; options: string[] }[]): string {
  const tree = trees.find(t => t.mount === mount);
  const wanted = tree?.options[1] === 'cgroup2' ? '' : (tree?.options[3] ?? '');
  const lines = readFileSync('/proc/self/cgroup', 'utf8').trim().split('\n');
  const line = lines.find(
    l => l.split(':')[1] === wanted || wanted.split(',').includes(l.split(':')[1]?.split(',')[0] ?? '-'),
  );
  return line?.split(':').slice(2).join(':') ?? '/';
}

function removeGroup(group: string): void {
  for (const entry of readdirSync(group, { withFileTypes: true }))
    if (entry.isDirectory()) removeGroup(`${group}/${entry.name}`);
  // the last process of the sandbox may still be on its way out
  for (const end = Date.now() + 5000; ; )
    try {
      rmdirSync(group);
      return;
    } catch (error) {
      if (Date.now() > end) throw error;
    }
}

async function inside(groups: string[]): Promise<number> {
  const seed = Number(values.seed);
  let requests = 0;
  let accepted = 0;
  const began = Date.now();
  for (let i = Number(values.first); i < Number(values.first) + Number(values.lives); i++) {
    const told = await life(new Random(seed * 1_000_003 + i), { helper: values.helper, apps: values.apps, groups });
    requests += told.requests;
    accepted += told.accepted;
    if (told.finding !== null) {
      process.stdout.write(
        `fuzz: ${told.finding}\nseed ${seed}, life ${i}, the last requests:\n${told.lines
          .slice(-12)
          .map(l => `  ${l.slice(0, 200)}\n`)
          .join('')}`,
      );
      if (existsSync('/tmp/fuzz-log')) process.stdout.write(readFileSync('/tmp/fuzz-log', 'latin1').slice(0, 4000));
      return 1;
    }
  }
  process.stdout.write(
    `${values.lives} lives, ${requests} requests, ${accepted} granted, ${Math.round((Date.now() - began) / 1000)} s, seed ${seed}, no failure\n`,
  );
  return 0;
}

process.exitCode = values.inside === undefined ? await sandbox() : await inside(JSON.parse(values.inside) as string[]);
