/** Ops that bring the image: copied into the layers, or mounted as it is. */
import { LabError } from '../../../protocol/lab-error.ts';
import { request } from '../../../protocol/request.ts';
import type { WireRequest } from '../../../protocol/wire.ts';
import { bindImage, put } from '../../../rootfs/bind-image.ts';
import { BESIDE, MIB, type Recipe } from '../../../rootfs/recipe-parts.ts';
import { nameOf } from '../subjects/subject.ts';
import { on } from './filled.ts';
import type { OpHandler, Site } from './handler.ts';

export const imageOps = {
  populate: {
    plan: (_op, site) => on(site, populate(site.parts.recipe, site.parts.monitor.hello.layers)),
    explain({ code, message, errno }, { parts: { recipe } }) {
      // the words are tar's, which passes on no errno
      if (errno !== 'ENOSPC' && !/No space left on device/.test(message)) return null;
      return new LabError(code, `${message}: the tmpfs of step 1 holds ${recipe.size / MIB} MiB`, {
        hint: recipe.foreign
          ? 'a directory is not copied: unpack the archive with sudo tar -xpf, and give the directory to --rootfs'
          : 'free some memory',
      });
    },
  },
  'bind-image': {
    async plan(_op, site) {
      const { rootfs, rootless } = site.parts.monitor.hello;
      return on(site, bindImage(site.parts.recipe, { rootfs, rootless, present: await present(site) }));
    },
  },
} satisfies Record<string, OpHandler>;

/** The names at the top of the image, as the subject finds them. */
async function present({ subject, parts: { snapshotter, recipe } }: Site): Promise<string[]> {
  const [answer] = await snapshotter.source.query([{ kind: 'rlist', subject: nameOf(subject), path: recipe.lower }]);
  return answer && 'list' in answer ? answer.list : [];
}

function populate({ steps, mountPoints, beside }: Recipe, layers: string): WireRequest[] {
  const make = (names: string[], mode: number): WireRequest[] =>
    names.length === 0 ? [] : [request('mkdir', { paths: names.map(name => `${layers}/${name}`), mode })];
  const points = mountPoints.map(name => `changes/${name}`);
  const isTmp = (name: string): boolean => name === 'changes/tmp';
  return [
    // chosen by the user, not by the lesson
    ...steps.map(({ op, args }) => ({ op, args: op === 'copy' ? { ...args, image: 1 } : args })),
    ...make(['changes', 'work'], 0o755),
    ...put(beside, `${layers}/changes/${BESIDE}`),
    ...make(
      points.filter(name => !isTmp(name)),
      0o755,
    ),
    ...make(points.filter(isTmp), 0o1777),
  ];
}
