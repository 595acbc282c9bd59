/**
 * Bundles src/cli/start.ts into dist/container-lab.js, so that whoever installs the package gets one dependency (koffi) and a quick start.
 * Also writes dist/licenses.txt: the licence of every package inside the bundle.
 * Files are replaced one by one: a container-lab that is running keeps working.
 */
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundleOptions, ENTRY, REQUIRE_BANNER } from './bundle-options.mjs';
import { licenses } from './licenses.mjs';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const dist = join(root, 'dist');
const entry = join(root, ENTRY);

const esbuild = await import('esbuild').catch(() => null);
if (!esbuild) {
  console.error('build: esbuild is not installed, the bundle is not built; run npm install without --omit=dev');
  process.exit(process.env.npm_lifecycle_event === 'prepare' ? 0 : 1);
}
if (!existsSync(entry)) {
  console.error(`build: ${relative(root, entry)} does not exist yet, nothing to bundle`);
  process.exit(0);
}

const result = await esbuild
  .build({ ...bundleOptions(root), logLevel: 'warning', metafile: true, write: false })
  .catch(() => process.exit(1)); // esbuild has printed the errors

const lost = lazyCommonJs(result.metafile);
if (lost.length > 0) {
  for (const [importer, imported] of lost)
    console.error(
      `build: ${importer} imports ${imported} with import(), which yields only \`default\` in a bundle; import it statically in a small module and import() that one`,
    );
  process.exit(1);
}

const files = new Map(result.outputFiles.map(file => [file.path, file.contents]));
files.set(join(dist, 'licenses.txt'), licenses(result.metafile, root));
for (const [name, text] of await baked()) files.set(join(dist, name), text);
for (const [path, contents] of files) {
  const mode = path === join(dist, 'container-lab.js') ? 0o755 : 0o644;
  const isEntry = mode === 0o755;
  mkdirSync(dirname(path), { recursive: true });
  const fresh = `${path}.${process.pid}.new`;
  writeFileSync(fresh, isEntry ? withShebang(contents) : contents, { mode });
  renameSync(fresh, path);
}
removeStale();

/** Lessons and glossary, parsed once here instead of at every start (src/lesson/baked.ts). */
async function baked() {
  const baker = join(dist, `baker.${process.pid}.mjs`);
  await esbuild.build({
    entryPoints: [join(root, 'src/lesson/bake.ts')],
    outfile: baker,
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    banner: { js: REQUIRE_BANNER },
  });
  const { bakeCourse } = await import(baker);
  rmSync(baker);
  return bakeCourse(join(root, 'lessons'));
}

/** `import()` of a CommonJS package behaves differently in a bundle with splitting: its named exports are gone. */
function lazyCommonJs(metafile) {
  return Object.entries(metafile.inputs).flatMap(([importer, input]) =>
    input.imports
      .filter(i => i.kind === 'dynamic-import' && metafile.inputs[i.path]?.format === 'cjs')
      .map(i => [importer, i.path]),
  );
}

function withShebang(contents) {
  return Buffer.concat([Buffer.from('#!/usr/bin/env node\n'), contents]);
}

/** Chunks of earlier builds. */
function removeStale() {
  for (const file of readdirSync(dist, { recursive: true, withFileTypes: true })) {
    const path = join(file.parentPath, file.name);
    if (file.isFile() && !files.has(path) && !basename(path).endsWith('.new')) rmSync(path, { force: true });
  }
}
