/** What `walk` needs on a machine without a network: the tarball, Nodes with their npm, and a cache of npm with the registry's packages. */
import { execFileSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
} from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { pack } from './pack.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** Made once: Nodes and bare roots. */
export const CACHE = join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'container-lab-test');

/** Each Node, with the npm that comes with it. */
export const NODES: Record<string, string> = { 20: '10', 22: '10', 24: '11', 26: '12' };

export interface Kit {
  folder: string;
  /** What npm in the machine must be told: its cache answers for this registry only. */
  registry: string;
}

/**
 * @param majors of Node that the kit holds
 * @param arch of the machine it is for, in Node's words
 */
export function makeKit(folder: string, majors: string[], arch: string = process.arch): Kit {
  mkdirSync(folder, { recursive: true });
  const { path } = pack(folder);
  for (const major of majors) copyTree(nodeTree(major, arch), join(folder, `node-${major}`));
  cpSync(fileURLToPath(new URL('walk', import.meta.url)), join(folder, 'walk'));
  fillCache(path, join(folder, 'npm-cache'), majors, arch);
  return { folder, registry: npm(['config', 'get', 'registry']).trim() };
}

/** A part of a kit: what one Node needs. */
export function partOfKit(kit: Kit, folder: string, major: string): Kit {
  mkdirSync(folder, { recursive: true });
  for (const name of readdirSync(kit.folder))
    if (!name.startsWith('node-') || name === `node-${major}`) copyTree(join(kit.folder, name), join(folder, name));
  return { ...kit, folder };
}

/** A copy that nobody writes to: links to the same files where both are on one file system, as the cache and /tmp need not be. */
export function copyTree(from: string, to: string): void {
  const links = statSync(from).dev === statSync(dirname(to)).dev;
  execFileSync('cp', [links ? '-al' : '-a', '--no-target-directory', from, to], { stdio: 'pipe' });
}

/** What git knows of this checkout, whoever owns it, as it lies there now. @param folder is made */
export function copySources(folder: string): void {
  mkdirSync(folder, { recursive: true });
  const script =
    'set -o pipefail; git -c "safe.directory=$PWD" ls-files -z | tar --null -T - -cf - | tar -C "$0" -xf -';
  execFileSync('bash', ['-c', script, folder], { cwd: ROOT, stdio: 'pipe' });
}

/** An installation of Node as nodejs.org's archives lay it out, from the npm registry. @returns its folder */
export function nodeTree(major: string, arch: string = process.arch): string {
  const folder = join(CACHE, arch === process.arch ? `node-${major}` : `node-${major}-${arch}`);
  if (existsSync(folder)) return folder;
  mkdirSync(CACHE, { recursive: true });
  const half = mkdtempSync(join(CACHE, 'node-'));
  unpack(`node-linux-${arch}@${major}`, half);
  const npmFolder = join(half, 'lib/node_modules/npm');
  mkdirSync(npmFolder, { recursive: true });
  unpack(`npm@${NODES[major] ?? '10'}`, npmFolder);
  for (const name of ['npm', 'npx']) symlinkSync(`../lib/node_modules/npm/bin/${name}-cli.js`, join(half, 'bin', name));
  rmSync(join(half, 'include'), { recursive: true, force: true });
  execFileSync('chmod', ['-R', 'a+rX', half]);
  renameSync(half, folder);
  return folder;
}

/** Every npm writes down in its own way what it has asked the registry: each installs once. */
function fillCache(tarball: string, cache: string, majors: string[], arch: string): void {
  for (const major of majors) {
    const scratch = mkdtempSync(join(tmpdir(), 'lab-kit-'));
    const path = `${nodeTree(major)}/bin:${process.env.PATH}`;
    const options = [
      'install',
      '--cache',
      cache,
      `--cpu=${arch}`,
      '--ignore-scripts',
      '--no-audit',
      '--no-fund',
      tarball,
    ];
    execFileSync('npm', options, { cwd: scratch, env: { ...process.env, PATH: path }, stdio: 'pipe' });
    rmSync(scratch, { recursive: true });
  }
  rmSync(join(cache, '_logs'), { recursive: true, force: true });
  execFileSync('chmod', ['-R', 'a+rX', cache]);
}

function unpack(spec: string, folder: string): void {
  const scratch = mkdtempSync(join(tmpdir(), 'lab-unpack-'));
  npm(['pack', '--silent', '--pack-destination', scratch, spec]);
  const [archive = ''] = readdirSync(scratch);
  execFileSync('tar', ['-xzf', join(scratch, archive), '-C', folder, '--strip-components=1', '--no-same-owner']);
  rmSync(scratch, { recursive: true });
}

function npm(args: string[]): string {
  return execFileSync('npm', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
}
