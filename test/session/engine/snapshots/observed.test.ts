import { expect, it } from 'vitest';
import { frameOf, observed } from '../../../../src/session/engine/snapshots/observed.ts';
import type { Subject } from '../../../../src/session/engine/subjects/subject.ts';
import { CONTAINER, EXPERIMENT } from '../../../../src/words/cast.ts';

const group = { items: () => [], facts: () => ({ facts: {}, files: {} }) } as unknown as Subject['group'];
const subject = (as: Subject['as'], more: Partial<Subject> = {}) =>
  ({ as, pid: 7, running: false, executes: false, sent: [], group, grouped: false, ...more }) as unknown as Subject;

it('the host comes first, then each subject under its name of now', () => {
  const c1 = { ...EXPERIMENT, name: 'c1' };
  const seen = observed(1, [subject(CONTAINER, { running: true, executes: true }), subject(EXPERIMENT), subject(c1)]);
  expect(seen.map(({ name, was, of, ran }) => [name, was, of, ran])).toEqual([
    ['host', 'host', null, false],
    ['app', 'stage', 'stage', true],
    ['aside', 'aside', 'aside', false],
    ['c1', 'c1', 'c1', false],
  ]);
});

it('asked about are they all, the session’s places, and the groups of those who have one', () => {
  const seen = observed(1, [subject(CONTAINER, { grouped: true }), subject(EXPERIMENT)]);
  expect(frameOf(seen, { rootfs: '/r', layers: '/l' })).toEqual({
    ...{ rootfs: '/r', layers: '/l', subjects: ['host', 'stage', 'aside'] },
    cgroups: [{ subject: 'stage', group }],
  });
});
