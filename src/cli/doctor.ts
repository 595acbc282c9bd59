import { accessSync, constants, existsSync } from 'node:fs';
import { detect, type Layout } from '../kernel/cgroup/index.ts';
import { systemReader } from '../kernel/cgroup/system-reader.ts';
import { EXIT, type ExitCode, LabError } from '../protocol/lab-error.ts';
import { printable } from '../protocol/printable.ts';
import { runHelperOnce, sudoState } from '../stage/launch.ts';
import { canRun, checks, type Findings, type Probe } from './doctor-checks.ts';

const MARK = { ok: 'ok  ', warn: 'note', no: 'NO  ' } as const;

export async function doctor(options: { json?: boolean }): Promise<ExitCode> {
  const findings = await examine();
  const list = checks(findings);
  const able = canRun(list);
  if (options.json) process.stdout.write(`${JSON.stringify({ able, checks: list, findings }, null, 2)}\n`);
  else {
    for (const { id, state, found, meaning, todo } of list) {
      process.stdout.write(`${MARK[state]} ${id.padEnd(19)} ${printable(found)}\n     ${''.padEnd(19)} ${meaning}\n`);
      if (todo) process.stdout.write(`     ${''.padEnd(19)} what to do: ${todo}\n`);
    }
    process.stdout.write(
      able ? '\nThe six steps can run here.\n' : '\nThe six steps cannot run here: see the lines marked NO.\n',
    );
  }
  return able ? EXIT.ok : EXIT.machineCannot;
}

async function examine(): Promise<Findings> {
  const linux = process.platform === 'linux';
  const sudo = linux ? await sudoState() : 'none';
  let probe: Probe | null = null;
  let probeError: string | null = null;
  if (linux) {
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
    cgroupWritable: cgroup !== null && mayWrite(Object.values(cgroup.controllers).map(place => place.mount)),
    systemd: existsSync('/run/systemd/system'),
    terminal: {
      tty: process.stdout.isTTY === true,
      columns: process.stdout.columns ?? 0,
      rows: process.stdout.rows ?? 0,
      term: process.env.TERM ?? '',
    },
  };
}

function mayWrite(directories: string[]): boolean {
  try {
    for (const path of directories) accessSync(path, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

function layout(): Layout | null {
  try {
    return detect(systemReader);
  } catch {
    return null;
  }
}
