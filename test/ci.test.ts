/** `.ci/run` lets no test skip for want of a tool: so it installs what the tests ask for. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

/** Packages of Debian whose names are not those of their programs; an empty one is on every Debian, or comes with Node. */
const PACKAGES: Record<string, string> = {
  'aarch64-linux-gnu-gcc': 'gcc-aarch64-linux-gnu',
  'apt-get': '',
  bash: '',
  busybox: 'busybox-static',
  bwrap: 'bubblewrap',
  cc: 'gcc',
  ip: 'iproute2',
  ldd: '',
  'linux.uml': 'user-mode-linux',
  man: 'man-db',
  'musl-gcc': 'musl-tools',
  npm: '',
  perl: '',
  ps: 'procps',
  'qemu-aarch64-static': 'qemu-user-static',
  script: '',
  setpriv: 'util-linux',
  'systemd-run': 'systemd',
  tar: '',
  unshare: 'util-linux',
};

test('every tool that a test of `npm test` needs is in its list', () => {
  const script = readFileSync(new URL('../.ci/run', import.meta.url), 'utf8');
  const listed = /^PACKAGES=\(\n([\s\S]*?)^\)/m.exec(script)?.[1]?.replace(/#.*/g, '').split(/\s+/) ?? [];
  const root = import.meta.dirname;
  const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter(
    file => /\.test\.tsx?$/.test(file) && !file.startsWith('package/'),
  );
  const asked = files.flatMap(file =>
    [...readFileSync(join(root, file), 'utf8').matchAll(/\bneeds\('([^']+)'/g)].map(([, tool = '']) => tool),
  );
  expect(new Set(asked).size).toBeGreaterThan(15);
  const lacking = [...new Set(asked)].filter(tool => {
    const name = PACKAGES[tool] ?? tool;
    return name !== '' && !listed.includes(name);
  });
  expect(lacking).toEqual([]);
});
