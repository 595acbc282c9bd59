/** The workshop on a pseudo-terminal, started by a shell that tells afterwards whether the terminal is as it was. */
import { readdirSync, readFileSync } from 'node:fs';
import { expect } from 'vitest';
import { openScreen, type Screen, type ScreenOptions } from './screen.ts';

export const BUNDLE = 'dist/container-lab.js';

/** Waits until the settings are those of the beginning (the guard's last act), then prints the exit code on a line of its own. */
const COMPARE = `
stty -brkint # as the kernel makes a terminal; node-pty's has it
before=$(stty -g)
workshop "$@"
code=$?
until [ "$(stty -g)" = "$before" ]; do :; done
while read -r -t 0.1 -n 1 _; do :; done # typed, but not read before the end
echo; echo "CODE $code"
echo SANE; read -r line; echo "READ $line"
read -r # the leader of the session stays: see openStaying`;

/** `start`: shell lines that start the workshop, whose command line are their arguments. */
export function openWorkshop(args: string[], options: ScreenOptions & { start?: string } = {}): Screen {
  const script = `workshop() { ${options.start ?? '"$@"'}; }\n${COMPARE}`;
  return openScreen('bash', ['-c', script, 'bash', process.execPath, BUNDLE, ...args], options);
}

export function childOf(pid: number, comm: RegExp): number {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(/\s+/);
  const found = children.find(child => comm.test(readFileSync(`/proc/${child}/comm`, 'utf8')));
  if (!found) throw new Error(`no child of ${pid} is called ${comm}: ${children.join(' ')}`);
  return Number(found);
}

/** Processes of the workshop on this screen, and the name of its session. */
export function processes(shown: Screen): { cli: number; monitor: number; session: string } {
  const cli = childOf(shown.pid, /^(node|MainThread|container-lab)/);
  const monitor = childOf(cli, /^lab-monitor/);
  const session = readdirSync('/run/container-lab').find(
    name => name.startsWith(`${monitor}-`) && !name.endsWith('.journal'),
  );
  return { cli, monitor, session: session ?? `${monitor}-` };
}

export async function isSane(shown: Screen, code: number): Promise<void> {
  await shown.waitFor(new RegExp(`^CODE ${code}\\b`, 'm'));
  await shown.waitFor('SANE');
  expect(shown.terminal.buffer.active.type).toBe('normal');
  expect(shown.terminal.modes.mouseTrackingMode).toBe('none');
  expect(shown.terminal.modes.bracketedPasteMode).toBe(false);
  // echo and lines are on: what is typed is seen, and arrives at Enter
  shown.press('typed\r');
  await shown.waitFor('READ typed');
  expect(shown.text()).toMatch(/^typed$/m);
}
