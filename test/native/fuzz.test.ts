/** A short piece of each fuzzer, the same every time. The long forms: `make -C native fuzz RUNS=…`, `npm run fuzz:ops`. */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { untilNothingIsLeft } from '../helpers/host.ts';
import { isRoot, needs } from '../helpers/require.ts';
import { Helper, makeGroup } from './helper.ts';

const native = fileURLToPath(new URL('../../native/', import.meta.url));

describe.runIf(needs('make', 'builds the fuzzers') && needs('cc', 'builds the fuzzers'))('fuzzers', () => {
  test('the parser: the corpus and 20,000 inputs made of it', () => {
    execFileSync('make', ['-s', '-C', native, 'build/fuzz-parser'], { stdio: 'pipe' });
    const { stdout, stderr } = spawnSync('build/fuzz-parser', ['-n', '20000', '1'], { cwd: native, encoding: 'utf8' });
    expect(stderr).toBe('');
    expect(stdout).toMatch(/^20000 runs, \d+ inputs kept, \d+ places reached, no failure$/m);
  }, 120_000);

  test.runIf(needs(isRoot, 'makes namespaces and groups') && needs('unshare', 'makes the sandbox; package util-linux'))(
    'requests in any order, to a helper that checks itself',
    () => {
      execFileSync('make', ['-s', '-C', native, 'sanitize'], { stdio: 'pipe' });
      const fuzzer = ['test/helpers/run-ts.mjs', 'test/fuzz/ops.ts', '--lives', '12', '--seed', '1'];
      const { stdout } = spawnSync(process.execPath, fuzzer, { encoding: 'utf8', timeout: 200_000 });
      expect(stdout).toMatch(/^12 lives, \d+ requests, \d+ granted, \d+ s, seed 1, no failure$/m);
    },
    240_000,
  );

  test.runIf(needs(isRoot, 'makes namespaces and groups') && needs('unshare', 'makes the sandbox; package util-linux'))(
    'the same in a checkout that the sandbox covers: below /tmp',
    () => {
      execFileSync('make', ['-s', '-C', native, 'sanitize'], { stdio: 'pipe' });
      const checkout = mkdtempSync('/tmp/lab-fuzz-');
      try {
        const moved = 'mount --bind . "$0" && cd "$0" && shift && exec "$@"';
        const fuzzer = [process.execPath, 'test/helpers/run-ts.mjs', 'test/fuzz/ops.ts', '--lives', '2', '--seed', '1'];
        const { stdout, stderr } = spawnSync('unshare', ['--mount', 'sh', '-c', moved, checkout, 'sh', ...fuzzer], {
          encoding: 'utf8',
          timeout: 200_000,
        });
        expect(stderr).toBe('');
        expect(stdout).toMatch(/^2 lives, \d+ requests, \d+ granted, \d+ s, seed 1, no failure$/m);
      } finally {
        rmdirSync(checkout);
      }
    },
    240_000,
  );

  test.runIf(needs(isRoot, 'makes groups'))(
    'a sweep of what a killed one left, by a helper that checks itself',
    async () => {
      execFileSync('make', ['-s', '-C', native, 'sanitize'], { stdio: 'pipe' });
      const sanitized = `${native}build/lab-helper-sanitize`;
      const h = await Helper.start([sanitized]);
      await h.ok('spawn');
      await h.ok('join', { paths: [await makeGroup(h)] });
      h.process.kill('SIGKILL');
      await h.ended();
      const clean = new Helper([sanitized, 'clean']);
      expect(await clean.ended(), clean.stderr).toEqual({ code: 0, signal: null });
      await untilNothingIsLeft(h.hello.session);
    },
    240_000,
  );
});
