/** What is published: what is in it, and that it works where it is installed. On other machines: test/package/. */
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { cli } from '../helpers/cli.ts';
import { isRoot, needs } from '../helpers/require.ts';
import { slowness } from '../helpers/slowness.ts';
import { umlRun } from '../helpers/uml.ts';
import { install, type Packed, pack } from '../package/pack.ts';

const ready = [
  needs('npm', 'packs and installs'),
  needs('aarch64-linux-gnu-gcc', 'builds for arm64'),
  needs('musl-gcc', 'builds static programs'),
];

const ENDED = /left behind: 0 mounts, 0 cgroups, 0 processes\nthe host is as it was: .*\nevery expectation held\n$/;

describe.runIf(ready.every(Boolean))('the package', () => {
  const dir = mkdtempSync(join(tmpdir(), 'lab package ü '));
  chmodSync(dir, 0o755);
  const place = join(dir, 'mit Leerzeichen, ß');
  let packed: Packed;
  let program: string;
  let said: string;

  beforeAll(() => {
    packed = pack(dir);
    ({ program, said } = install(packed.path, place, ['--ignore-scripts']));
  }, 120_000);
  afterAll(() => rmSync(dir, { recursive: true, force: true }));

  test('is small, and holds neither sources nor tests', () => {
    expect(packed.size).toBeLessThanOrEqual(1_000_000);
    const paths = packed.files.map(file => file.path);
    expect(paths.filter(path => /\.(ts|tsx|c|h|mjs|map|test\.js)$|(^|\/)(test|src)\//.test(path))).toEqual([]);
    expect(paths).toEqual(
      expect.arrayContaining([
        'LICENSE',
        'docs/container-lab.1',
        'README.md',
        'CHANGELOG.md',
        'dist/licenses.txt',
        'native/prebuilt/licenses.txt',
      ]),
    );
    expect(paths).toContain('lessons/recordings/course-v2.jsonl');
  });

  test.each([
    ['x64', 62],
    ['arm64', 183],
  ])('has static programs for %s', (arch, machine) => {
    for (const name of ['lab-helper', 'lab-apps']) {
      const elf = readFileSync(join(place, 'node_modules/container-lab/native/prebuilt', `linux-${arch}`, name));
      expect([elf.subarray(0, 4).toString('latin1'), elf.readUInt16LE(18)]).toEqual(['\x7fELF', machine]);
      expect(elf.includes('/ld-musl-') || elf.includes('/ld-linux')).toBe(false);
      expect(packed.files.find(file => file.path.endsWith(`linux-${arch}/${name}`))?.mode).toBe(0o755);
    }
  });

  test('brings one package along, and npm has nothing to say against it', () => {
    expect(said).not.toMatch(/EBADENGINE|deprecated/);
    const there = readdirSync(join(place, 'node_modules')).filter(name => !name.startsWith('.'));
    expect(there.sort()).toEqual(['@koromix', 'container-lab', 'koffi']);
  });

  test.runIf(needs('man', 'shows the manual page'))('has a manual page once it is installed for everybody', () => {
    const prefix = join(dir, 'everybody');
    install(packed.path, dir, ['--global', '--prefix', prefix, '--ignore-scripts']);
    const env = {
      ...process.env,
      MANPATH: join(prefix, 'share/man'),
      MANWIDTH: '80',
      MANPAGER: 'cat',
      LC_ALL: 'C.UTF-8',
    };
    const shown = execFileSync('man', ['container-lab'], { env, encoding: 'utf8' });
    expect(shown).toMatch(/^CONTAINER-LAB\(1\)/);
    expect(shown).toMatch(/^KEYS$/m);
  });

  test.runIf(needs(isRoot, 'makes mounts and cgroups, needs root'))('carries out the course for root', async () => {
    const result = await cli(['run', '--all', '--plain'], { program });
    expect([result.stderr, result.code]).toEqual(['', 0]);
    expect(result.stdout).toMatch(ENDED);
  });

  test.runIf(needs('linux.uml', 'has a user with sudo'))(
    'carries out the course for a user with sudo',
    async () => {
      const command = [program, 'run', '--all', '--plain'];
      const result = await umlRun(['--user', 'learner', '--sudo'], command, dir);
      expect(result.stderr).toBe('');
      expect(result.stdout).toMatch(ENDED);
      expect(result.code).toBe(0);
    },
    120_000 * slowness,
  );
});
