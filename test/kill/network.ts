/** A network of its own for what is killed: the machine's devices come and go with what others do. */
import { execFileSync } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseNetDevices } from '../../src/kernel/netdev.ts';
import { unique } from '../helpers/unique.ts';

export interface Network {
  /** Words before a program that is to start in it. */
  through: string[];
  /** Names of its devices. */
  devices(): string[];
  close(): void;
}

/** A network namespace that stays when all who were in it are dead: a mount keeps it. */
export function openNetwork(): Network {
  const place = join(tmpdir(), `lab-network-${unique}`);
  writeFileSync(place, '');
  execFileSync('unshare', [`--net=${place}`, 'true']);
  const through = ['nsenter', `--net=${place}`];
  return {
    through,
    devices: () =>
      parseNetDevices(execFileSync('nsenter', [...through.slice(1), 'cat', '/proc/net/dev'], { encoding: 'utf8' })),
    close() {
      execFileSync('umount', [place]);
      rmSync(place);
    },
  };
}
