/** How the machine's own side is looked at four times a second: whether anything has changed, before it is read. */
import { hostname } from 'node:os';
import { topsMark } from '../kernel/cgroup/index.ts';
import { openHeld, readHeld } from '../kernel/held.ts';
import { mountsChanged } from '../kernel/libc.ts';
import { parseNetDevices } from '../kernel/netdev.ts';
import { type Machine, takeMachine } from './fingerprint.ts';

/** How the machine is looked at; a test gives another. */
export interface MachineReader {
  take(): Machine;
  /** The same text as long as nothing has changed. `careful`: network devices and groups too, not only mounts and the host name. */
  mark(careful: boolean): string;
}

/** Reads it from the kernel of this machine. */
export class SystemMachineReader implements MachineReader {
  /** Asked with poll(2); null: not opened yet. Open for as long as the program runs. */
  #mountinfo: number | null = null;
  #mounts = 0;
  #trees: string[] | null = null;
  #devices = '';
  #tops = '';

  take(): Machine {
    const machine = takeMachine();
    this.#trees = mountsOfTrees(machine);
    return machine;
  }

  mark(careful: boolean): string {
    this.#mountinfo ??= openHeld('/proc/self/mountinfo');
    if (mountsChanged(this.#mountinfo)) this.#mounts += 1;
    if (careful) {
      this.#devices = parseNetDevices(readHeld('/proc/net/dev').toString('utf8')).join(' ');
      this.#trees ??= mountsOfTrees(takeMachine());
      this.#tops = topsMark(this.#trees);
    }
    return [this.#mounts, hostname(), this.#devices, this.#tops].join('\n');
  }
}

function mountsOfTrees({ mounts }: Machine): string[] {
  return [...new Set(mounts.flatMap(({ point, fstype }) => (fstype.startsWith('cgroup') ? [point] : [])))];
}
