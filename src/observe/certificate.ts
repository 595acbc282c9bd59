/** Is the host as it was? Two fingerprints compared, and each difference put down to us or to somebody else. */
import { controllersWritten, isParentOfOurs } from '../kernel/cgroup/index.ts';
import type { Call } from '../protocol/wire.ts';
import { type Difference, differences, differenceText, machineDifferences, mountName } from './differences.ts';
import type { Fingerprint, HostMount } from './fingerprint.ts';

export interface Certificate {
  /** What we did and did not undo: nothing, or it is a fault. */
  ours: Difference[];
  /** What others did meanwhile: another session, a container engine, DHCP. */
  foreign: Difference[];
  /** How much was compared. */
  compared: { mounts: number; cgroups: number; devices: number };
  /** Directories that this user may not read. */
  unseen: string[];
}

/** What a session has done, as far as it could be seen on the host. */
export interface SessionRecord {
  /** As the helper names it. */
  session: string;
  /** Its run directory. */
  run: string;
  /** Directories made in the cgroup trees. */
  cgroups: Set<string>;
  controllers: Set<string>;
  hostnames: Set<string>;
  /** Paths on which something was mounted, or from which it was taken, as the caller saw them. */
  mountPoints: Set<string>;
  /** Each process of ours, and when it was started (see ProcessStat). */
  births: Map<number, string>;
}

/** A session that has done nothing yet. `run`: its directory. */
export function emptyRecord(session: string, run: string): SessionRecord {
  return {
    session,
    run,
    cgroups: new Set(),
    controllers: new Set(),
    hostnames: new Set(),
    mountPoints: new Set(),
    births: new Map(),
  };
}

