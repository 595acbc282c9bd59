/** What the findings mean for the six steps: pure, so that every machine can be tested on this one. */
import type { Layout } from '../kernel/cgroup/index.ts';
import { errnoMeaning } from '../kernel/errno.ts';

/** What the helper's `probe` mode prints: every right tried in a throw-away child. */
export interface Probe {
  kernel: string;
  arch: string;
  uid: number;
  can: Record<string, true | { call: string; errno: string }>;
  facts: Record<string, string | null>;
}

export interface Findings {
  platform: string;
  node: string;
  uid: number;
  /** `asks`: sudo is there but wants a password. */
  sudo: 'root' | 'free' | 'asks' | 'none';
  probe: Probe | null;
  /** Why there is no probe. */
  probeError: string | null;
  cgroup: Layout | null;
  /** This user may make groups at the top of every tree that step 4 uses. */
  cgroupWritable: boolean;
  systemd: boolean;
  terminal: { tty: boolean; columns: number; rows: number; term: string };
}

export interface Check {
  id: string;
  state: 'ok' | 'warn' | 'no';
  /** What was found, as the machine told it. */
  found: string;
  meaning: string;
  todo?: string;
}

export function checks(f: Findings): Check[] {
  return [platform(f), privilege(f), ...namespaces(f), userNamespaces(f), cgroups(f), overlay(f), terminal(f)];
}

/** The six steps cannot run when any check says no. */
export function canRun(list: Check[]): boolean {
  return list.every(check => check.state !== 'no');
}

function platform({ platform: os, probe, probeError, node }: Findings): Check {
  if (os !== 'linux') {
    return {
      id: 'kernel',
      state: 'no',
      found: `${os}, Node ${node}`,
      meaning: 'containers are made by a Linux kernel',
      todo: 'use the Vagrant VM of this project or any Linux machine',
    };
  }
  if (!probe)
    return {
      id: 'kernel',
      state: 'no',
      found: probeError ?? 'the helper could not be asked',
      meaning: 'the native helper does not run here',
      todo: 'build it in a checkout: npm run build (needs a C compiler)',
    };
  return {
    id: 'kernel',
    state: 'ok',
    found: `Linux ${probe.kernel} on ${probe.arch}, Node ${node}`,
    meaning: 'the helper runs',
  };
}

function privilege({ sudo, uid }: Findings): Check {
  const id = 'privilege';
  if (sudo === 'root') return { id, state: 'ok', found: 'running as root', meaning: 'the helper needs no sudo' };
  if (sudo === 'free')
    return {
      id,
      state: 'ok',
      found: `user ${uid}, sudo without a password`,
      meaning: 'only the helper will run as root',
    };
  if (sudo === 'asks')
    return {
      id,
      state: 'ok',
      found: `user ${uid}, sudo that asks for a password`,
      meaning: 'the workshop asks once, before its screen opens; the rights below were tried without it',
    };
  return {
    id,
    state: 'warn',
    found: `user ${uid}, no sudo`,
    meaning: 'only what a user namespace allows will work; cgroups need delegation',
    todo: 'install sudo, or run as root',
  };
}

const NAMESPACES: [id: string, probe: string, what: string][] = [
  ['mount-namespace', 'mountNs', 'step 1 mounts in a private mount namespace'],
  ['uts-ipc-namespaces', 'utsIpcNs', 'step 2 takes a hostname and IPC objects of its own'],
  ['pid-namespace', 'pidNsAndProc', 'steps 2 and 6 need a PID namespace with its own /proc'],
  ['net-namespace', 'netNs', 'step 2 takes a network of its own'],
  ['cgroup-namespace', 'cgroupNs', 'step 6 hides the path of the cgroup'],
  ['pivot-root', 'pivotRoot', 'step 3 swaps the root mount'],
];

function namespaces({ probe, sudo }: Findings): Check[] {
  if (!probe) return [];
  return NAMESPACES.map(([id, key, meaning]): Check => {
    const tried = probe.can[key];
    if (tried === true) return { id, state: 'ok', found: 'allowed', meaning };
    const found = tried
      ? [`${tried.call}: ${tried.errno}`, errnoMeaning(tried.errno)].filter(Boolean).join(', ')
      : 'not tried';
    // an ordinary user's refusal says nothing about what sudo will be allowed
    if (sudo === 'asks') return { id, state: 'warn', found: `${found} (tried without sudo)`, meaning };
    return { id, state: 'no', found, meaning, todo: 'inside a container or sandbox, use a virtual machine instead' };
  });
}

