import { describe, expect, test } from 'vitest';
import { chooseProgram, type Wanted } from '../../../src/cli/play/program-inside.ts';
import { KnownTree } from '../../../src/rootfs/known-tree.ts';
import type { Recipe } from '../../../src/rootfs/recipe-parts.ts';

const PATH = '/usr/bin:/bin';
function recipe(files: Record<string, { mode?: number; link?: string }> | null, foreign = true): Recipe {
  const tree = files === null ? null : new KnownTree();
  for (const [path, { mode = 0o100755, link }] of Object.entries(files ?? {}))
    tree?.add(path, link === undefined ? { mode } : { mode: 0o120777, link });
  return { source: '', lower: '', steps: [], mountPoints: [], size: 0, tree, foreign, survey: null };
}
const choose = (wanted: Wanted, of: Recipe) => chooseProgram(wanted, of, PATH);

describe('without a command', () => {
  test.each(['info', 'pause'] as const)(
    '%s is that of our image, or stands beside what another one has',
    async name => {
      expect(await choose(name, recipe({}, false))).toEqual({ argv: [`/bin/${name}`], beside: false, note: null });
      expect(await choose(name, recipe({}))).toEqual({ argv: ['/lab-apps', name], beside: true, note: null });
    },
  );

  test('a shell is what the image has as one, else it is told that there is none', async () => {
    expect(await choose('shell', recipe({ 'bin/sh': {} }))).toMatchObject({ argv: ['/bin/sh'], note: null });
    expect(await choose('shell', recipe(null))).toMatchObject({ argv: ['/bin/sh'], note: null });
    const elsewhere = await choose('shell', recipe({ 'usr/bin/sh': {} }));
    expect(elsewhere).toMatchObject({ argv: ['/usr/bin/sh'], note: expect.stringContaining('no /bin/sh') });
    const none = await choose('shell', recipe({ hello: {} }));
    expect(none).toMatchObject({ argv: ['/lab-apps', 'pause'], beside: true });
    expect(none.note).toMatch(/no shell: .*no shell can be opened inside$/);
  });
});

describe('a command', () => {
  const image = recipe({ 'bin/box': {}, 'bin/sh': { link: '/bin/box' }, 'etc/passwd': { mode: 0o100644 } });
  test.each([['sh'], ['/bin/sh'], ['box']])('%s is there', async program => {
    expect(await choose([program, 'x'], image)).toEqual({ argv: [program, 'x'], beside: false, note: null });
  });

  test.each([
    ['nosuch', /^nosuch: no program of that name in \/usr\/bin:\/bin; nothing was started$/],
    ['/bin/nosuch', /^\/bin\/nosuch: there is no such file/],
    ['/bin', /is a directory/],
    ['/etc/passwd', /is there, but not executable/],
  ])('%s is refused as usage', async (program, message) => {
    await expect(choose([program], image)).rejects.toMatchObject({ exit: 2, message: expect.stringMatching(message) });
  });

  test('what nobody can know before is left to the kernel', async () => {
    expect((await choose(['/proc/self/exe'], image)).argv).toEqual(['/proc/self/exe']);
    expect((await choose(['/no/such'], recipe(null))).argv).toEqual(['/no/such']);
  });
});
