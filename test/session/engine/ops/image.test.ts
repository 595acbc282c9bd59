import { describe, expect, it } from 'vitest';
import { imageOps } from '../../../../src/session/engine/ops/image.ts';
import { HELLO } from '../../../helpers/scripted-monitor.ts';
import { op, scripted } from '../scripted-parts.ts';

const { layers: L, rootfs } = HELLO;
const recipe = {
  steps: [
    { op: 'copy', args: { source: '/bin/busybox', target: '/l/image/bin' } },
    { op: 'symlink', args: { paths: ['/l/image/bin/sh'] } },
  ],
  mountPoints: ['dev', 'tmp'],
};
const refused = { code: 'populate', message: 'tar: x: No space left on device', errno: null };

describe('the image', () => {
  it('is filled by the recipe, which alone may copy from outside; then come the layers and the mount points', async () => {
    expect(await imageOps.populate?.plan(op('populate'), scripted({ recipe }).site())).toEqual([
      { op: 'copy', args: { subject: 'stage', source: '/bin/busybox', target: '/l/image/bin', image: 1 } },
      { op: 'symlink', args: { subject: 'stage', paths: ['/l/image/bin/sh'] } },
      { op: 'mkdir', args: { subject: 'stage', paths: [`${L}/changes`, `${L}/work`], mode: 0o755 } },
      { op: 'mkdir', args: { subject: 'stage', paths: [`${L}/changes/dev`], mode: 0o755 } },
      { op: 'mkdir', args: { subject: 'stage', paths: [`${L}/changes/tmp`], mode: 0o1777 } },
    ]);
  });

  it('that is mounted as it is gets the mount points that the subject does not find in it', async () => {
    const { helper, site } = scripted({ recipe });
    const at = site();
    Object.assign(helper.processes.stage ?? {}, { 'rlist:/l/image': ['bin', 'proc', 'tmp'] });
    const requests = (await imageOps['bind-image']?.plan(op('bind-image'), at)) ?? [];
    const made = requests.filter(request => request.op === 'mkdir').flatMap(({ args }) => args.paths);
    expect(made).toContain('/l/image/dev');
    expect(made).not.toContain('/l/image/proc');
    expect(requests.at(-1)?.args).toMatchObject({ subject: 'stage', target: rootfs });
  });

  it.each([
    [false, 'free some memory'],
    [true, 'a directory is not copied'],
  ])('that is too large: the way out (chosen by the learner: %s)', async (foreign, hint) => {
    const site = scripted({ recipe: { foreign } }).site();
    const error = await imageOps.populate?.explain?.(refused, site);
    expect(error?.message).toBe(`${refused.message}: the tmpfs of step 1 holds 512 MiB`);
    expect(error?.hint).toContain(hint);
    expect(await imageOps.populate?.explain?.({ ...refused, message: 'no', errno: 'EPERM' }, site)).toBeNull();
  });
});
