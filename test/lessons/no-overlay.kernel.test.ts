/** A kernel without overlay is played by a filesystem that no kernel has: the second way of lesson 01 carries the course to its end. */

import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connect } from '../../src/cli/play/connect.ts';
import { machineLessons } from '../../src/cli/play/machine-lessons.ts';
import type { Lesson, LessonOp } from '../../src/lesson/lesson.ts';
import { findPlace, places } from '../../src/session/course.ts';
import { appOf, outputOf } from '../../src/session/state-queries.ts';
import { isRoot, needs, which } from '../helpers/require.ts';

const withoutOverlay = (op: LessonOp): LessonOp =>
  op.args.fstype === 'overlay' ? { ...op, args: { ...op.args, fstype: 'no-such-filesystem' } } : op;

const lessons: Lesson[] = (await machineLessons()).map(lesson => ({
  ...lesson,
  steps: lesson.steps.map(step => (step.type === 'action' ? { ...step, do: step.do.map(withoutOverlay) } : step)),
}));

describe.runIf(needs(isRoot, 'makes mounts and cgroups, needs root'))('the course without overlay', () => {
  it('holds every claim, and says which way it took', async () => {
    const live = await connect({ lessons, interactive: false, app: { argv: ['/bin/pause'], io: 'pipe' } });
    try {
      live.begin();
      await live.jump(lessons[0]?.id ?? '');
      while (await live.next());
      const { results, notes, error } = live.getState();
      expect(error).toBeNull();
      const actions = lessons.flatMap(lesson => lesson.steps.filter(step => step.type === 'action'));
      expect(Object.values(results)).toHaveLength(actions.length);
      expect(Object.entries(results).filter(([, result]) => result.ok !== true)).toEqual([]);
      expect(notes.join(' ')).toContain('bound here read-only');
    } finally {
      await live.close();
    }
  });
});

describe.runIf(
  needs(isRoot, 'makes mounts and cgroups, needs root') && needs('busybox', 'is the only program of the image'),
)("the learner's own image without overlay", () => {
  const folder = mkdtempSync(join(tmpdir(), 'lab-no-overlay-'));
  const image = join(folder, 'image');
  beforeAll(() => {
    mkdirSync(join(image, 'bin'), { recursive: true });
    copyFileSync(which('busybox') as string, join(image, 'bin/busybox'));
    for (const name of ['sh', 'ls', 'cat', 'stat']) symlinkSync('busybox', join(image, 'bin', name));
    symlinkSync('bin', join(image, 'link'));
    writeFileSync(join(image, 'file'), 'of the image');
    execFileSync('tar', ['-C', image, '-cf', join(folder, 'image.tar'), '.']);
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it.each(['image', 'image.tar'])('%s: gets the mount points that it lacks, and step 6 works in it', async name => {
    const script = 'echo $(ls /); cat /file; ls /link/sh; echo $$ > /dev/null && stat -c %a /tmp; echo x > /new';
    const live = await connect({
      lessons,
      rootfs: join(folder, name),
      interactive: false,
      app: { argv: ['/bin/sh', '-c', script], io: 'pipe' },
    });
    const wrong: unknown[] = [];
    live.onEvent(e => {
      if (e.type === 'error' || e.type === 'skipped' || (e.type === 'expect' && e.ok === false)) wrong.push(e);
    });
    try {
      live.begin();
      for (const id of ['01-mount-rootfs', '03-chroot', '06-start-app']) {
        await live.jump(id);
        const course = places(lessons);
        const last = course.findLast(place => place.lesson.id === id);
        expect(await live.playTo(last ?? findPlace(course, lessons, id))).toBe(true);
      }
      await live.appEnded();
      expect(wrong).toEqual([]);
      expect(outputOf(live.getState(), 'app')).toMatch(
        /^bin dev file link proc sys tmp\nof the image\/link\/sh\n1777\n.*Read-only file system/s,
      );
      expect(appOf(live.getState())?.exit).toMatchObject({ code: 1 });
    } finally {
      await live.close();
    }
    expect(readdirSync(image).sort()).toEqual(['bin', 'file', 'link']);
  });
});
