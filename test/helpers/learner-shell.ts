/** The learner's own shell in a test of the challenges, and the end of all that was started in it: typed clean-ups come too late where a test fails. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { HostTerminal } from '../../src/helper/host-terminal.ts';
import { parseMountinfo } from '../../src/kernel/mountinfo.ts';
import { until } from '../native/helper.ts';
import { kill, processesWith } from './processes.ts';
import { unique } from './unique.ts';

const MARK = `LAB_LEARNER=${unique}`;

/** For a shell that is opened in another way. */
export const learnerEnvironment: NodeJS.ProcessEnv = { ...process.env, PS1: '$ ', ENV: '', LAB_LEARNER: unique };

export function openShell(): HostTerminal {
  return new HostTerminal({ columns: 120, rows: 40, argv: ['/bin/sh', '-i'], env: learnerEnvironment });
}

/** Kills what was started in the shells, in whatever namespaces it lives by now, and takes away the mounts below the folder. */
export async function endShells(folder: string): Promise<void> {
  await until('the end of all that a shell had started', () => {
    const left = processesWith(MARK);
    for (const pid of left) kill(pid);
    return left.length === 0;
  });
  for (const point of mountsBelow(folder).reverse()) execFileSync('umount', ['--lazy', point]);
}

function mountsBelow(folder: string): string[] {
  return parseMountinfo(readFileSync('/proc/self/mountinfo', 'utf8'))
    .map(({ point }) => point)
    .filter(point => `${point}/`.startsWith(`${folder}/`));
}