function userNamespaces({ probe, sudo }: Findings): Check {
  const id = 'user-namespace';
  const meaning = 'needed only without root';
  const needed = sudo === 'none';
  if (!probe) return { id, state: 'warn', found: 'not tried', meaning };
  const restricted = probe.facts.apparmor_restrict_unprivileged_userns === '1';
  const apparmor = restricted
    ? '; AppArmor restricts them for ordinary programs (kernel.apparmor_restrict_unprivileged_userns = 1)'
    : '';
  const tried = probe.can.userNs;
  if (tried === true) return { id, state: 'ok', found: `allowed${apparmor}`, meaning };
  return {
    id,
    state: needed ? 'no' : 'warn',
    found: `${tried ? `${tried.call}: ${tried.errno}` : 'not tried'}${apparmor}`,
    meaning,
    ...(needed
      ? {
          todo: restricted
            ? 'use sudo, or ask for: sysctl kernel.apparmor_restrict_unprivileged_userns=0'
            : 'use sudo, or raise user.max_user_namespaces',
        }
      : {}),
  };
}

const LIMITED = ['memory', 'pids', 'cpu'];

/** Why no group can be made here, or why not every limit can be set; null when all is there. */
export function cgroupObstacle(cgroup: Layout | null): { meaning: string; todo: string } | null {
  if (!cgroup || cgroup.kind === 'none')
    return {
      meaning: 'no cgroup filesystem is mounted, so steps 4 and 5 cannot make a group',
      todo: 'as root: mount -t cgroup2 none /sys/fs/cgroup',
    };
  const readOnly = LIMITED.flatMap(name => cgroup.controllers[name]?.mount ?? []).find(mount =>
    cgroup.readOnly.includes(mount),
  );
  if (readOnly !== undefined)
    return {
      meaning: `${readOnly} is read-only, so steps 4 and 5 cannot make a group`,
      todo: 'run on the machine itself, not in a container that shows its cgroups read-only',
    };
  const missing = LIMITED.filter(name => !cgroup.controllers[name]);
  if (missing.length === 0) return null;
  return {
    meaning: `step 5 sets a limit of each kind, and ${missing.join(' and ')} cannot be limited here`,
    todo: 'boot with the controllers enabled (cgroup_disable must not name them)',
  };
}

function cgroups({ cgroup, cgroupWritable, systemd, sudo }: Findings): Check {
  const id = 'cgroup';
  const places = LIMITED.map(name => {
    const place = cgroup?.controllers[name];
    return place ? `${name} on v${place.version} (${place.mount})` : `no ${name}`;
  });
  const found = !cgroup || cgroup.kind === 'none' ? 'none' : `${cgroup.kind}: ${places.join(', ')}`;
  const obstacle = cgroupObstacle(cgroup);
  if (obstacle) return { id, state: 'no', found, meaning: obstacle.meaning, todo: obstacle.todo };
  if (sudo === 'none' && !cgroupWritable)
    return {
      id,
      state: 'no',
      found: `${found}; not yours to write`,
      meaning: 'steps 4 and 5 will show how the kernel refuses',
      todo: 'use sudo or root for the whole course',
    };
  const where =
    systemd && sudo !== 'none'
      ? 'our groups will live in a delegated systemd scope'
      : 'our groups will live below a group named container-lab';
  return { id, state: 'ok', found, meaning: where };
}

function overlay({ probe, sudo }: Findings): Check {
  const id = 'overlay';
  const tried = probe?.can.overlay;
  if (tried === true) return { id, state: 'ok', found: 'allowed', meaning: 'step 1 mounts the rootfs as an overlay' };
  const found = tried ? `${tried.call}: ${tried.errno}` : 'not tried';
  return {
    id,
    state: 'warn',
    found: sudo === 'asks' ? `${found} (tried without sudo)` : found,
    meaning: 'without overlay the image is bound read-only: step 1 says so',
  };
}

function terminal({ terminal: t }: Findings): Check {
  const id = 'terminal';
  if (!t.tty)
    return { id, state: 'ok', found: 'standard output is no terminal', meaning: 'the course runs as plain text' };
  if (t.term === 'dumb') return { id, state: 'ok', found: 'TERM=dumb', meaning: 'the course runs as plain text' };
  const found = `${t.columns}x${t.rows}, TERM=${t.term}`;
  if (t.columns < 40 || t.rows < 10)
    return {
      id,
      state: 'warn',
      found,
      meaning: 'too small for the screen',
      todo: 'make the window at least 40x10, better 100x30',
    };
  return {
    id,
    state: 'ok',
    found,
    meaning:
      t.columns >= 100 && t.rows >= 30
        ? 'room for the full screen'
        : 'the screen shows tabs; from 100x30 on it shows everything at once',
  };
}
