/** What the findings mean for the six steps: pure, so that every machine can be tested on this one. */
import { cgroups } from './doctor-cgroup.ts';
import { files } from './doctor-files.ts';
import type { Check, Findings } from './doctor-findings.ts';
import { namespaces, userNamespaces } from './doctor-rights.ts';

export function checks(f: Findings): Check[] {
  if (f.proc) return [proc(f.proc), terminal(f)];
  return [
    platform(f),
    privilege(f),
    ...files(f),
    surroundings(f),
    ...namespaces(f),
    userNamespaces(f),
    cgroups(f),
    overlay(f),
    terminal(f),
  ];
}

/** The six steps cannot run when any check says no. */
export function canRun(list: Check[]): boolean {
  return list.every(check => check.state !== 'no');
}

/** Without it no other finding would be true. */
function proc({ found, todo }: NonNullable<Findings['proc']>): Check {
  const meaning = 'the workshop reads from /proc what it shows; without that nothing else can be tried';
  return { id: 'proc', state: 'no', found, meaning, todo: `as root: ${todo}` };
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
    found: uid === 0 ? 'uid 0 without CAP_SYS_ADMIN, as containers have it' : `user ${uid}, no sudo`,
    meaning: 'rootless: only what a user namespace allows will work; cgroups need delegation',
    todo:
      uid === 0 ? 'outside of the container, or with --privileged, everything works' : 'install sudo, or run as root',
  };
}

/** What is around us explains what the checks below find. */
function surroundings({ enclosure }: Findings): Check {
  const { engine, seccomp, chroot, userNamespace, covered, profile } = enclosure;
  const found = [
    ...(userNamespace ? ['a user namespace of its own'] : []),
    ...(chroot ? ['a chroot'] : []),
    ...(seccomp ? ['a seccomp filter'] : []),
    ...(profile === null ? [] : [`AppArmor profile ${profile}`]),
    ...(covered.length === 0 ? [] : [`parts of /proc are covered (${covered.length})`]),
  ];
  const marks = engine === null ? [] : [`a mark of ${engine}`];
  if (found.length === 0) {
    const meaning = 'nothing that restricts: no filter, no chroot, no user namespace';
    return { id: 'surroundings', state: 'ok', found: marks.join('') || 'none', meaning };
  }
  return {
    id: 'surroundings',
    state: 'warn',
    found: [...marks, ...found].join(', '),
    meaning: 'the kernel allows less in here; what it allows was tried below',
  };
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
