/** What esbuild makes the bundle from, and how: for the build, and for the test that looks into the bundle. */
import { join } from 'node:path';
import { globalProcess, shortNames, simpleText, together, withoutDevtools, withoutFetch } from './bundle-plugins.mjs';

export const ENTRY = 'src/cli/start.ts';

/** Some CommonJS packages call `require` for Node's own modules; a bundle in ESM has none. */
export const REQUIRE_BANNER = `import { createRequire as labCreateRequire } from 'node:module';
const require = labCreateRequire(import.meta.url);`;

/** Of src/: what the bundle holds in one file each, beside what is shared. */
const GROUPS = {
  reading: [
    'cli/knowledge/list.ts',
    'cli/knowledge/glossary.ts',
    'cli/knowledge/shipped-glossary.ts',
    'cli/manual/completion.ts',
  ],
  writing: [
    'cli/author/lint.ts',
    'cli/author/new-lesson.ts',
    'lesson/load.ts',
    'lesson/own.ts',
    'lesson/untrusted.ts',
    'lesson/lists.ts',
  ],
  playing: [
    'cli/play/open.ts',
    'cli/play/demo.ts',
    'cli/play/run.ts',
    'cli/play/solve.ts',
    'cli/play/replay.ts',
    'cli/doctor/doctor.ts',
    'cli/clean.ts',
    'plain/interactive.ts',
  ],
};

/** @param root folder of the project */
export function bundleOptions(root) {
  return {
    entryPoints: { 'container-lab': join(root, ENTRY) },
    outdir: join(root, 'dist'),
    chunkNames: 'chunks/[name]-[hash]',
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    jsx: 'automatic',
    external: ['koffi'],
    banner: { js: REQUIRE_BANNER },
    define: { 'process.env.NODE_ENV': '"production"' },
    plugins: [
      withoutDevtools,
      withoutFetch,
      globalProcess,
      simpleText(join(root, 'src')),
      together(join(root, 'src'), GROUPS),
      shortNames, // what none of the others has read
    ],
    absWorkingDir: root,
    legalComments: 'none',
    // The package is to stay below a megabyte; our own names stay readable in a stack trace.
    minifySyntax: true,
    minifyWhitespace: true,
  };
}
