/** The package as it would be published, and an installation of it. */
import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

export interface Packed {
  /** Absolute path of the tarball. */
  path: string;
  /** Bytes of the tarball. */
  size: number;
  /** sha512 of the tarball. */
  integrity: string;
  files: { path: string; mode: number }[];
}

/** `npm pack` with all it builds, into `folder`. */
export function pack(folder: string): Packed {
  const said = execFileSync('npm', ['pack', '--json', '--pack-destination', folder], {
    cwd: ROOT,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  // the scripts' own output comes first; npm 12 gives an object instead of a list
  const json = JSON.parse(said.slice(said.search(/^[[{]$/m))) as Record<
    string,
    Omit<Packed, 'path'> & { filename: string }
  >;
  const [packed] = Object.values(json);
  if (!packed) throw new Error(`npm pack names no tarball: ${said}`);
  return { ...packed, path: join(folder, packed.filename) };
}

/** Installs into `folder`, which need not exist. @returns path of the command, and what npm printed */
export function install(tarball: string, folder: string, options: string[] = []): { program: string; said: string } {
  mkdirSync(folder, { recursive: true });
  const said = execFileSync(
    'sh',
    ['-c', 'exec npm "$@" 2>&1', 'npm', 'install', '--prefer-offline', ...options, tarball],
    {
      cwd: folder,
      encoding: 'utf8',
      env: { ...process.env, npm_config_loglevel: 'warn' },
    },
  );
  return { program: join(folder, 'node_modules/.bin/container-lab'), said };
}
