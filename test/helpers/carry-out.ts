/** Does what the helper's file ops would do, with node:fs, so that a recipe can be tried without a helper. */
import { chmodSync, copyFileSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import type { WireRequest } from '../../src/protocol/wire.ts';

export function carryOut(steps: readonly WireRequest[]): void {
  for (const { op, args } of steps) {
    const paths = (args.paths ?? []) as string[];
    const mode = Number(args.mode);
    if (op === 'mkdir') {
      for (const path of paths) {
        mkdirSync(path);
        chmodSync(path, mode);
      }
    } else if (op === 'symlink') {
      for (const path of paths) symlinkSync(String(args.target), path);
    } else if (op === 'copy') {
      copyFileSync(String(args.source), String(args.target));
      chmodSync(String(args.target), mode);
    } else if (op === 'write-file') {
      writeFileSync(String(args.path), String(args.data), { mode });
    } else {
      throw new Error(`no file op: ${op}`);
    }
  }
}
