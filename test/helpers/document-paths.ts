/** Paths that a document names in backticks, and whether they are there, as pure functions of texts and names: `readme-paths.test.ts` applies them. */
import { basename, dirname, join } from 'node:path/posix';

export interface Document {
  /** Its path below the project's folder. */
  file: string;
  text: string;
}

/** What only a build or a run makes. */
const MADE = /^(?:dist|coverage|build|test\/bench\/out|native\/(?:build|prebuilt))\//;

/** `FILE.ts`, `NN-name.md`: the reader puts a name there. */
const PLACEHOLDER = /(?<![A-Za-z])(?!README|CHANGELOG|CONTRIBUTING|LICENSE)[A-Z]{2,}/;

const SOURCE = /[\w*}-]\.(?:tsx?|mjs|c|h|def|py|json|ya?ml|md|svg|txt)$/;

/** One sentence for each path that is missing. `files` are all files of the project; `others` are names that belong to something else. */
export function missingPaths(documents: Document[], files: string[], others: string[] = []): string[] {
  const there = new Set([...files, ...files.flatMap(foldersOf)]);
  const names = [...there];
  return documents.flatMap(({ file, text }) =>
    wordsInBackticks(text)
      .filter(({ word }) => !others.includes(word) && !MADE.test(word) && !PLACEHOLDER.test(word))
      .filter(({ word }) => isPath(word, file, there) && !isThere(word, file, there, names))
      .map(
        ({ word, line }) =>
          `${file}:${line} names ${word}, which is not there: name the file or folder that now holds it`,
      ),
  );
}

/** One sentence for each name that a document looks for in a file (`NAME` in `a/b.ts`) that has it not. `read` gives a file's text. */
export function missingNames(documents: Document[], files: string[], read: (file: string) => string): string[] {
  const there = new Set(files);
  return documents.flatMap(({ file, text }) =>
    text.split('\n').flatMap((source, at) =>
      [...source.matchAll(/`([A-Za-z_]\w*)(?:\(\))?` (?:in|of) `([\w./-]+)`/g)].flatMap(([, name = '', path = '']) => {
        const target = basesOf(file)
          .map(base => join(base, path))
          .find(found => there.has(found));
        if (target === undefined || new RegExp(`(?<!\\w)${name}(?!\\w)`).test(read(target))) return [];
        return [`${file}:${at + 1} looks for ${name} in ${target}, which has it not: name the file that has it`];
      }),
    ),
  );
}

/** Each blank-separated word between backticks, outside of fences. */
function wordsInBackticks(text: string): { word: string; line: number }[] {
  let fenced = false;
  return text.split('\n').flatMap((source, at) => {
    if (source.startsWith('```')) fenced = !fenced;
    if (fenced) return [];
    return [...source.matchAll(/`([^`]+)`/g)].flatMap(([, code = '']) =>
      code.split(/\s+/).map(word => ({ word: word.replace(/^'|'$/g, ''), line: at + 1 })),
    );
  });
}

/** `a/`, `a/b` of `a/b/c.ts`. */
function foldersOf(file: string): string[] {
  const parts = file.split('/');
  return parts.slice(1).map((_, at) => parts.slice(0, at + 1).join('/'));
}

/** Where a path of that document may begin: the project, its own folder, src/, and for the helper native/src/. */
function basesOf(file: string): string[] {
  const own = dirname(file);
  return ['', own, 'src', ...(own.startsWith('native') ? [join('native', 'src')] : [])];
}

/** A word that means a file or folder of ours: by its ending, or because it begins with a folder that is there. */
function isPath(word: string, file: string, there: Set<string>): boolean {
  if (!/^[\w.*{}][\w.*{},/-]*$/.test(word)) return false;
  if (/[\w}*]\/$/.test(word) || SOURCE.test(word)) return true;
  const [first = '', second] = word.split('/');
  return second !== undefined && basesOf(file).some(base => there.has(join(base, first)));
}

function isThere(word: string, file: string, there: Set<string>, names: string[]): boolean {
  const bare = word.replace(/\/$/, '');
  if (!bare.includes('/') && SOURCE.test(bare)) {
    const wanted = pattern(bare);
    return names.some(name => wanted.test(basename(name)));
  }
  return basesOf(file)
    .map(base => join(base, bare))
    .some(path =>
      /[*{]/.test(path) ? names.some(name => pattern(path).test(name)) : there.has(path) || there.has(`${path}.ts`),
    );
}

/** `**` any folders, `*` any name, `{a,b}` one of them. */
function pattern(glob: string): RegExp {
  const source = glob
    .replace(/[.+?^$()|[\]\\]/g, '\\$&')
    .replace(/\*\*\/?|\*/g, stars => (stars === '*' ? '[^/]*' : '.*'))
    .replace(/\{([^}]*)\}/g, (_, list: string) => `(?:${list.replaceAll(',', '|')})`);
  return new RegExp(`^${source}$`);
}
