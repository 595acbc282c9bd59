import { execFileSync } from 'node:child_process';
import { accessSync, constants, existsSync, readdirSync, readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, type Metafile } from 'esbuild';
import { describe, expect, test } from 'vitest';
import { bundleOptions } from '../src/bundle-options.mjs';
import { needs } from './helpers/require.ts';

const ROOT = fileURLToPath(new URL('../', import.meta.url));
const DIST = join(ROOT, 'dist');

describe.runIf(needs(existsSync(DIST), 'the bundle; npm run build makes it'))('the bundle', () => {
  const scripts = readdirSync(DIST, { recursive: true, encoding: 'utf8' }).filter(file => file.endsWith('.js'));

  test('starts with node, and may be executed', () => {
    const program = join(DIST, 'container-lab.js');
    expect(readFileSync(program, 'utf8').slice(0, 20)).toBe('#!/usr/bin/env node\n');
    accessSync(program, constants.X_OK);
  });

  test('needs nothing at run time but node and koffi', async () => {
    const { metafile } = await build({
      entryPoints: scripts.map(script => join(DIST, script)),
      outdir: DIST,
      bundle: true,
      packages: 'external',
      platform: 'node',
      format: 'esm',
      metafile: true,
      write: false,
      logLevel: 'silent',
    });
    const wanted = [...importsOf(metafile.inputs), ...scripts.flatMap(required)].filter(
      path => !path.startsWith('dist/'),
    );
    expect(wanted).toContain('node:child_process');
    const outside = wanted.filter(name => !builtinModules.includes(name.replace('node:', '')));
    expect([...new Set(outside)]).toEqual(['koffi']);
  });

  test('comes with the licence of every package in it', async () => {
    const licenses = readFileSync(join(DIST, 'licenses.txt'), 'utf8');
    const named = [...licenses.matchAll(/^-{80}\n\n(\S+) \S+ \(/gm)].map(match => match[1]);
    const { metafile } = await build({ ...bundleOptions(ROOT), metafile: true as const, write: false });
    const sources = Object.values(metafile.outputs).flatMap(output => Object.keys(output.inputs));
    const bundled = sources.flatMap(path => /.*node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(path)?.[1] ?? []);
    expect(bundled).toContain('ink');
    expect([...new Set(bundled)].filter(name => !named.includes(name))).toEqual([]);
  });
});

test('the package holds what a learner needs, and no more', () => {
  const said = execFileSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], {
    cwd: ROOT,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  // a list, or from npm 12 on an object
  const [packed] = Object.values(JSON.parse(said) as Record<string, { files: { path: string }[] }>);
  const folders = new Set(packed?.files.map(file => file.path.replace(/\/.*/, '/')));
  const allowed = [
    'CHANGELOG.md',
    'LICENSE',
    'README.md',
    'dist/',
    'docs/',
    'lessons/',
    'native/',
    'package.json',
    'rootfs/',
  ];
  expect([...folders].filter(folder => !allowed.includes(folder))).toEqual([]);
  expect([...folders]).toEqual(expect.arrayContaining(['LICENSE', 'README.md', 'lessons/', 'rootfs/']));
});

/** What esbuild saw imported, with import, import() or require(), as it is named there. */
function importsOf(inputs: Metafile['inputs']): string[] {
  return Object.values(inputs).flatMap(({ imports }) => imports.map(({ path }) => path));
}

/** What a script requires by a `require` of its own making, which esbuild does not know as one. */
function required(script: string): string[] {
  const code = readFileSync(join(DIST, script), 'utf8');
  return [...code.matchAll(/(?:require\d*|createRequire\d*\([^)]*\))\(["']([^."'][^"'\n]*)["']\)/gi)].map(
    m => m[1] ?? '',
  );
}
