/** Runs a TypeScript file of this repository: `node test/helpers/run-ts.mjs FILE [ARGUMENT…]` (Node 20 cannot by itself). */
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('../..', import.meta.url));
const [file, ...rest] = process.argv.slice(2);
// Inside node_modules, so that packages are found as the sources find them.
const cache = join(root, 'node_modules/.cache/run-ts');
mkdirSync(cache, { recursive: true });
const folder = mkdtempSync(join(cache, 'run-'));
const outfile = join(folder, 'main.mjs');

/** A source keeps its own address, by which it finds what lies beside it. */
const ownAddress = {
  name: 'own-address',
  setup: ({ onLoad }) =>
    onLoad({ filter: /\/(src|test)\/.*\.tsx?$/ }, ({ path }) => ({
      contents: readFileSync(path, 'utf8').replaceAll('import.meta.url', JSON.stringify(pathToFileURL(path).href)),
      loader: path.endsWith('x') ? 'tsx' : 'ts',
    })),
};

process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
await build({
  entryPoints: [file],
  outfile,
  bundle: true,
  packages: 'external',
  format: 'esm',
  platform: 'node',
  target: 'node20',
  jsx: 'automatic',
  plugins: [ownAddress],
  logLevel: 'error',
});
// a script that starts itself again, where it cannot be made anew
process.env.LAB_SCRIPT = outfile;
process.argv = [process.argv[0], file, ...rest];
await import(pathToFileURL(outfile).href);
