/**
 * npm run build:native:all: the programs that the package ships, static, for x64 and arm64, into native/prebuilt/.
 * The same sources and tools give the same bytes. The tools are Debian's, on x64; what is lacking is named and nothing is made.
 *
 * With --or-this-machine (npm pack) a machine without them packs the programs of its own architecture, and says so.
 */
import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const prebuilt = join(here, 'prebuilt');

/** A file that must be there, and the Debian package that brings it. */
const TOOLS = [
  ['/usr/bin/make', 'make'],
  ['/usr/bin/gcc', 'gcc'],
  ['/usr/bin/readelf', 'binutils'],
  ['/usr/lib/x86_64-linux-musl/rcrt1.o', 'musl-dev'],
  ['/usr/bin/aarch64-linux-gnu-gcc', 'gcc-aarch64-linux-gnu'],
  ['/usr/bin/apt-get', 'apt (brings musl for arm64)'],
];

const MUSL_COPYRIGHT = join(here, 'build/musl-arm64/usr/share/doc/musl-dev/copyright');

function release() {
  rmSync(prebuilt, { recursive: true, force: true });
  const { status } = spawnSync('make', ['-s', '-C', here, 'release'], { stdio: 'inherit' });
  if (status !== 0) process.exit(1);
  const head = 'lab-helper and lab-apps are linked with the C library musl. Its copyright file, as Debian ships it:';
  writeFileSync(join(prebuilt, 'licenses.txt'), `${head}\n\n${readFileSync(MUSL_COPYRIGHT, 'utf8')}`);
}

/** What was built with `cc` here: it may need this machine's C library, and serves one architecture. */
function thisMachine() {
  const folder = join(prebuilt, `linux-${process.arch}`);
  mkdirSync(folder, { recursive: true });
  for (const name of ['lab-helper', 'lab-apps']) copyFileSync(join(here, 'build', name), join(folder, name));
}

const lacking = TOOLS.flatMap(([path, debian]) => (existsSync(path) ? [] : [debian]));
if (lacking.length === 0) {
  release();
} else {
  console.error(`native: no release for x64 and arm64, for this machine lacks: ${lacking.join(', ')}`);
  if (!process.argv.includes('--or-this-machine')) process.exit(1);
  console.error(`native: the package will run on machines like this one only (linux-${process.arch})`);
  thisMachine();
}
