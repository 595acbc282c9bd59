/** Nothing of the program stands in two places: copied runs of six lines are found by text alone. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const RUN = 6;
/** Some rows of data are like others and no copy of code. */
const ALLOWED = 4;

interface Line {
  text: string;
  number: number;
}

/** What counts: no comment, no import, no lone bracket, no row of a table. */
function linesOf(source: string): Line[] {
  const bare = source
    .replace(/\/\*[\s\S]*?\*\//g, comment => comment.replace(/[^\n]/g, ''))
    .replace(/^(?:import|export)\b[^;=(]*?from '[^']*';$/gm, words => words.replace(/[^\n]/g, ''));
  return bare
    .split('\n')
    .map((text, at) => ({ text: text.trim().replace(/\s+/g, ' '), number: at + 1 }))
    .filter(({ text }) => /\w{2}/.test(text) && !/^(\/\/|#include|\w+,$|['"]|[[{].*[\]}],?$)/.test(text));
}

/** `a.ts:1 and b.ts:9` for every two places that share six lines; a longer run counts once. */
function copies(sources: Map<string, string>): string[] {
  const places = new Map<string, { file: string; at: number; number: number }[]>();
  for (const [file, source] of sources) {
    const lines = linesOf(source);
    for (let at = 0; at + RUN <= lines.length; at++) {
      const run = lines.slice(at, at + RUN).map(({ text }) => text);
      const key = run.join('\n');
      places.set(key, [...(places.get(key) ?? []), { file, at, number: lines[at]?.number ?? 0 }]);
    }
  }
  const seen = new Set<string>();
  return [...places.values()].flatMap(same =>
    same.flatMap((a, i) =>
      same.slice(i + 1).flatMap(b => {
        const id = (step: number) => `${a.file}:${a.at + step} ${b.file}:${b.at + step}`;
        const goesOn = seen.has(id(-1));
        seen.add(id(0));
        return goesOn ? [] : [`${a.file}:${a.number} and ${b.file}:${b.number}`];
      }),
    ),
  );
}

function sourcesBelow(folder: string, names: RegExp): [string, string][] {
  return readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter(file => names.test(file) && !/\.gen\.|\.d\.mts$|^build\/|^prebuilt\//.test(file))
    .sort()
    .map(file => [`${folder}/${file}`, readFileSync(join(ROOT, folder, file), 'utf8')]);
}

test('hardly anything is written twice', () => {
  const sources = new Map([...sourcesBelow('src', /\.(tsx?|mjs)$/), ...sourcesBelow('native', /\.([ch]|mjs)$/)]);
  expect(sources.size).toBeGreaterThan(100);
  const found = copies(sources);
  expect(found.length <= ALLOWED ? [] : found).toEqual([]);
});

test('a copy is found once, however long it is, and whatever stands between its lines', () => {
  const body = ['one();', 'two();', 'three();', 'four();', 'five();', 'six();', 'seven();'];
  const spaced = body.map(line => `  ${line}\n\n  // why\n  }`).join('\n');
  const found = copies(
    new Map([
      ['a.ts', body.join('\n')],
      ['b.ts', `import { x } from './x.ts';\n${spaced}`],
      ['c.ts', body.slice(2).join('\n')],
    ]),
  );
  expect(found).toEqual(['a.ts:1 and b.ts:2']);
});
