/** What the helper tried in throw-away children: namespaces, and why they are refused. */
import { errnoMeaning } from '../../kernel/errno.ts';
import { type Check, type Findings, rootless, unasked } from './findings.ts';

const NAMESPACES: [id: string, probe: string, what: string][] = [
  ['mount-namespace', 'mountNs', 'step 1 mounts in a private mount namespace'],
  ['uts-ipc-namespaces', 'utsIpcNs', 'step 2 takes a hostname and IPC objects of its own'],
  ['pid-namespace', 'pidNsAndProc', 'steps 2 and 6 need a PID namespace with its own /proc'],
  ['net-namespace', 'netNs', 'step 2 takes a network of its own'],
  ['cgroup-namespace', 'cgroupNs', 'step 6 hides the path of the cgroup'],
  ['pivot-root', 'pivotRoot', 'step 3 swaps the root mount'],
  ['mounts', 'mounts', 'as many mounts as the steps make at once'],
];

/** One line for each kind of namespace. */
export function namespaces(findings: Findings): Check[] {
  const { probe, exhausted } = findings;
  if (!probe) return [];
  const without = probe.can.userNs;
  // tried as an ordinary user in a user namespace: of what sudo will be allowed it says nothing
  const how = unasked(findings) ? ' (tried without sudo)' : '';
  return NAMESPACES.map(([id, key, meaning]): Check => {
    const tried = probe.can[key];
    if (tried === true) return { id, state: 'ok', found: `allowed${how}`, meaning };
    if (tried === undefined) return { id, state: 'untried', found: 'not tried', meaning };
    const limit = exhausted[key];
    const reason = limit?.found ?? errnoMeaning(tried.errno);
    const found = `${[`${tried.call}: ${tried.errno}`, reason].filter(Boolean).join(', ')}${how}`;
    if (unasked(findings)) return { id, state: 'untried', found, meaning, ...(limit ? { todo: limit.todo } : {}) };
    if (limit) return { id, state: 'no', found, meaning, todo: limit.todo };
    // rootless, nothing is possible without a user namespace: that check says why
    if (rootless(findings) && without !== true)
      return { id, state: 'no', found, meaning, todo: 'see user-namespace below' };
    if (key === 'pidNsAndProc' && tried.call === 'mount')
      return {
        id,
        state: 'warn',
        found: `${found}: another proc must be seen in full, and here it is covered`,
        meaning: 'step 6 will show how the kernel refuses to mount /proc; all else works',
        todo: 'podman run --security-opt unmask=ALL, docker run --security-opt systempaths=unconfined',
      };
    if (tried.call === 'sethostname')
      return {
        id,
        state: 'warn',
        found,
        meaning: 'step 2 will show how the kernel refuses to change the hostname; all else works',
        todo: wayOut(findings, tried.errno),
      };
    return { id, state: 'no', found, meaning, todo: wayOut(findings, tried.errno) };
  });
}

/** The line about user namespaces: without root all the others rest on them. */
export function userNamespaces(findings: Findings): Check {
  const id = 'user-namespace';
  const { probe } = findings;
  const needed = rootless(findings);
  const meaning = needed ? 'everything rests on it, without root' : 'needed only without root';
  if (!probe) return { id, state: 'untried', found: 'not tried', meaning };
  const tried = probe.can.userNs;
  const why = reason(findings);
  if (tried === true) return { id, state: 'ok', found: `allowed${why ? `; ${why.found}` : ''}`, meaning };
  const said = tried ? `${tried.call}: ${tried.errno}` : 'not tried';
  return {
    id,
    state: needed ? 'no' : 'warn',
    found: why ? `${said}; ${why.found}` : said,
    meaning,
    ...(needed ? { todo: why?.todo ?? wayOut(findings, tried?.errno ?? '') } : {}),
  };
}

/** The setting of this machine that stands in the way, as the kernel tells it. */
function reason({ probe, enclosure, exhausted }: Findings): { found: string; todo: string } | null {
  const tried = probe?.can.userNs;
  const facts = probe?.facts ?? {};
  if (facts.apparmor_restrict_unprivileged_userns === '1')
    return {
      found: 'AppArmor restricts them for ordinary programs (kernel.apparmor_restrict_unprivileged_userns = 1)',
      todo: 'use sudo, or ask for: sysctl kernel.apparmor_restrict_unprivileged_userns=0',
    };
  if (tried === true || !tried) return null;
  const limit = exhausted.userNs;
  if (limit) return { found: limit.found, todo: `use sudo, or ${limit.todo}` };
  if (facts.unprivileged_userns_clone === '0')
    return {
      found: 'kernel.unprivileged_userns_clone = 0: only root may make them',
      todo: 'use sudo, or ask for: sysctl kernel.unprivileged_userns_clone=1',
    };
  if (tried.errno === 'ENOSPC')
    return {
      found: 'a limit of namespaces is reached, here (user.max_*_namespaces) or in a user namespace above',
      todo: 'use sudo, or raise the limit',
    };
  if (enclosure.chroot)
    return {
      found: 'in a chroot the kernel makes none',
      todo: 'leave the chroot, or enter the directory with pivot_root (bwrap, podman)',
    };
  if (tried.errno === 'EPERM' && !enclosure.seccomp && enclosure.profile === null)
    return {
      found: 'no setting and no filter explains that: perhaps this is a chroot, in which the kernel makes none',
      todo: 'use sudo, or leave the chroot or container',
    };
  return null;
}

/** Where a filter or an engine stands in the way. */
function wayOut({ enclosure }: Findings, errno: string): string {
  // seccomp filters of engines answer EPERM or ENOSYS, AppArmor EACCES
  if (enclosure.profile !== null && errno === 'EACCES')
    return `AppArmor refuses it: podman run or docker run --security-opt apparmor=unconfined, or outside of the profile ${enclosure.profile}`;
  if (enclosure.seccomp && (errno === 'EPERM' || errno === 'ENOSYS'))
    return 'a seccomp filter can refuse it: podman run or docker run --security-opt seccomp=unconfined, or outside';
  if (errno === 'ENOSPC' || errno === 'EUSERS')
    return 'let root raise the limit (sysctl user, sysctl fs.mount-max), here or in the user namespace above';
  return 'inside a container or sandbox, use a virtual machine instead';
}
