/** Request lines for the stateful fuzzer: mostly what makes sense, sometimes what is merely allowed, sometimes neither. */
import { OPS, type OpName } from '../../src/protocol/ops.gen.ts';
import type { Random } from './random.ts';

export interface Places {
  layers: string;
  rootfs: string;
  /** Group directories in which the session may make its own, one for each hierarchy. */
  groups: string[];
  /** A directory of the host that nothing may touch, with tar files in it. */
  outside: string;
  tars: string[];
  apps: string;
}

interface Argument {
  type: string;
  required: boolean;
  min?: number;
  max?: number;
  choices?: readonly string[];
}

const NAMES = Object.keys(OPS) as OpName[];

/** More than there is room for. */
export const SUBJECTS = ['stage', 'aside', 'c1', 'c2', 'c3', 'c4', 'c5', 'c6', 'a-name-of-15-xx'];

/** The way to a container: a sequence that follows it comes deep, one that wanders sees the rest. */
const WAY: readonly string[] = [
  'spawn{strict}',
  'mount source=layers target={layers} fstype=tmpfs data=mode%3D755',
  'mkdir paths={layers}/image,{layers}/changes,{layers}/work,{layers}/image/bin,{layers}/image/proc,{layers}/image/old,{layers}/image/tmp',
  'copy source={apps} target={layers}/image/bin/lab-apps mode=493',
  'unpack source={tar} target={layers}/image',
  'symlink target=lab-apps paths={layers}/image/bin/tries,{layers}/image/bin/pause',
  'mount source=overlay target={rootfs} fstype=overlay flags=MS_NODEV data=lowerdir%3D{layers}/image%2Cupperdir%3D{layers}/changes%2Cworkdir%3D{layers}/work',
  'mkdir-cgroup path={group}/lab',
  'unshare flags=CLONE_NEWUTS,CLONE_NEWIPC,CLONE_NEWNET',
  'sethostname name=lab-fuzz',
  'loopback-up',
  'unshare flags=CLONE_NEWPID',
  'fork',
  'chdir path={rootfs}',
  'pivot_root new=. put=.',
  'umount target=. flags=MNT_DETACH',
  'chdir path=/',
  'join paths={group}/lab',
  'unshare flags=CLONE_NEWCGROUP',
  'mount source=proc target=/proc fstype=proc',
  'make-dev',
  'protect-proc',
  'capabilities keep=docker',
  'no-new-privs',
  'seccomp filter=docker',
  'enter argv=/bin/lab-apps,tries',
  'exec argv=/bin/lab-apps,tries io=tty stopped=1',
  'look items=read:app:status,link:app:root,rlist:app:/,cgroup::{group}/lab/cgroup.procs,hostname:app:',
  'release',
  'wait timeout=200',
];

/** One sequence; every `wait` is bounded, so that it ends. */
export function sequence(random: Random, places: Places, length: number): string[] {
  const lines: string[] = [];
  let step = 0;
  let who = '';
  while (lines.length < length) {
    const line =
      random.chance(60) && step < WAY.length
        ? fill(about(WAY[step++] as string, who), places, random)
        : anyRequest(random, places);
    lines.push(random.chance(3) ? spoilt(line, random) : line);
    if (random.chance(4)) step = random.below(WAY.length);
    if (random.chance(8)) who = random.chance(50) ? '' : random.pick(SUBJECTS);
  }
  return lines;
}

