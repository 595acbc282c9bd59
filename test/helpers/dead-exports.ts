/** Which exports of src/ no other file of src/ takes, as a pure function of the sources: `dead-exports.test.ts` applies it. */
import { dirname, join } from 'node:path/posix';

export interface Export {
  /** Path below src/ and name, as `ui/app.tsx: App`. */
  name: string;
  kind: 'value' | 'type';
  /** Its own file uses it too: then only the word `export` is too much. */
  usedInside: boolean;
}

/** `sources` maps a path below src/ to its text. */
export function deadExports(sources: Map<string, string>): Export[] {
  const taken = new Set([...sources].flatMap(([file, text]) => takenBy(file, text)));
  return [...sources].flatMap(([file, text]) =>
    exportsOf(text)
      .filter(({ name }) => !taken.has(`${file}: ${name}`) && !taken.has(`${file}: *`))
      .map(({ name, kind }) => ({
        name: `${file}: ${name}`,
        kind,
        usedInside: (text.match(new RegExp(`(?<![\\w$])${name.replace('$', '\\$')}(?![\\w$])`, 'g')) ?? []).length > 1,
      })),
  );
}

function exportsOf(text: string): { name: string; kind: Export['kind'] }[] {
  const declared = text.matchAll(
    /^export (?:default )?(?:abstract )?(?<word>async function\*?|function\*?|class|const enum|enum|const|let|var|interface|type|namespace) (?<name>[\w$]+)/gm,
  );
  const listed = text.matchAll(/^export (?<type>type )?\{(?<names>[^}]*)\}/gm);
  return [
    ...[...declared].map(({ groups }) => ({
      name: groups?.name ?? '',
      kind: /^(interface|type)$/.test(groups?.word ?? '') ? ('type' as const) : ('value' as const),
    })),
    ...[...listed].flatMap(({ groups }) =>
      namesIn(groups?.names ?? '').map(([, name]) => ({
        name,
        kind: groups?.type ? ('type' as const) : ('value' as const),
      })),
    ),
  ];
}

/** What a file takes of others: `path: name`, or `path: *` for all of it. */
function takenBy(file: string, text: string): string[] {
  const at = (from: string) => join(dirname(file), from);
  const listed = text.matchAll(
    /^[ \t]*(?:import|export)\s+(?:type\s+)?(?:[\w$]+\s*,\s*)?\{([^}]*)\}\s*from\s*'(\.[^']+)'/gm,
  );
  const whole = text.matchAll(/^[ \t]*(?:import|export)\s+(?:type\s+)?\*[^'\n]*from\s*'(\.[^']+)'/gm);
  const later = text.matchAll(
    /(?:\{([^{}]*)\}\s*=\s*)?\(?\s*(?:await\s+)?import\(\s*'(\.[^']+)'\s*\)\s*\)?(?:\.([\w$]+))?/g,
  );
  return [
    ...[...listed].flatMap(([, names = '', from = '']) => namesIn(names).map(([name]) => `${at(from)}: ${name}`)),
    ...[...whole].map(([, from = '']) => `${at(from)}: *`),
    ...[...later].flatMap(([, names, from = '', member]) =>
      names !== undefined
        ? names.split(',').map(part => `${at(from)}: ${part.split(':')[0]?.trim()}`)
        : [`${at(from)}: ${member === undefined || member === 'then' || member === 'catch' ? '*' : member}`],
    ),
  ];
}

/** `a, type B as C`: what it is called there, and here. */
function namesIn(list: string): [there: string, here: string][] {
  return list
    .split(',')
    .map(part => part.trim().replace(/^type\s+/, ''))
    .filter(part => part !== '')
    .map(part => {
      const [there = '', here = there] = part.split(/\s+as\s+/);
      return [there, here];
    });
}
