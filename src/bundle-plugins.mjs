/** What the bundle does differently from the sources it is made of, each for the sake of a quick start or a small package. */
import { readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

/** With DEV=true in the environment Ink looks for React's developer tools, and complains; the bundle has none. */
export const withoutDevtools = {
  name: 'without-react-devtools',
  setup(build) {
    build.onLoad({ filter: /node_modules\/ink\/build\/[^/]+\.js$/ }, ({ path }) => ({
      contents: readFileSync(path, 'utf8').replaceAll("process.env['DEV'] === 'true'", 'false'),
    }));
  },
};

/** Its WebAssembly lies in the file as a data: address; to ask fetch() for it is to load Node's whole HTTP client before the first frame. */
export const withoutFetch = {
  name: 'yoga-without-fetch',
  setup(build) {
    build.onLoad({ filter: /node_modules\/yoga-layout\/dist\/binaries\/[^/]+\.js$/ }, ({ path }) => ({
      contents: readFileSync(path, 'utf8').replaceAll('typeof fetch', '"undefined"'),
    }));
  },
};

/** To import node:process is to ask it for everything it has, and so to open all three standard streams; the global is the same object. */
export const globalProcess = {
  name: 'global-process',
  setup(build) {
    build.onResolve({ filter: /^(node:)?process$/ }, ({ kind }) => ({ path: kind, namespace: 'process' }));
    build.onLoad({ filter: /./, namespace: 'process' }, ({ path }) => ({
      contents:
        path === 'require-call'
          ? 'module.exports = process'
          : 'export default process; export const { cwd, env, execArgv, execPath, hrtime, platform } = process',
    }));
  },
};

/**
 * Node takes longer to find and link a file than to read a hundred functions it does not call. So what import() loads separately
 * in the sources lies together in the bundle where it would be loaded together or is small: each list of `groups` is a file.
 */
export function together(src, groups) {
  const groupOf = new Map(Object.entries(groups).flatMap(([name, files]) => files.map(file => [file, name])));
  return {
    name: 'together',
    setup(build) {
      build.onResolve({ filter: /^\.{1,2}\// }, ({ path, importer, kind }) => {
        const group = groupOf.get(relative(src, join(dirname(importer), path)));
        return kind === 'dynamic-import' && group !== undefined ? { path: group, namespace: 'together' } : undefined;
      });
      build.onLoad({ filter: /./, namespace: 'together' }, ({ path }) => ({
        contents: groups[path].map(file => `export * from './${file}';`).join('\n'),
        resolveDir: src,
      }));
    },
  };
}

/**
 * Ink and its libraries ask Unicode's tables how wide every text is, and the first question takes longer than to draw a whole
 * frame: src/ui/text/simple-text.ts answers for the characters that are drawn most, and loads nothing for them.
 */
export function simpleText(src) {
  const answers = join(src, 'ui/text/simple-text.ts');
  return {
    name: 'simple-text',
    setup(build) {
      build.onResolve({ filter: /^string-width$/ }, async ({ path, resolveDir, kind, pluginData }) => {
        if (pluginData === 'tables') return undefined;
        const tables = await build.resolve(path, { resolveDir, kind, pluginData: 'tables' });
        return { path, namespace: 'simple-text', pluginData: tables.path };
      });
      build.onLoad({ filter: /./, namespace: 'simple-text' }, ({ pluginData: tables }) => ({
        contents: `import { simpleWidth } from ${JSON.stringify(answers)};
          const simply = (text, { ambiguousIsNarrow = true, countAnsiEscapeCodes = false } = {}) =>
            typeof text === 'string' && ambiguousIsNarrow && !(countAnsiEscapeCodes && text.includes('\\x1b'))
              ? simpleWidth(text)
              : null;
          export default (text, options) => simply(text, options) ?? require(${JSON.stringify(tables)}).default(text, options);`,
        resolveDir: src,
      }));
      build.onLoad(
        { filter: /node_modules\/(slice-ansi|wrap-ansi|cli-truncate|@alcalzone\/ansi-tokenize|string-width)\/.*\.js$/ },
        ({ path }) => ({
          contents: `import { Graphemes } from ${JSON.stringify(answers)};\n${readFileSync(path, 'utf8').replace(
            /new Intl\.Segmenter\([^)]*\)/g,
            'new Graphemes()',
          )}`,
        }),
      );
    },
  };
}

/** Others' code with short names inside of its functions: a stack trace of ours stays readable, and what nobody reads there is not shipped. */
export const shortNames = {
  name: 'short-names',
  setup(build) {
    build.onLoad({ filter: /\/node_modules\/.*\.[cm]?js$/ }, async ({ path }) => {
      const { code } = await build.esbuild.transform(readFileSync(path, 'utf8'), {
        minifyIdentifiers: true,
        target: build.initialOptions.target,
        define: build.initialOptions.define,
        logLevel: 'silent',
      });
      return { contents: code };
    });
  },
};
