import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { breaches } from './helpers/architecture.ts';

const SRC = fileURLToPath(new URL('../src/', import.meta.url));

function sourcesOf(folder: string): Map<string, string> {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(file => /\.tsx?$/.test(file));
  return new Map(files.sort().map(file => [file, readFileSync(join(folder, file), 'utf8')]));
}

test('src/ keeps the floors, the folders of packages and the cgroup folder', () => {
  const sources = sourcesOf(SRC);
  expect(sources.size).toBeGreaterThan(5);
  expect(breaches(sources)).toEqual([]);
});

describe('the rules themselves', () => {
  const check = (files: Record<string, string>) => breaches(new Map(Object.entries(files)));

  test.each([
    [
      'upwards',
      { 'helper/a.ts': "import { b } from '../session/b.ts';" },
      /upwards: move what is needed down to floor 1/,
    ],
    ['upwards by type', { 'kernel/a.ts': "import type { B } from '../observe/b.ts';" }, /upwards/],
    ['upwards by import()', { 'session/a.ts': "const x = await import('../ui/b.tsx');" }, /upwards/],
    ['upwards over lines', { 'session/a.ts': "import {\n  b,\n  c,\n} from '../cli/b.ts';" }, /upwards/],
    ['upwards by re-export', { 'session/a.ts': "export * from '../cli/b.ts';" }, /upwards/],
    [
      'sideways',
      { 'json/a.ts': "import { b } from '../ui/b.ts';" },
      /a neighbour on floor 3: move the shared part to floor 2/,
    ],
    [
      'upwards inside of the screen',
      { 'ui/draw/a.ts': "import type { M } from '../state/m.ts';" },
      /floor 2 of src\/ui/,
    ],
    [
      'the joint of the screen',
      { 'ui/state/a.ts': "import type { C } from '../controller.ts';" },
      /floor 3 of src\/ui/,
    ],
    ['no folder of the screen', { 'ui/misc/a.ts': "import { b } from '../text/b.ts';" }, /no known folder of src\/ui/],
    ['outside', { 'ui/a.ts': "import p from '../../package.json';" }, /outside src\//],
    [
      'no folder',
      { 'utils/a.ts': '' },
      /stands in no known folder: move it .*, or add it to FLOORS in test\/helpers\/architecture.ts and to src\/README.md/,
    ],
    ['ink', { 'plain/a.ts': "import { Text } from 'ink';" }, /imports ink: only src\/ui\/ may/],
    ['react by jsx', { 'cli/a.tsx': "import { useState } from 'react';" }, /imports react: only src\/ui\//],
    ['execa', { 'session/a.ts': "import { execa } from 'execa';" }, /only src\/helper\//],
    ['child_process', { 'cli/a.ts': "import { spawn } from 'node:child_process';" }, /only src\/helper\//],
    ['koffi', { 'kernel/pty.ts': "import koffi from 'koffi';" }, /only src\/kernel\/libc\.ts/],
    [
      'koffi by require',
      { 'helper/a.ts': "const k = createRequire(import.meta.url)('koffi');" },
      /only src\/kernel\/libc\.ts/,
    ],
    ['commander', { 'ui/a.ts': "import { Command } from 'commander';" }, /only src\/cli\//],
    [
      'a table of facts',
      {
        'words/facts/a.ts':
          "export const A = {\n  'ns.uts': {},\n  'ns.pid': {},\n  mounts: {},\n  hostname: {},\n  rootId: {},\n};",
        'ui/a.ts': "const keys = ['ns.uts', 'ns.pid', 'mounts', 'hostname', 'rootId', 'other'];",
      },
      /a table of ops or facts of its own \(ns\.uts, ns\.pid, mounts …\): say it in their rows/,
    ],
    [
      'a request by hand',
      { 'session/a.ts': "await client.ask({ op: 'mount', args: { target: '/' } });" },
      /writes a request of mount by hand: request\('mount'/,
    ],
    ['a cgroup file', { 'helper/a.ts': "const f = 'memory.max';" }, /names a cgroup file in "memory\.max"/],
    ['a v1 file in a path', { 'rootfs/a.ts': 'const f = `${dir}/memory.limit_in_bytes`;' }, /names a cgroup file/],
    ['a core file in a path', { 'session/a.ts': 'write(`${dir}/cgroup.procs`);' }, /names a cgroup file/],
    ['a core file', { 'cli/a.ts': "join(dir, 'cgroup.subtree_control')" }, /names a cgroup file/],
    ['a quota', { 'ui/a.tsx': '<Text>cpu.cfs_quota_us</Text>' }, /names a cgroup file/],
  ])('%s is found', (_name, files, message) => {
    expect(check(files as Record<string, string>)).toEqual([expect.stringMatching(message)]);
  });

  test.each<[string, Record<string, string>]>([
    ['downwards', { 'cli/a.ts': "import { b } from '../kernel/b.ts';\nimport { c } from '../ui/c.tsx';" }],
    ['downwards inside of the screen', { 'ui/controller.ts': "import { b } from './draw/b.ts';" }],
    ['within the folder', { 'ui/a.tsx': "import { Text } from 'ink';\nimport { b } from './b.ts';" }],
    ['fact keys', { 'ui/a.ts': "const k = ['cgroup.memory.max', 'cgroup.procs', 'cgroup.cpu.stat.nr_throttled'];" }],
    ['properties', { 'ui/a.ts': 'const m = limits.memory.max + cpu.max;' }],
    ['the cgroup folder', { 'kernel/cgroup/v2.ts': "const f = 'memory.max';" }],
    [
      'comments',
      {
        'plain/a.ts': "/** writes memory.max, unlike `import 'ink'` */\n// import { a } from '../ui/a.ts';\nexport {};",
      },
    ],
    [
      'text that looks like an import',
      { 'plain/a.ts': "export const from = 'ink';\nexport const s = 'see http://x/y';" },
    ],
  ])('%s is allowed', (_name, files) => {
    expect(check(files)).toEqual([]);
  });

  test.each([
    ['types', "import type { A } from './a.ts';"],
    ['a lazy import', "const a = () => import('./a.ts');"],
  ])('a circle of %s is one too', (_name, back) => {
    const found = check({ 'ui/a.ts': "import { b } from './b.ts';", 'ui/b.ts': back });
    expect(found).toEqual([expect.stringContaining('ui/a.ts ⇄ ui/b.ts: ')]);
  });

  test('a circle is shown once, whole', () => {
    const found = check({
      'ui/a.ts': "import { b } from './b.ts';",
      'ui/b.ts': "import { c } from './c.ts';",
      'ui/c.ts': "import { a } from './a.ts';",
      'ui/d.ts': "import { a } from './a.ts';",
    });
    expect(found).toEqual([expect.stringContaining('ui/a.ts ⇄ ui/b.ts ⇄ ui/c.ts: ')]);
  });
});
