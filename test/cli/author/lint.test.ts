/** What `lint` says of lessons of one's own; with --run, what the kernel says of them. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { cli } from '../../helpers/cli.ts';
import { isRoot, needs } from '../../helpers/require.ts';

const folders: string[] = [];
const folder = () => {
  const dir = mkdtempSync(join(tmpdir(), 'lab-lint-'));
  folders.push(dir);
  return dir;
};
afterAll(() => {
  for (const dir of folders) rmSync(dir, { recursive: true, force: true });
});

let text: string;
beforeAll(async () => {
  const dir = folder();
  await cli(['new-lesson', 'host-names', '--dir', dir]);
  text = readFileSync(join(dir, '50-host-names.md'), 'utf8');
});

/** The lesson of `new-lesson` with these replaced, linted alone. */
async function lint(changes: [from: string | RegExp, to: string][], words: string[] = []) {
  const dir = folder();
  const edited = changes.reduce((all, [from, to]) => {
    const now = all.replace(from, to);
    expect(now).not.toBe(all);
    return now;
  }, text);
  writeFileSync(join(dir, '50-host-names.md'), edited);
  return cli(['lint', ...words, dir]);
}

describe('how much was read', () => {
  test('is told', async () => {
    expect((await lint([])).stdout).toBe('1 lesson: no problem found\n');
  });

  test('nothing at all is no praise', async () => {
    const dir = folder();
    const none = await cli(['lint', dir]);
    expect(none).toMatchObject({ code: 2, stdout: '' });
    expect(none.stderr).toContain(`there is no lesson in ${dir}\n`);
    expect(none.stderr).toContain('new-lesson');
    writeFileSync(join(dir, 'user.md'), text);
    const unnumbered = await cli(['lint', '--json', dir]);
    expect(unnumbered.code).toBe(2);
    expect(unnumbered.stderr).toContain('a lesson is called NN-name.md, with two digits: rename user.md');
  });
});

test.each<[string, [string | RegExp, string][], RegExp]>([
  [
    'a namespace that there is not',
    [['namespaces: [uts]', 'namespaces: [usr]']],
    /^.*: there is no namespace "usr"\n {2}fix: did you mean "user"\?/,
  ],
  [
    'a main action, before what follows from it',
    [['scope: aside', 'scope: main']],
    /^.*: action split has scope: main/,
  ],
  ['a number in letters', [['minutes: 10', 'minutes: twenty']], /"minutes" is not a number\n {2}fix: write a number\n/],
  [
    'another word of the glossary',
    [['terms: [unshare,', 'terms: [cgroup, unshare,']],
    /"cgroup" is not in glossary.yaml\n {2}fix: the glossary has it as "cgroup \(control group\)": write that\n/,
  ],
  ['a missing word of a few', [[/ +where: own\n/, '']], /has no "where"\n {2}fix: add "where": one of: own, live\n/],
])('%s', async (_what, changes, told) => {
  const { code, stdout } = await lint(changes);
  expect(stdout).toMatch(told);
  expect(code).toBe(1);
});

test('one tab is one problem', async () => {
  expect((await lint([[/^ {4}do:/m, '\tdo:']])).stdout).toMatch(
    /^.*\n {2}fix: indent with blanks.*\n1 lesson: 1 problem\n$/,
  );
});

describe.runIf(needs(isRoot, 'carries out actions, needs root'))('--run', () => {
  const claim =
    '{ fact: ns.uts, of: aside, ne: { fact: ns.uts, of: host }, says: "The process has a UTS namespace of its own." }';

  test('a good lesson is carried out and its lines are typed', async () => {
    expect(await lint([], ['--run'])).toMatchObject({
      code: 0,
      stdout: 'carried out: 1 action, 1 by-hand line typed\n1 lesson: no problem found\n',
    });
  });

  test('a by-hand line that shows something else', async () => {
    const { code, stdout } = await lint([[/shows: .*/, "shows: 'anything at all'"]], ['--run']);
    expect(stdout).toMatch(
      /:\d+: split: the by-hand line does not show "anything at all": .*; it printed: uts:\[\d+\]\n/,
    );
    expect(code).toBe(1);
  });

  test('a claim that holds before the action too, and one beside it that does not', async () => {
    const idle = '{ fact: ns.uts, of: host, changed: false, says: "The host has its namespace." }';
    const alone = await lint([[claim, idle]], ['--run']);
    expect(alone.stdout).toMatch(/:\d+: split: its one claim holds before the action too\n/);
    expect(alone.code).toBe(1);
    const beside = await lint([[claim, `${claim}\n      - ${idle}`]], ['--run']);
    expect(beside.stdout).toMatch(/note: .*:\d+: split: "The host has its namespace." holds before the action too\n/);
    expect(beside.code).toBe(0);
  });

  test('a claim that does not hold', async () => {
    const { code, stdout } = await lint(
      [[claim, '{ fact: hostname, of: aside, eq: nobody, says: "It is nobody." }']],
      ['--run'],
    );
    expect(stdout).toMatch(/:\d+: split: "It is nobody." does not hold: aside hostname = /);
    expect(code).toBe(1);
  });

  test('an answer that the kernel does not give', async () => {
    const { code, stdout } = await lint(
      [
        [/(text: The same as before)\n +correct: true/, '$1'],
        ['text: An empty one', 'text: An empty one\n        correct: true'],
      ],
      ['--run'],
    );
    expect(stdout).toMatch(/:\d+: guess: the kernel answers a \(aside hostname = .*\), and the lesson another\n/);
    expect(code).toBe(1);
  });

  test('nothing is typed of a lesson that does not lint', async () => {
    const { code, stdout } = await lint([['CLONE_NEWUTS]', 'CLONE_NEWUST]']], ['--run']);
    expect(stdout).toContain('nothing is carried out before the files are right\n');
    expect(code).toBe(1);
  });
});
