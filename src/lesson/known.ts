/** The fact keys and subjects that lessons may name (the keys are described in observe/facts.ts). */
import { PROCS, type Reading, V1, V2 } from '../kernel/cgroup/readings.ts';
import { NAMESPACE_LINKS } from '../observe/facts.ts';

export { SUBJECT_NAMES as SUBJECTS } from '../words/cast.ts';

const STATUS = 'Name PPid NSpid CapEff CapBnd NoNewPrivs Seccomp'.split(' ');

/** The logical keys of both layouts: a lesson may name one that the machine at hand does not have. */
const CGROUP = [PROCS, ...Object.values(V2).flat(), ...Object.values(V1).flat()].flatMap(keysOf);

function keysOf({ as }: Reading): string[] {
  return 'fields' in as ? Object.values(as.fields) : Object.values(as);
}

/** Only a candidate of a challenge has these. */
export const CANDIDATE_KEYS: ReadonlySet<string> = new Set([
  'mounts.private',
  'mounts.shared',
  'mounts.withShell',
  'mounts.withRootDirs',
  'root.shell',
  'root.hostMounts',
  'proc.own',
  'net.cards',
  'net.hostDevices',
  'cgroup.directories',
  'cgroup.inherited',
  'cgroup.cpu.fraction',
  'cgroup.oomKills',
  'cgroup.forksRefused',
]);

export const FACT_KEYS: ReadonlySet<string> = new Set([
  ...NAMESPACE_LINKS.map(name => `ns.${name}`),
  'link.root',
  'link.cwd',
  'link.exe',
  'rootId',
  'mounts',
  ...STATUS.map(name => `status.${name}`),
  'uid_map',
  'gid_map',
  'hostname',
  'net.devices',
  'rootfs.id',
  'rootfs.entries',
  'layers.entries',
  'root.entries',
  'cgroup.path',
  'exit.code',
  'exit.signal',
  'exit.oomKill',
  ...CGROUP,
]);
