/**
 * Builds native/build/lab-helper and native/build/lab-apps with `cc` alone, when a source is newer
 * than they are. Run by `npm install` (prepare) and `npm run build`. A machine without a compiler
 * gets a sentence, not a failure: the tarball carries prebuilt helpers, and replay, glossary and
 * lint need none.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const build = join(here, 'build');
const packageFile = join(here, '..', 'package.json');
const { version } = JSON.parse(readFileSync(packageFile, 'utf8'));

const common = ['-std=c11', '-O2', '-fstack-protector-strong', `-DLAB_VERSION="${version}"`];

/** Where `npm pack` puts the release binaries, e.g. native/prebuilt/linux-x64. */
const prebuilt = join(here, 'prebuilt', `linux-${process.arch}`);

/** Also those in its folders: the helper's sources lie in folders. */
function filesIn(folder, ...endings) {
  return readdirSync(join(here, folder), { recursive: true })
    .sort()
    .filter(name => endings.some(ending => name.endsWith(ending)))
    .map(name => join(here, folder, name));
}

/** A compiled program is fresh when nothing that it is made of is newer. */
function isFresh(program, sources) {
  if (!existsSync(program)) return false;
  const made = statSync(program).mtimeMs;
  return [...sources, packageFile, fileURLToPath(import.meta.url)].every(file => statSync(file).mtimeMs <= made);
}

/** Runs the compiler; the program appears under its name only when it is whole. */
function compile(program, sources, options) {
  const half = `${program}.${process.pid}`;
  const result = spawnSync('cc', [...common, ...options, '-o', half, ...sources], { encoding: 'utf8' });
  if (result.status === 0) renameSync(half, program);
  return result;
}

/** `ways` are option lists, the best first; the first that links is taken. */
function make(name, folder, ways) {
  const program = join(build, name);
  const parts = filesIn(folder, '.c', '.h', '.def');
  if (isFresh(program, parts)) return true;
  const sources = filesIn(folder, '.c');
  let last;
  for (const options of ways) {
    last = compile(program, sources, options);
    if (last.status === 0) return true;
  }
  console.error(`native: cc could not build ${name}:\n${last?.stderr ?? ''}`);
  return false;
}

function hasCompiler() {
  return spawnSync('cc', ['--version'], { stdio: 'ignore' }).status === 0;
}

function main() {
  if (process.platform === 'linux' && hasCompiler()) {
    mkdirSync(build, { recursive: true });
    const helper = make('lab-helper', 'src', [['-D_GNU_SOURCE', `-I${join(here, 'src')}`]]);
    // inside the container there are no libraries: static where the machine can link so
    const apps = make('lab-apps', 'apps', [['-static'], []]);
    process.exitCode = helper && apps ? 0 : 1;
  } else if (!existsSync(join(prebuilt, 'lab-helper'))) {
    console.error(
      process.platform === 'linux'
        ? 'native: no C compiler (cc) and no prebuilt helper: install gcc and run `npm run build`; until then only replay, glossary and lint work'
        : 'native: containers need a Linux kernel: on this machine only replay, glossary and lint work',
    );
  }
}

main();
