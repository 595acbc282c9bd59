/** The programs that are shipped: the same sources give the same bytes, wherever they lie. */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { needs } from '../helpers/require.ts';

const NATIVE = fileURLToPath(new URL('../../native/', import.meta.url));
const MUSL = 'build/musl-arm64';

const ready = [
  needs('aarch64-linux-gnu-gcc', 'builds for arm64'),
  needs('musl-gcc', 'builds static programs'),
  needs('apt-get', 'fetches musl for arm64'),
];

describe.runIf(ready.every(Boolean))('the release', () => {
  const dir = mkdtempSync(join(tmpdir(), 'lab-release-'));
  beforeAll(() => {
    execFileSync('make', ['-s', '-C', NATIVE, `${MUSL}/usr/lib/aarch64-linux-musl/libc.a`], { stdio: 'pipe' });
  });
  afterAll(() => rmSync(dir, { recursive: true, force: true }));

  it('has the same bytes, built twice in different folders', () => {
    const [first, second] = ['here', 'in/another/folder'].map(name => built(join(dir, name)));
    expect(Object.keys(first ?? {})).toHaveLength(5);
    expect(second).toEqual(first);
  });

  /** Builds a copy of the sources. @returns hash of each file made */
  function built(root: string): Record<string, string> {
    const native = join(root, 'native');
    mkdirSync(join(native, 'build'), { recursive: true });
    cpSync(join(NATIVE, '../package.json'), join(root, 'package.json'));
    for (const part of ['src', 'apps', 'Makefile', 'release.mjs', MUSL])
      cpSync(join(NATIVE, part), join(native, part), { recursive: true, preserveTimestamps: true });
    execFileSync(process.execPath, [join(native, 'release.mjs')], { stdio: 'pipe' });
    const prebuilt = join(native, 'prebuilt');
    const files = readdirSync(prebuilt, { recursive: true, withFileTypes: true }).filter(file => file.isFile());
    return Object.fromEntries(
      files.map(file => {
        const path = join(file.parentPath, file.name);
        return [path.slice(prebuilt.length), createHash('sha256').update(readFileSync(path)).digest('hex')];
      }),
    );
  }
});
