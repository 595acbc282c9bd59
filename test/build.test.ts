import { execFileSync } from 'node:child_process';
import { accessSync, constants, existsSync, readdirSync, readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
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

  test('needs nothing at run time but node and koffi', () => {
    const wanted = new Set<string>();
    for (const script of scripts) {
      const code = readFileSync(join(DIST, script), 'utf8');
      for (const [, name] of code.matchAll(/^(?:import|export|\}) ?(?:[^'"\n]*? from )?["']([^."'][^"'\n]*)["'];/gm))
        wanted.add(name ?? '');
      for (const [, name] of code.matchAll(
        /(?:[^.\w]import|require\d*|createRequire\d*\([^)]*\))\(["']([^."'][^"'\n]*)["']\)/g,
      ))
        wanted.add(name ?? '');
    }
    expect([...wanted]).toContain('node:child_process');
    const outside = [...wanted].filter(name => !builtinModules.includes(name.replace('node:', '')));
    expect(outside.filter(name => name !== 'koffi')).toEqual([]);
  });

  test('comes with the licence of every package in it', () => {
    const licenses = readFileSync(join(DIST, 'licenses.txt'), 'utf8');
    const named = [...licenses.matchAll(/^-{80}\n\n(\S+) \S+ \(/gm)].map(match => match[1]);
    const bundled = scripts.flatMap(script =>
      [...readFileSync(join(DIST, script), 'utf8').matchAll(/^\/\/ node_modules\/((?:@[^/\n]+\/)?[^/\n]+)\//gm)].map(
        m => m[1],
      ),
    );
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
