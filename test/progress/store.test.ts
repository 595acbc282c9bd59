import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { noProgress, type Progress, withoutLesson, withStep } from '../../src/progress/progress.ts';
import { ProgressStore, progressFile } from '../../src/progress/store.ts';
import { cli } from '../helpers/cli.ts';
import { isRoot, needs, which } from '../helpers/require.ts';

let dir = '';
let said: string[] = [];
const path = () => join(dir, 'a/b/progress.json');
const store = (file = path()) => new ProgressStore(file, sentence => said.push(sentence));
const some = withStep(noProgress, { lesson: '01', step: 'x' }, { at: 'now', kernel: '6', evidence: [] });

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'lab-progress-'));
  said = [];
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

test('what was saved is there again, for its owner alone, and nothing lies beside it', () => {
  expect(store().load()).toEqual(noProgress);
  expect(store().save(some)).toBe(true);
  expect(store().load()).toEqual(some);
  expect(statSync(path()).mode & 0o777).toBe(0o600);
  expect(readdirSync(dirname(path()))).toEqual(['progress.json']);
  expect(said).toEqual([]);
});

describe('a file that is no progress is put aside, whole', () => {
  test.each([
    ['damaged', '{"version":1,"last":nu'],
    ['damaged', ''],
    ['damaged', '{"version":1,"last":null,"lessons":{"01":{"steps":{"x":7},"answers":{}}}}'],
    ['newer', '{"version":3,"stars":{}}'],
  ])('%s: %s', (kind, text) => {
    store().save(some);
    writeFileSync(path(), text);
    expect(store().load()).toEqual(noProgress);
    const [aside = ''] = readdirSync(dirname(path()));
    expect(aside).toMatch(new RegExp(`^progress\\.json\\.${kind}-`));
    expect(readFileSync(join(dirname(path()), aside), 'utf8')).toBe(text);
    expect(said).toEqual([expect.stringContaining(aside)]);
  });
});

test('a file of version 1 is read, and written as version 2 with all that was in it', () => {
  const old = { ...some, version: 1 };
  mkdirSync(dirname(path()), { recursive: true });
  writeFileSync(path(), JSON.stringify(old));
  const loaded = store().load();
  expect(loaded).toEqual({ ...some, version: 2 });
  expect(JSON.parse(readFileSync(path(), 'utf8')), 'only read').toEqual(old);
  expect(store().save(loaded)).toBe(true);
  expect(JSON.parse(readFileSync(path(), 'utf8'))).toEqual({ ...some, version: 2 });
  expect(said).toEqual([]);
});

test('of a newer file it is said which version it is, and which this program reads', () => {
  mkdirSync(dirname(path()), { recursive: true });
  writeFileSync(path(), '{"version":7}');
  store().load();
  expect(said).toEqual([
    expect.stringMatching(
      / is of version 7, from a newer container-lab \(this one reads versions 1 to 2\); it is kept as /,
    ),
  ]);
});

test('a FIFO in the place of the file is not opened, and gives way', () => {
  mkdirSync(dirname(path()), { recursive: true });
  execFileSync('mkfifo', [path()]);
  expect(store().load()).toEqual(noProgress);
  expect(said).toEqual([`your progress in ${path()} cannot be read: it is no regular file`]);
  expect(store().save(some)).toBe(true);
  expect(store().load()).toEqual(some);
});

test('where nothing can be written it is said once, and nothing is thrown', () => {
  writeFileSync(join(dir, 'file'), '');
  const blocked = store(join(dir, 'file/progress.json'));
  expect(blocked.load()).toEqual(noProgress);
  expect([blocked.save(some), blocked.save(some)]).toEqual([false, false]);
  expect(said).toEqual([expect.stringMatching(/cannot be saved in .*file\/progress\.json: /)]);
});

test.runIf(needs(isRoot && which('unshare') !== null, 'mounts a read-only home, needs root'))(
  'a read-only home is said to be one',
  async () => {
    mkdirSync(join(dir, 'home'));
    const result = await cli(['reset'], {
      env: { HOME: join(dir, 'home'), XDG_STATE_HOME: '' },
      through: ['unshare', '--mount', 'sh', '-ec', `mount -t tmpfs -o ro none '${dir}/home'; exec "$@"`, 'sh'],
    });
    expect(result.stderr).toMatch(
      /^container-lab: your progress cannot be saved in .*: the file system is mounted read-only\n$/,
    );
    expect(result.code).toBe(1);
  },
);

test('a save that fails leaves the earlier one', () => {
  store().save(some);
  const beside = `${path()}.${process.pid}.new`;
  writeFileSync(beside, 'left by somebody');
  expect(store().save(noProgress)).toBe(false);
  expect(store().load()).toEqual(some);
  expect(existsSync(beside)).toBe(false);
  chmodSync(dir, 0o700);
});

describe('the file', () => {
  test('is where XDG_STATE_HOME says, if that is a whole path', () => {
    expect(progressFile({ XDG_STATE_HOME: '/state' })).toBe('/state/container-lab/progress.json');
    expect(progressFile({ XDG_STATE_HOME: 'state' })).toMatch(/\/\.local\/state\/container-lab\/progress\.json$/);
    expect(progressFile({})).toMatch(/\/\.local\/state\/container-lab\/progress\.json$/);
  });

  test('is in the home of who called sudo', () => {
    const learner = { uid: 1000, gid: 1000, home: '/home/learner' };
    expect(progressFile({}, learner)).toBe('/home/learner/.local/state/container-lab/progress.json');
    expect(progressFile({ XDG_STATE_HOME: '/state' }, learner)).toBe('/state/container-lab/progress.json');
  });
});

test('one lesson is forgotten, or all', () => {
  const two: Progress = {
    ...withStep(some, { lesson: '02', step: 'y' }, { at: '', kernel: '', evidence: [] }),
    last: { lesson: '02', step: 'y' },
  };
  expect(withoutLesson(two, '01').lessons).toEqual({ '02': two.lessons['02'] });
  expect(withoutLesson(two, '01').last).toEqual(two.last);
  expect(withoutLesson(two, '02').last).toBeNull();
  expect(withoutLesson(two, null)).toEqual(noProgress);
});