/** The line as one about this subject; without a name it stays about the stage. */
function about(line: string, who: string): string {
  const name = line.split(/[ {]/)[0] as OpName;
  return who && 'subject' in OPS[name].args ? `${line} subject=${who}` : line;
}

function fill(line: string, places: Places, random: Random): string {
  const values: Record<string, string> = {
    layers: places.layers,
    rootfs: places.rootfs,
    apps: places.apps,
    strict: random.chance(20) ? ` strict=1 programs=${places.apps}` : '',
    tar: random.pick(places.tars),
    group: random.pick(places.groups),
  };
  return line.replace(/\{(\w+)\}/g, (_all, name: string) => values[name] ?? '');
}

function anyRequest(random: Random, places: Places): string {
  const name = random.pick(NAMES.filter(n => n !== 'quit' && n !== 'hello'));
  const args = OPS[name].args as Record<string, Argument>;
  const words = Object.entries(args).flatMap(([key, argument]) =>
    argument.required || random.chance(40) ? [`${key}=${escaped(value(name, key, argument, random, places))}`] : [],
  );
  if (name === 'wait' && !words.some(word => word.startsWith('timeout='))) words.push('timeout=20');
  return [name, ...words].join(' ');
}

/** Lists keep their commas; what would end the line or the value is escaped. */
function escaped(text: string): string {
  return [...Buffer.from(text, 'utf8')]
    .map(byte =>
      byte > 0x20 && byte < 0x7f && byte !== 0x25
        ? String.fromCharCode(byte)
        : `%${byte.toString(16).padStart(2, '0')}`,
    )
    .join('');
}

function value(op: string, key: string, argument: Argument, random: Random, places: Places): string {
  const paths = pathsOf(places);
  switch (argument.type) {
    case 'choice':
      if (key === 'sig') return random.pick(['SIGTERM', 'SIGKILL', 'SIGCONT', 'SIGWINCH', 'SIGUSR1', 'SIGHUP']);
      return random.pick(argument.choices ?? ['x']);
    case 'flags':
      return random.some(argument.choices ?? ['x'], 3).join();
    case 'number':
      if (key === 'timeout') return String(random.below(30));
      if (key === 'channel') return String(1 + random.below(12));
      if (random.chance(70))
        return String((argument.min ?? 0) + random.below(Math.min(600, (argument.max ?? 9) - (argument.min ?? 0) + 1)));
      return random.pick([String(argument.min ?? 0), String(argument.max ?? 0), '00', '4294967295']);
    case 'path':
    case 'pathOrDot':
      if (op.endsWith('-cgroup') || op === 'enable-controllers') return random.pick(groupPaths(places));
      if (op === 'unpack' && key === 'source') return random.pick([...places.tars, ...paths]);
      return argument.type === 'pathOrDot' && random.chance(25) ? '.' : random.pick(paths);
    case 'paths':
      return random.some(op === 'join' ? groupPaths(places) : paths, 4).join();
    case 'list':
      return list(op, key, random, places);
    case 'name':
      if (key === 'subject')
        return random.pick(['stage', 'stage', 'stage', ...SUBJECTS, 'monitor', 'host', 'No', 'x'.repeat(16)]);
      // not cgroup.freeze: a frozen stage answers nothing until it is thawed
      return random.pick(['memory.max', 'pids.max', 'cgroup.procs', 'cgroup.max.depth', 'cpu.max', 'tasks', 'no.such']);
    default:
      return text(key, random, places);
  }
}

function list(op: string, key: string, random: Random, places: Places): string {
  if (key === 'argv')
    return random.pick([
      `${places.apps},tries`,
      `${places.apps},pause`,
      `${places.apps},forks,5`,
      '/bin/lab-apps,tries',
      '/bin/lab-apps,pause',
      'true',
      'sleep,0.01',
      '/no/such',
      '/etc',
      `${op},,`,
    ]);
  if (key === 'env') return random.pick(['PATH=/bin', 'A=1,B=2', 'PATH=', '=', 'LD_PRELOAD=/no/such.so']);
  if (key === 'controllers') return random.some(['memory', 'pids', 'cpu', 'io', 'nothing'], 3).join();
  return random
    .some(
      ['read', 'link', 'stat', 'hostname', 'links', 'rstat', 'rlist', 'bytes', 'below', 'program', 'cgroup'].flatMap(
        kind => ['host', 'app', '', ...SUBJECTS].map(subject => `${kind}:${subject}:`),
      ),
      6,
    )
    .map(
      item =>
        item +
        random.pick([
          'status',
          'mountinfo',
          'ns/uts',
          'root',
          'fd/3',
          'task',
          '/',
          '/etc',
          '0/10/etc/passwd',
          '/../..',
          'root/etc',
          `${places.outside}/secret`,
          ...groupPaths(places),
        ]),
    )
    .join();
}

function text(key: string, random: Random, places: Places): string {
  switch (key) {
    case 'fstype':
      return random.pick(['tmpfs', 'tmpfs', 'proc', 'overlay', 'devpts', 'mqueue', 'sysfs', 'nothing']);
    case 'source':
      return random.pick(['layers', 'proc', ...pathsOf(places)]);
    case 'target':
      return random.pick(['bin', '/etc', '../../../../etc', places.outside, '', '/proc/self/root']);
    case 'data':
      return random.pick([
        'size=1m',
        'mode=755',
        `lowerdir=${places.layers}/image,upperdir=${places.layers}/changes,workdir=${places.layers}/work`,
        'x'.repeat(random.below(3000)),
        '\u001b[2J\u0007',
        '',
      ]);
    case 'value':
      return random.pick(['max', '0', '1', '67108864', '-1', '+memory', '20000 100000', 'FROZEN', 'THAWED', '\u0001']);
    default:
      return random.pick(['lab-fuzz', 'a b', '\u00e4\u{1f600}', '\u001b]0;x\u0007', 'x'.repeat(1 + random.below(64))]);
  }
}

const pathsOf = ({ layers, rootfs, outside, apps }: Places): string[] => [
  layers,
  rootfs,
  `${layers}/image`,
  `${layers}/image/bin/x${layers.length}`,
  `${layers}/changes`,
  `${layers}/up/link`,
  `${rootfs}/proc`,
  `${rootfs}/old`,
  '/',
  '/tmp',
  '/tmp/x',
  '/proc',
  '/proc/self/uid_map',
  '/dev',
  '/bin/lab-apps',
  '/old',
  '/no/such',
  outside,
  `${outside}/secret`,
  `${outside}/new`,
  apps,
];

const groupPaths = ({ groups }: Places): string[] =>
  groups
    .flatMap(group => [group, `${group}/lab`, `${group}/lab`, `${group}/lab/inner`, `${group}/other`])
    .concat('/tmp/no-group');

/** A line that is broken somewhere. */
function spoilt(line: string, random: Random): string {
  const at = random.below(line.length + 1);
  const junk = random.pick([
    '%',
    '%0',
    '%00',
    ' ',
    '=',
    '/../',
    '\u0000',
    '\t',
    ',',
    '%2e%2e',
    ' subject=stage',
    'x'.repeat(9000),
  ]);
  return (line.slice(0, at) + junk + line.slice(at + random.below(4))).replaceAll('\n', '');
}
