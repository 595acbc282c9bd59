import { spawnSync } from 'node:child_process';
import { realpathSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { readElf } from '../../src/kernel/elf.ts';
import { HostTree } from '../../src/rootfs/host-tree.ts';
import { LibraryFinder } from '../../src/rootfs/libraries.ts';
import { needs } from '../helpers/require.ts';

describe.runIf(needs('ldd', 'compares with the real loader'))('as the loader finds them', () => {
  test.each(['sh', 'ls', 'mount', 'tar', 'node'])('%s', async name => {
    const tree = new HostTree();
    const program = realpathSync((await tree.which(name)) ?? '');
    const elf = await readElf((offset, length) => tree.readAt(program, offset, length));
    if (elf === null) throw new Error(`${program} is not ELF`);
    const { found, missing } = await new LibraryFinder(tree).closure(program, elf);
    const real = [...spawnSync('ldd', [program], { encoding: 'utf8' }).stdout.matchAll(/=> (\/\S+)/g)].map(match =>
      realpathSync(match[1] as string),
    );
    expect(missing).toEqual([]);
    expect(found.map(({ path }) => realpathSync(path)).sort()).toEqual(real.sort());
  });
});
