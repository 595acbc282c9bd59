/** A helper, or a folder above it, that others may write to: what runs as root could be exchanged there. */
import { execFileSync } from 'node:child_process';
import { chmodSync, chownSync, cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { checks } from '../../src/cli/doctor/checks.ts';
import type { Findings } from '../../src/cli/doctor/findings.ts';
import { exposure, exposureText, type Myself, myself } from '../../src/helper/exposed.ts';
import { cli, PROGRAM } from '../helpers/cli.ts';
import { isRoot, needs } from '../helpers/require.ts';
import { openScreen } from '../helpers/screen.ts';

const OTHER_UID = 23461;
let dir = '';
let helper = '';
beforeEach(() => {
  // in a sticky directory that anybody may write to
  dir = mkdtempSync('/var/tmp/lab-exposed-');
  chmodSync(dir, 0o755);
  helper = join(dir, 'a/b/lab-helper');
  mkdirSync(dirname(helper), { recursive: true });
  writeFileSync(helper, '', { mode: 0o755 });
});
afterEach(() => rmSync(dir, { recursive: true }));

const uid = process.getuid?.() ?? -1;
const found = (me: Myself = myself({}, uid)) => exposure([helper], me);

test('files of one’s own are one’s own, below /var/tmp too', () => {
  expect(found()).toBeNull();
  expect(exposure([join(dir, 'not/there')])).toBeNull();
});

test.each([
  ['the helper', () => helper, 0o757],
  ['its folder', () => dirname(helper), 0o777],
  ['a folder above', () => dir, 0o757],
])('%s that anybody may write to is found', (_what, path, mode) => {
  chmodSync(path(), mode);
  expect(found()).toEqual({ path: path(), mode: mode.toString(8), who: 'anybody', todo: `chmod go-w ${path()}` });
});

test('a name that a shell would take for more is quoted in what to do', () => {
  const odd = join(dir, "it's;$(id)");
  writeFileSync(odd, '');
  chmodSync(odd, 0o666);
  const { todo = '' } = exposure([odd], myself({}, uid)) ?? {};
  expect(todo).toContain('chmod go-w ');
  execFileSync('sh', ['-c', todo]);
  expect(exposure([odd], myself({}, uid))).toBeNull();
});

test('a sticky folder does not protect what is somebody else’s', () => {
  chmodSync(dir, 0o1777);
  expect(found()).toBeNull();
});

describe('a group that may write', () => {
  const tables = (passwd: string, group: string): Myself => {
    writeFileSync(join(dir, 'passwd'), passwd);
    writeFileSync(join(dir, 'group'), group);
    return { uids: [0, uid], passwd: join(dir, 'passwd'), group: join(dir, 'group') };
  };
  const me = `me:x:${uid}:${process.getgid?.()}::/:/bin/sh\n`;
  const gid = process.getgid?.();
  beforeEach(() => chmodSync(helper, 0o775));

  test('is one’s own when nobody else is in it', () => {
    expect(found(tables(me, `me:x:${gid}:\n`))).toBeNull();
    expect(found(tables(me, `me:x:${gid}:me\n`))).toBeNull();
  });

  test.each([
    ['somebody is in it', `other:x:${OTHER_UID}:7::/:/bin/sh\n`, `me:x:${gid}:me,other\n`],
    ['it is somebody’s first group', `other:x:${OTHER_UID}:${gid}::/:/bin/sh\n`, `me:x:${gid}:\n`],
    ['nobody knows who is in it', `other:x:${OTHER_UID}:7::/:/bin/sh\n`, gid === 0 ? 'root:x:0:other\n' : ''],
  ])('is told when %s', (_why, others, groups) => {
    expect(found(tables(me + others, groups))).toMatchObject({
      path: helper,
      mode: '775',
      who: `everybody in the group of gid ${gid}`,
    });
  });
});

describe.runIf(needs(isRoot, 'gives files away'))('an owner who is not trusted', () => {
  test('is told, unless it is the one who called sudo', () => {
    chownSync(dirname(helper), OTHER_UID, OTHER_UID);
    const exposed = found();
    expect(exposed).toMatchObject({ path: dirname(helper), who: `its owner, uid ${OTHER_UID},` });
    expect(exposureText(exposed as NonNullable<typeof exposed>)).toContain(
      `its owner, uid ${OTHER_UID}, may write to ${dirname(helper)} (mode 755)`,
    );
    expect(found(myself({ SUDO_UID: String(OTHER_UID) }, 0))).toBeNull();
    expect(found(myself({ SUDO_UID: String(OTHER_UID) }, 1000))).not.toBeNull();
  });
});

test('doctor has a line for it, and for nothing else', () => {
  const some = {
    platform: 'linux',
    sudo: 'free',
    enclosure: { covered: [] },
    terminal: {},
    probe: null,
    cgroup: null,
    session: null,
  };
  const of = (exposed: Findings['exposed']) =>
    checks({ ...some, exposed } as unknown as Findings).filter(({ id }) => id === 'files');
  expect(of(null)).toEqual([]);
  expect(of({ path: '/x', mode: '777', who: 'anybody', todo: 'chmod go-w /x' })).toEqual([
    expect.objectContaining({ state: 'warn', found: 'anybody may write to /x (mode 777)', todo: 'chmod go-w /x' }),
  ]);
});

test.runIf(needs(isRoot, 'makes containers, needs root'))(
  'every user interface says it before anything runs as root',
  async () => {
    const copy = join(dir, 'package');
    const checkout = dirname(dirname(PROGRAM));
    for (const part of ['dist', 'lessons', 'rootfs', 'package.json', 'native/build', 'node_modules/koffi'])
      cpSync(join(checkout, part), join(copy, part), { recursive: true });
    chmodSync(join(copy, 'native/build/lab-helper'), 0o777);
    const program = join(copy, 'dist/container-lab.js');
    const said = `anybody may write to ${copy}/native/build/lab-helper (mode 777)`;
    const json = await cli(['run', '--json', '00-orientation'], { program });
    expect(json.events().find(({ type }) => type === 'note')).toMatchObject({ text: expect.stringContaining(said) });
    const plain = await cli(['open', '--plain', '00'], { program, input: 'q\n' });
    expect(plain.stdout).toContain(`note: ${said}`);
    expect((await cli(['clean'], { program })).stderr).toContain(said);
    const screen = openScreen(process.execPath, [program, 'open', '00']);
    try {
      await screen.waitFor(/anybody may write to/);
      screen.press('\u0003');
      await screen.ended;
    } finally {
      await screen.close();
    }
    const doctor = await cli(['doctor'], { program });
    expect(doctor.stdout).toMatch(/^note files +anybody may write to/m);
  },
  60_000,
);
