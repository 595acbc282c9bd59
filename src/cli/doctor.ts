import { detect, type Layout } from '../kernel/cgroup/index.ts';
import { systemReader } from '../kernel/cgroup/system-reader.ts';
import { enclosure } from '../kernel/enclosure.ts';
import { procObstacle } from '../kernel/proc-mount.ts';
import { EXIT, type ExitCode, LabError } from '../protocol/lab-error.ts';
import { printable } from '../protocol/printable.ts';
import { type GroupTrial, rehearseGroup } from '../session/engine/rehearsal.ts';
import { exposure } from '../stage/exposed.ts';
import { runHelperOnce, sudoState } from '../stage/launch.ts';
import { cgroupObstacle } from './doctor-cgroup.ts';
import { canRun, checks } from './doctor-checks.ts';
import type { Check, Findings, Probe } from './doctor-findings.ts';
import { say, sayJson } from './output.ts';

const MARK = { ok: 'ok  ', warn: 'note', no: 'NO  ' } as const;

/** `doctor`: what this machine can and cannot do; exit code 3 when a step cannot be done here. */
export async function doctor(options: { json?: boolean; rootless?: boolean }): Promise<ExitCode> {
  const findings = await examine(options.rootless === true);
  const list = checks(findings);
  const able = canRun(list);
  if (options.json) sayJson({ able, checks: list, findings });
  else {
    for (const { id, state, found, meaning, todo } of list) {
      say(`${MARK[state]} ${id.padEnd(19)} ${printable(found)}\n     ${''.padEnd(19)} ${meaning}\n`);
      if (todo) say(`     ${''.padEnd(19)} what to do: ${todo}\n`);
    }
    say(`\n${verdict(list, findings)}\n`);
  }
  return able ? EXIT.ok : EXIT.machineCannot;
}

function verdict(list: Check[], { sudo }: Findings): string {
  const no = list.filter(check => check.state === 'no').map(check => check.id);
  if (no.length === 0 && sudo === 'asks') return 'The six steps can run here, if sudo lets you.';
  if (no.length === 0) return 'The six steps can run here.';
  if (no.join() === 'cgroup')
    return 'Steps 1, 2, 3 and 6 can run here. Of 4 and 5 you will see what the kernel says: see the line marked NO.';
  return 'The six steps cannot run here: see the lines marked NO.';
}

async function examine(rootless: boolean): Promise<Findings> {
  const linux = process.platform === 'linux';
  const proc = linux ? procObstacle() : null;
  const sudo = linux && proc === null && !rootless ? await sudoState() : 'none';
  let probe: Probe | null = null;
  let probeError: string | null = null;
  if (linux && proc === null) {
    try {
      probe = (await runHelperOnce('probe', { asRoot: sudo === 'free', interactive: false })) as unknown as Probe;
    } catch (error) {
      if (!(error instanceof LabError)) throw error;
      probeError = error.message;
    }
  }
  const cgroup = linux ? layout() : null;
  return {
    platform: process.platform,
    node: process.versions.node,
    uid: process.getuid?.() ?? -1,
    sudo,
    probe,
    probeError,
    cgroup,
    proc,
    enclosure: enclosure(),
    exposed: sudo === 'none' ? null : exposure(),
    group: probe === null || sudo === 'asks' ? null : await tryGroup(cgroup, sudo === 'none'),
    terminal: {
      tty: process.stdout.isTTY === true,
      columns: process.stdout.columns ?? 0,
      rows: process.stdout.rows ?? 0,
      term: process.env.TERM ?? '',
    },
  };
}

/** Null where there is nothing to try. */
async function tryGroup(cgroup: Layout | null, rootless: boolean): Promise<GroupTrial | null> {
  if (cgroup === null || cgroupObstacle(cgroup) !== null) return null;
  try {
    return await rehearseGroup(cgroup, rootless ? { rootless } : {});
  } catch (error) {
    if (error instanceof LabError) return null; // the other checks say why the helper cannot work
    throw error;
  }
}

function layout(): Layout | null {
  try {
    return detect(systemReader);
  } catch {
    return null;
  }
}
