import { describe, expect, it } from 'vitest';
import type { LessonOp } from '../../../../src/lesson/lesson.ts';
import { expand, type Surroundings } from '../../../../src/session/engine/ops/expand.ts';
import { hierarchyOf } from '../../../helpers/cgroup-fixture.ts';

const group = hierarchyOf('v2').plan('box');
const recipe = {
  ...{ source: 'test', lower: '/l/image', steps: [], mountPoints: [] },
  ...{ size: 2 ** 29, tree: null, foreign: false, survey: null },
};
const around = {
  ...{ slot: 'stage', layers: '/l', rootfs: '/r', recipe, group, present: [], rootless: false },
  ...{ apps: '/opt/lab-apps', support: { swap: true } },
  app: { argv: ['/bin/sh', '-i'], io: 'tty', env: { PATH: '/bin' }, rows: 30, columns: 100 },
} as Surroundings;
const op = (name: string, args: LessonOp['args'] = {}): LessonOp => ({ op: name, args });

describe('templates', () => {
  it.each([
    ['{layers}/image', '/l/image'],
    ['{rootfs}/proc', '/r/proc'],
    ['{lower}:{layers}', '/l/image:/l'],
    ['{hostname}', 'lab-box'],
    ['{apps}', '/opt/lab-apps'],
    ['{cgroup}', Object.values(group.paths)[0]],
    ['{ not a name }', '{ not a name }'],
  ])('%s is %s', (text, filled) => {
    expect(expand(op('mount', { target: text }), around)).toEqual([
      { op: 'mount', args: { subject: 'stage', target: filled } },
    ]);
  });

  it('are filled in lists, too; numbers stay as they are', () => {
    expect(expand(op('mkdir', { paths: ['{layers}/a', '/b'], n: 3 }), around)[0]?.args).toEqual({
      subject: 'stage',
      paths: ['/l/a', '/b'],
      n: 3,
    });
  });

  it('of an unknown name are refused, with the op', () => {
    expect(() => expand(op('mount', { target: '{lower}/{nowhere}' }), around)).toThrow(
      'op mount: there is no {nowhere} here',
    );
  });

  it('permission bits are octal in a lesson and a number on the wire', () => {
    expect(expand(op('mkdir', { paths: ['/a'], mode: '1777' }), around)[0]?.args.mode).toBe(0o1777);
    expect(expand(op('mkdir', { paths: ['/a'], mode: 755 }), around)[0]?.args.mode).toBe(0o755);
  });
});

describe('the image', () => {
  const filled = {
    ...around,
    recipe: {
      ...recipe,
      steps: [
        { op: 'copy', args: { source: '/bin/busybox', target: '/l/image/bin' } },
        { op: 'symlink', args: { paths: ['/l/image/bin/sh'] } },
      ],
      mountPoints: ['dev', 'tmp'],
    },
  };

  it('is filled by the recipe, which alone may copy from outside; then come the layers and the mount points', () => {
    expect(expand(op('populate'), filled)).toEqual([
      { op: 'copy', args: { subject: 'stage', source: '/bin/busybox', target: '/l/image/bin', image: 1 } },
      { op: 'symlink', args: { subject: 'stage', paths: ['/l/image/bin/sh'] } },
      { op: 'mkdir', args: { subject: 'stage', paths: ['/l/changes', '/l/work'], mode: 0o755 } },
      { op: 'mkdir', args: { subject: 'stage', paths: ['/l/changes/dev'], mode: 0o755 } },
      { op: 'mkdir', args: { subject: 'stage', paths: ['/l/changes/tmp'], mode: 0o1777 } },
    ]);
  });

  it('a lesson’s own copy is not marked so', () => {
    expect(expand(op('copy', { source: '/a', target: '/b' }), around)[0]?.args).not.toHaveProperty('image');
  });
});

describe('groups', () => {
  it.each<[LessonOp, unknown]>([
    [op('create-cgroup'), group.create('stage')],
    [op('join-cgroup'), group.join('stage')],
    [op('remove-cgroup'), group.remove()],
    [op('set-limit', { memory: 4096, pids: '20' }), group.limit({ memory: 4096, pids: 20 }, { swap: true })],
    [op('set-limit', { swap: 0, cpu: '20%' }), group.limit({ swap: 0, cpu: '20%' }, { swap: true })],
    [op('set-limit', { cpu: 0.5 }), group.limit({ cpu: 0.5 }, { swap: true })],
    [
      op('enable-controllers', { controllers: ['cpu'] }),
      [{ op: 'enable-controllers', args: { path: group.paths.unified ?? '', controllers: ['cpu'] } }],
    ],
  ])('%j is planned for this machine', (given, planned) => expect(expand(given, around)).toEqual(planned));
});

describe('programs', () => {
  it('the app is held at its first instruction, on the terminal it was given', () => {
    expect(expand(op('start-app'), around)).toEqual([
      {
        op: 'exec',
        args: {
          subject: 'stage',
          argv: ['/bin/sh', '-i'],
          env: ['PATH=/bin'],
          io: 'tty',
          rows: 30,
          cols: 100,
          stopped: 1,
        },
      },
    ]);
  });

  it('one of a lesson prints into a pipe, and adds to the environment', () => {
    const args = { argv: ['{apps}', 'hog'], env: ['A=b=c', 'PATH=/x'], root: 'host' };
    expect(expand(op('exec', args), { ...around, slot: 'aside' })).toEqual([
      {
        op: 'exec',
        args: {
          subject: 'aside',
          argv: ['/opt/lab-apps', 'hog'],
          env: ['PATH=/x', 'A=b=c'],
          io: 'pipe',
          root: 'host',
          stopped: 1,
        },
      },
    ]);
  });

  it('an unknown size is that of the oldest terminals', () => {
    const { rows: _rows, columns: _columns, ...app } = around.app;
    expect(expand(op('start-app'), { ...around, app })[0]?.args).toMatchObject({ rows: 24, cols: 80 });
  });
});
