/** A seccomp filter as the kernel holds it, and what it says to a call: classic BPF over struct seccomp_data, seccomp(2). */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

interface Instruction {
  code: number;
  yes: number;
  no: number;
  k: number;
}

/** Reads it by ptrace(2): as root, on a kernel with CONFIG_CHECKPOINT_RESTORE. */
export function filterOf(pid: number): Instruction[] {
  const folder = mkdtempSync(join(tmpdir(), 'lab-filter-'));
  try {
    const program = join(folder, 'filter-of');
    execFileSync('cc', ['-O1', '-o', program, fileURLToPath(new URL('../helpers/filter-of.c', import.meta.url))]);
    return execFileSync(program, [String(pid)], { encoding: 'utf8' })
      .trimEnd()
      .split('\n')
      .map(line => {
        const [code = 0, yes = 0, no = 0, k = 0] = line.split(' ').map(Number);
        return { code, yes, no, k };
      });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const SAID: Record<number, string> = {
  2147418112: 'allowed',
  327681: 'EPERM',
  327718: 'ENOSYS',
  2147483648: 'killed',
};
const ARCHITECTURE = process.arch === 'x64' ? 0xc000003e : 0xc00000b7;

/** What the filter answers to a call by its number and arguments (of 32 bits). */
export function verdict(
  filter: Instruction[],
  number: number,
  args: number[] = [],
  architecture = ARCHITECTURE,
): string {
  const data = new DataView(new ArrayBuffer(64));
  data.setUint32(0, number, true);
  data.setUint32(4, architecture, true);
  args.forEach((value, index) => {
    data.setUint32(16 + 8 * index, value, true);
  });
  let loaded = 0;
  for (let at = 0; at < filter.length; at++) {
    const { code, yes, no, k } = filter[at] as Instruction;
    const jump = (condition: boolean) => {
      at += condition ? yes : no;
    };
    if (code === 0x20) loaded = data.getUint32(k, true);
    else if (code === 0x15) jump(loaded === k);
    else if (code === 0x25) jump(loaded > k);
    else if (code === 0x45) jump((loaded & k) !== 0);
    else if (code === 0x06) return SAID[k] ?? `0x${k.toString(16)}`;
    else throw new Error(`instruction ${code.toString(16)} is not known here`);
  }
  throw new Error('the filter has no end');
}
