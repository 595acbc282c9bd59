/** Tries on this machine what the six steps need, and takes it back. */

import { exposure } from '../../helper/exposed.ts';
import { runHelperOnce } from '../../helper/launch.ts';
import { multiplexerWithoutUtf8 } from '../../helper/multiplexer.ts';
import { askSudo, type SudoAnswer } from '../../helper/sudo.ts';
import { tableRows } from '../../kernel/accounts.ts';
import { detect, type Layout } from '../../kernel/cgroup/index.ts';
import { systemReader } from '../../kernel/cgroup/system-reader.ts';
import { enclosure } from '../../kernel/enclosure.ts';
import { exhausted } from '../../kernel/exhausted.ts';
import { type Exhausted, systemLimits } from '../../kernel/limit-reader.ts';
import { procObstacle } from '../../kernel/proc-mount.ts';
import { LabError } from '../../protocol/lab-error.ts';
import { type Rehearsal, rehearse } from '../../session/engine/rehearsal.ts';
import { cgroupObstacle } from './cgroup.ts';
import { type Findings, type Probe, rootless, SUDO_GROUPS } from './findings.ts';

/** @param asIfWithoutSudo root is not asked for */
export async function examine(asIfWithoutSudo: boolean): Promise<Findings> {
  const linux = process.platform === 'linux';
  const proc = linux ? procObstacle() : null;
  const seen = linux && proc === null;
  // root has no use for sudo, so that there is nothing to leave out
  const ask = seen && (!asIfWithoutSudo || process.getuid?.() === 0);
  const sudo: SudoAnswer = ask ? await askSudo() : { state: 'none', said: null };
  const { probe, probeError } = seen ? await tryRights(sudo) : { probe: null, probeError: null };
  const cgroup = linux ? layout() : null;
  return {
    platform: process.platform,
    node: process.versions.node,
    uid: process.getuid?.() ?? -1,
    sudo: sudo.state,
    sudoSaid: sudo.said,
    sudoGroups: sudoGroups(),
    probe,
    probeError,
    exhausted: probe === null ? {} : exhaustedBy(probe),
    cgroup,
    proc,
    enclosure: enclosure(),
    exposed: rootless({ sudo: sudo.state }) ? null : exposure(),
    session: probe === null || sudo.state === 'asks' ? null : await trySession(cgroup, rootless({ sudo: sudo.state })),
    terminal: {
      tty: process.stdout.isTTY === true,
      columns: process.stdout.columns ?? 0,
      rows: process.stdout.rows ?? 0,
      term: process.env.TERM ?? '',
      multiplexerWithoutUtf8: multiplexerWithoutUtf8(),
    },
  };
}

async function tryRights({ state }: SudoAnswer): Promise<{ probe: Probe | null; probeError: string | null }> {
  try {
    const told = await runHelperOnce('probe', { asRoot: state === 'free', interactive: false });
    return { probe: told as unknown as Probe, probeError: null };
  } catch (error) {
    if (!(error instanceof LabError)) throw error;
    return { probe: null, probeError: error.message };
  }
}

/** A group is tried where there is a tree to try it in. */
function trySession(cgroup: Layout | null, asUser: boolean): Promise<Rehearsal> {
  const tree = cgroup !== null && cgroupObstacle(cgroup) === null ? cgroup : null;
  return rehearse(tree, asUser ? { rootless: true } : {});
}

/** Mounts that its trials make beside those that are there, and then in a root of its own: as in native/src/modes/probe.c. */
const STAGE_MOUNTS = 4;
const CONTAINER_MOUNTS = 13;

function exhaustedBy({ can }: Probe): Record<string, Exhausted> {
  const mountinfo = systemLimits.read('/proc/self/mountinfo');
  return Object.fromEntries(
    Object.entries(can).flatMap(([trial, tried]) => {
      if (tried === true) return [];
      const [call = '', about = ''] = tried.call.split(' ');
      const refused = { call, about, errno: tried.errno };
      const limit =
        exhausted({ ...refused, mountinfo, mounts: STAGE_MOUNTS }, systemLimits) ??
        exhausted({ ...refused, mounts: CONTAINER_MOUNTS }, systemLimits);
      return limit ? [[trial, limit]] : [];
    }),
  );
}

function layout(): Layout | null {
  try {
    return detect(systemReader);
  } catch {
    return null;
  }
}

function sudoGroups(): string[] {
  const mine = new Set((process.getgroups?.() ?? []).map(String));
  return tableRows('/etc/group').flatMap(([name = '', , gid = '']) =>
    SUDO_GROUPS.includes(name) && mine.has(gid) ? [name] : [],
  );
}