/** Remember what one system call may have changed on the host. */
export function noteCall(
  record: SessionRecord,
  { by, name, args, errno }: Pick<Call, 'by' | 'name' | 'args' | 'errno'>,
): void {
  if (errno !== null) return;
  const text = (pattern: RegExp): string[] => pattern.exec(args)?.slice(1) ?? [];
  if (/^mkdir(at)?$/.test(name) && by === 'monitor')
    for (const path of text(/^(?:AT_FDCWD, )?"(\/[^"]*)"/)) record.cgroups.add(path);
  if (name === 'write') for (const enabled of controllersWritten(args)) record.controllers.add(enabled);
  if (name === 'sethostname') for (const host of text(/^"([^"]*)"/)) record.hostnames.add(host);
  if (name === 'mount') for (const point of text(/^(?:NULL|"[^"]*"), "(\/[^"]*)"/)) record.mountPoints.add(point);
  if (name === 'umount2') for (const point of text(/^"(\/[^"]*)"/)) record.mountPoints.add(point);
}

/** Pure: `after` less `before`, each difference attributed by what the session did. */
export function certify(before: Fingerprint, after: Fingerprint, record: SessionRecord): Certificate {
  const ours: Difference[] = [];
  const foreign: Difference[] = [];
  const put = (mine: boolean, difference: Difference): void => void (mine ? ours : foreign).push(difference);
  const alone = !othersAre(after, record);

  const points = new Map([...before.mounts, ...after.mounts].map(mount => [mountName(mount), mount]));
  const isMine = ({ thing, name, change }: Difference): boolean => {
    switch (thing) {
      case 'mount': {
        const mount = points.get(name);
        return mount !== undefined && (touches(mount, record) || ownPropagation(mount, before, after));
      }
      case 'cgroup':
        if (change === 'gone') return false; // of a session that ended meanwhile, or was swept
        if (isParentOfOurs(name)) return alone && record.cgroups.has(name);
        return record.cgroups.has(name) || isOfSession(lastPart(name), record);
      case 'controller':
        return change === 'appeared' && alone && record.controllers.has(name);
      case 'hostname':
        return record.hostnames.has(name);
      case 'file':
        if (change === 'gone') return false;
        return name in after.files
          ? alone && isWithin(record.run, name)
          : isWithin(name, record.run) || name === `${record.run}.journal`;
      default:
        return false; // no op of ours makes a network device
    }
  };
  for (const difference of machineDifferences(before, after)) put(isMine(difference), difference);
  for (const { pid, name, started, marks } of after.processes)
    put(record.births.get(pid) === started || isOfSession(marks, record), {
      thing: 'process',
      name: `${pid} ${name}`,
      change: 'appeared',
    });
  for (const difference of differences('file', [paths(before), paths(after)])) put(isMine(difference), difference);
  return {
    ours,
    foreign,
    compared: { mounts: after.mounts.length, cgroups: after.cgroups.length, devices: after.devices.length },
    unseen: Object.keys(after.files).filter(directory => after.files[directory] === null),
  };
}

/** One line for a learner: what was compared, and what differs. */
export function certificateText({ ours, foreign, compared, unseen }: Certificate): string {
  const { mounts, cgroups, devices } = compared;
  const seen = `${counted(mounts, 'mount')}, ${counted(cgroups, 'cgroup')}, ${counted(devices, 'network device')}, host name, processes, run directory`;
  const others = foreign.length === 0 ? '' : `; not by us: ${listed(foreign)}`;
  const dark = unseen.length === 0 ? '' : ` (not readable by you: ${unseen.join(', ')})`;
  return ours.length === 0
    ? `the host is as it was: ${seen}${dark}${others}`
    : `the host is not as it was, because of us: ${listed(ours)}${dark}${others}`;
}

function counted(n: number, what: string): string {
  return `${n} ${what}${n === 1 ? '' : 's'}`;
}

const LISTED = 3;

function listed(differences: Difference[]): string {
  const more = differences.length - LISTED;
  return `${differences.slice(0, LISTED).map(differenceText).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}

/** Is another session at work? What sessions share is then not ours to have left. */
function othersAre(after: Fingerprint, record: SessionRecord): boolean {
  return (
    after.processes.some(p => record.births.get(p.pid) !== p.started && !isOfSession(p.marks, record)) ||
    after.cgroups.some(path => isInParentOfOurs(path) && !isOfSession(lastPart(path), record)) ||
    Object.values(after.files).some(names => names?.some(name => !isOfSession(name, record)))
  );
}

function isInParentOfOurs(path: string): boolean {
  return isParentOfOurs(path.slice(0, path.lastIndexOf('/')));
}

/** A mount of ours that others can see: in our run directory, of something in it, or where we mounted something. */
function touches({ point, root }: HostMount, { run, mountPoints }: SessionRecord): boolean {
  return isWithin(point, run) || isWithin(root, run) || mountPoints.has(point);
}

/** The stage makes every mount private in its own namespace: the host's may not change with them. */
function ownPropagation(mount: HostMount, before: Fingerprint, after: Fingerprint): boolean {
  const same = (other: HostMount): boolean =>
    mountName({ ...other, propagation: '' }) === mountName({ ...mount, propagation: '' });
  const [old, now] = [before.mounts.find(same), after.mounts.find(same)];
  return old !== undefined && now !== undefined && old.propagation !== '' && now.propagation === '';
}

function paths({ files }: Fingerprint): string[] {
  return Object.entries(files).flatMap(([directory, names]) => [
    directory,
    ...(names ?? []).map(name => `${directory}/${name}`),
  ]);
}

function isWithin(path: string, directory: string): boolean {
  return path === directory || path.startsWith(`${directory}/`);
}

/** The session's name with nothing but a word's end around it: `12-a` is not in `312-ab`. */
function isOfSession(text: string, { session }: SessionRecord): boolean {
  const at = text.indexOf(session);
  if (at < 0) return false;
  const around = `${text[at - 1] ?? ''}${text[at + session.length] ?? ''}`;
  return !/[0-9a-f]/.test(around);
}

function lastPart(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
