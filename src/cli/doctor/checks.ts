/** What the findings mean for the six steps: pure, so that every machine can be tested on this one. */
import { cgroups } from './cgroup.ts';
import { files } from './files.ts';
import { type Check, type Findings, unasked } from './findings.ts';
import { kernel } from './kernel.ts';
import { privilege } from './privilege.ts';
import { namespaces, userNamespaces } from './rights.ts';
import { session } from './session.ts';

export function checks(f: Findings): Check[] {
  if (f.proc) return [proc(f.proc), terminal(f)];
  return [
    kernel(f),
    privilege(f),
    ...files(f),
    surroundings(f),
    session(f),
    ...namespaces(f),
    userNamespaces(f),
    cgroups(f),
    overlay(f),
    terminal(f),
  ];
}

/** Whether the six steps can run: not when any check says no; null when something was not tried, so that nobody knows. */
export function canRun(list: Check[]): boolean | null {
  if (list.some(({ state }) => state === 'no')) return false;
  return list.some(({ state }) => state === 'untried') ? null : true;
}

/** Without it no other finding would be true. */
function proc({ found, todo }: NonNullable<Findings['proc']>): Check {
  const meaning = 'the workshop reads from /proc what it shows; without that nothing else can be tried';
  return { id: 'proc', state: 'no', found, meaning, todo: `as root: ${todo}` };
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

/** A step has another way where there is none, so that it keeps nothing from running. */
function overlay(findings: Findings): Check {
  const id = 'overlay';
  const tried = findings.probe?.can.overlay;
  const how = unasked(findings) ? ' (tried without sudo)' : '';
  if (tried === true)
    return { id, state: 'ok', found: `allowed${how}`, meaning: 'step 1 mounts the rootfs as an overlay' };
  return {
    id,
    state: 'warn',
    found: `${tried ? `${tried.call}: ${tried.errno}` : 'not tried'}${how}`,
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
  if (t.multiplexerWithoutUtf8)
    return {
      id,
      state: 'warn',
      found: `${found}, in a tmux without UTF-8`,
      meaning: 'tmux shows signs such as ≠, ☆ and … as _',
      todo: 'start it as tmux -u, or with LANG=C.UTF-8',
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
