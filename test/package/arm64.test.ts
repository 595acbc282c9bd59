/**
 * The tarball, and the helper's own tests, on a whole Debian for arm64 (`vm/arm64`): another kernel, another processor, emulated.
 * It proves the calls and the programs; not the speed, nor what a real board or a cloud's machine has of its own.
 */

import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { LabEvent } from '../../src/session/events.ts';
import { ofProgram } from '../helpers/programs.ts';
import { isRoot, needs } from '../helpers/require.ts';
import { arm64Run } from '../helpers/uml.ts';
import { CACHE, copySources, copyTree, makeKit } from './kit.ts';
import { expectWalked, LESSONS } from './walked.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const MAKE = fileURLToPath(new URL('../vm/arm64', import.meta.url));
const FOLDER = join(CACHE, 'arm64');
const LOCK = join(ROOT, 'package-lock.json');
/** Of other versions of the packages there may be others. */
const MODULES = join(
  CACHE,
  `node_modules-arm64-${createHash('sha256').update(readFileSync(LOCK)).digest('hex').slice(0, 8)}`,
);
const NODE = '22';
const FUZZERS = 'test/native/fuzz.test.ts';
/** An emulated processor on a busy machine. */
const HOUR = 3_600_000;
const ready = [
  needs('qemu-system-aarch64', 'emulates a machine; Debian package qemu-system-arm'),
  needs(isRoot || existsSync(FOLDER), 'a Debian for arm64; root makes it'),
];

describe.runIf(ready.every(Boolean))('on a whole arm64 machine', () => {
  const dir = mkdtempSync(join(tmpdir(), 'lab-arm64-'));
  const kit = join(dir, 'kit');
  let registry = '';
  const run = (script: string, ...puts: string[]) =>
    arm64Run(
      ['--timeout', '3000', ...puts.flatMap(folder => ['--put', folder])],
      ['env', `npm_config_registry=${registry}`, 'bash', '-c', script],
      FOLDER,
    );

  beforeAll(() => {
    if (!existsSync(FOLDER)) execFileSync(MAKE, ['make', FOLDER], { stdio: 'pipe' });
    ({ registry } = makeKit(kit, [NODE], 'arm64'));
  }, HOUR);
  afterAll(() => rmSync(dir, { recursive: true, force: true }));

  test(
    'installs without a compiler, shows the first screen, builds a container, leaves nothing',
    async () => {
      const { stdout, stderr } = await run(`sudo rm /usr/bin/gcc /usr/bin/cc; kit/walk ~/kit ${NODE}`, kit);
      expectWalked(stdout || stderr, NODE);
    },
    HOUR,
  );

  test(
    'doctor, the course as events, the challenges: by a user with sudo',
    async () => {
      const script = `exec 2>&1; PATH=~/kit/node-${NODE}/bin:$PATH; mkdir project; cd project
      npm install --offline --cache ~/kit/npm-cache --ignore-scripts --no-audit --no-fund ~/kit/container-lab-*.tgz >&2 || exit
      echo "machine $(uname -sm), $(getconf PAGESIZE)"
      for words in 'doctor --json' 'run --all --json' 'solve --timeout 600'; do
        echo "------ $words"; npx container-lab $words; echo "code $?"
      done`;
      const { stdout } = await run(script, kit);
      const [machine = '', doctor = '', course = '', challenges = ''] = stdout.split(/^------ .*\n/m);
      expect(machine).toContain('machine Linux aarch64, 4096');

      const report = JSON.parse(doctor.replace(/^code 0$/m, ''));
      expect(report).toMatchObject({ able: true, findings: { sudo: 'free', probe: { arch: 'aarch64' } } });
      expect(Object.entries(report.findings.probe.can).filter(([, can]) => can !== true)).toEqual([]);

      const events = course.split('\n').flatMap(line => (line.startsWith('{') ? [JSON.parse(line) as LabEvent] : []));
      const of = <Type extends LabEvent['type']>(type: Type) =>
        events.filter((event): event is LabEvent & { type: Type } => event.type === type);
      expect(course).toMatch(/^code 0$/m);
      expect(of('session')).toMatchObject([{ arch: 'aarch64', privilege: 'sudo', cgroup: 'v2' }]);
      expect(of('expect').filter(({ ok }) => ok !== true)).toEqual([]);
      expect(of('refused')).toEqual([]);
      expect(of('lesson.start').map(({ lesson }) => lesson)).toEqual(LESSONS.split(' '));
      expect(of('certificate')).toMatchObject([{ ours: [], unseen: [] }]);
      expect(events.at(-1)).toMatchObject({ type: 'session.end', ok: true });

      // what lesson 06 shows of the filter
      expect(of('syscall').filter(call => call.args.includes('AUDIT_ARCH_AARCH64') && call.ret === 0)).not.toEqual([]);
      expect(of('change')).toContainEqual(
        expect.objectContaining({ subject: 'stage', key: 'status.Seccomp', before: '0', after: '2' }),
      );
      const tried = ofProgram(events, 'program.output', 'aside').map(({ data }) => data);
      expect(tried.join('')).toMatch(/^refused +init_module/m);

      expect(challenges).toMatch(/^(solved +0[1-6]-\S+ +\d of \d stars\n){6}code 0\n$/);
    },
    HOUR,
  );

  test(
    'builds from the sources, and passes the tests of the helper',
    async () => {
      const checkout = join(dir, 'checkout');
      copySources(checkout);
      copyTree(foreignModules(), join(checkout, 'node_modules'));
      // chroot(8) and others are where an ordinary user does not look
      const script = `exec 2>&1; PATH=~/kit/node-${NODE}/bin:$PATH:/usr/sbin; cd checkout; rm -r ~/kit/npm-cache
      node native/build.mjs && make -C native && node src/build.mjs || exit
      sudo env "PATH=$PATH" LAB_SLOW=1 npx vitest run --config test/vitest.config.ts --project kernel $(ls test/native/*.test.ts | grep -vx ${FUZZERS})`;
      const { code, stdout, stderr } = await run(script, kit, checkout);
      const [said = '', closing = ''] = /^(?:Skipped:\n[\s\S]*^)?(\d+ passed, .*)$/m.exec(stdout) ?? [];
      console.log(`On arm64, without ${FUZZERS}, which would take an hour of its own:\n${said}`);
      expect(closing, stdout.slice(-6000) + stderr).toMatch(/^\d+ passed, 0 failed/);
      expect(code, stdout.slice(-6000)).toBe(0);
    },
    HOUR,
  );
});

/** The modules of `package.json` for arm64, but for those that only check types and formatting. Made once. */
function foreignModules(): string {
  if (existsSync(MODULES)) return MODULES;
  const half = mkdtempSync(join(CACHE, 'modules-'));
  execFileSync('cp', ['package.json', 'package-lock.json', '.npmrc', half], { cwd: ROOT });
  execFileSync('npm', ['install', '--os=linux', '--cpu=arm64', '--libc=glibc', '--ignore-scripts', '--no-audit'], {
    cwd: half,
    stdio: 'pipe',
  });
  for (const name of ['@biomejs', '@typescript']) rmSync(join(half, 'node_modules', name), { recursive: true });
  renameSync(join(half, 'node_modules'), MODULES);
  rmSync(half, { recursive: true });
  return MODULES;
}
