import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { WireRequest } from '../../src/protocol/wire.ts';
import { bindImage } from '../../src/rootfs/bind-image.ts';
import type { Recipe } from '../../src/rootfs/recipe-parts.ts';

const place = { rootfs: '/r', rootless: false, present: [] as string[] };
const words = (requests: WireRequest[]) =>
  requests.map(({ op, args }) =>
    [op, args.source ?? args.data ?? '', args.target ?? String(args.paths ?? args.path)].join(' '),
  );

describe('an image on which no overlay is mounted', () => {
  const folder = mkdtempSync(join(tmpdir(), 'lab-bind-'));
  const recipe = (more: Partial<Recipe>): Recipe => ({
    source: '',
    lower: folder,
    steps: [],
    mountPoints: [],
    size: 0,
    tree: null,
    foreign: true,
    survey: null,
    ...more,
  });
  beforeAll(() => {
    mkdirSync(join(folder, 'bin'));
    writeFileSync(join(folder, 'hello'), 'x');
    symlinkSync('usr/lib', join(folder, 'lib'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it('is bound as it is when it has all mount points, and can then not be written', () => {
    const requests = bindImage(recipe({}), place);
    expect(words(requests)).toEqual([`mount ${folder} /r`, 'mount  /r']);
    expect(requests.map(({ args }) => args.flags)).toEqual([
      ['MS_BIND'],
      ['MS_REMOUNT', 'MS_BIND', 'MS_RDONLY', 'MS_NODEV'],
    ]);
  });

  it('with lab-apps beside it is bound piece by piece, even when it has all mount points', () => {
    const requests = bindImage(recipe({ beside: '/host/lab-apps' }), place);
    expect(words(requests)).toEqual(
      expect.arrayContaining(['copy /host/lab-apps /r/lab-apps', `mount ${folder}/bin /r/bin`]),
    );
    const [copy] = bindImage(recipe({ beside: '/host/lab-apps', steps: [{ op: 'unpack', args: {} }] }), place);
    expect(copy).toEqual({
      op: 'copy',
      args: { source: '/host/lab-apps', target: `${folder}/lab-apps`, mode: 0o755, image: 1 },
    });
  });

  it('is bound piece by piece into a tmpfs that has the mount points, and nothing is made in it', () => {
    const requests = bindImage(recipe({ mountPoints: ['proc', 'tmp'] }), place);
    expect(words(requests)).toEqual([
      'mount lab-rootfs /r',
      'mkdir  /r/proc',
      'mkdir  /r/tmp',
      'mkdir  /r/bin',
      'write-file  /r/hello',
      'symlink  usr/lib',
      `mount ${folder}/bin /r/bin`,
      'mount  /r/bin',
      `mount ${folder}/hello /r/hello`,
      'mount  /r/hello',
      'mount  /r',
    ]);
    expect(requests.find(({ args }) => String(args.paths) === '/r/tmp')?.args.mode).toBe(0o1777);
    const made = requests.flatMap(({ op, args }) => (op === 'mount' ? [args.target] : [args.path, args.paths].flat()));
    expect(made.filter(path => String(path).startsWith(folder))).toEqual([]);
    expect(requests.at(-1)?.args.flags).toContain('MS_RDONLY');
  });

  it('gets what it lacks itself where it was unpacked or copied by us', () => {
    const own = recipe({
      lower: '/l/image',
      steps: [{ op: 'mkdir', args: { paths: ['/l/image'] } }],
      mountPoints: ['dev', 'proc'],
    });
    expect(words(bindImage(own, { ...place, present: ['bin', 'dev', 'proc', 'tmp'] }))).toEqual([
      'mkdir  /l/image/sys',
      'mount /l/image /r',
      'mount  /r',
    ]);
  });

  it('repeats nosuid in a user namespace, where it is locked', () => {
    expect(bindImage(recipe({}), { ...place, rootless: true }).at(-1)?.args.flags).toContain('MS_NOSUID');
  });
});
