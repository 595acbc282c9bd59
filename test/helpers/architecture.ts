/** The rules about imports, as a pure function of the sources: `architecture.test.ts` applies it to src/. */
import { dirname, join } from 'node:path/posix';
import { wordBreaches, wordsIn } from './word-rules.ts';

/** Folders of src/ and the floor each stands on: imports go down only. */
export const FLOORS: Record<string, number> = {
  ...{ cli: 4 },
  ...{ ui: 3, plain: 3, json: 3, transcript: 3 },
  ...{ session: 2 },
  ...{ lesson: 1, helper: 1, observe: 1, rootfs: 1, progress: 1 },
  ...{ words: 0, kernel: 0, protocol: 0 },
};

/** Folders of src/ui/ and their floors: inside too imports go down only. What lies in ui/ itself joins them, above all. */
export const UI_FLOORS: Record<string, number> = {
  ...{ components: 5 },
  ...{ terminal: 4 },
  /** The model, and `select-*`: what each drawing takes of it. */
  ...{ state: 3 },
  ...{ draw: 2 },
  ...{ keys: 1 },
  ...{ text: 0 },
};

/**
 * Neighbours that may be used sideways: the cgroup folder answers with the errors of the protocol; a row of words is typed by the ops of the
 * protocol, and its answers are parsed by the kernel's folder.
 */
const SIDEWAYS = ['kernel → protocol', 'words → protocol', 'words → kernel'];

/** Packages that belong to one place. `at` is matched against the path below src/. */
const PACKAGES: { names: RegExp; at: RegExp; place: string }[] = [
  { names: /^(ink|ink-.*|react|react\/.*|@inkjs\/.*)$/, at: /^ui\//, place: 'src/ui/' },
  { names: /^(node:)?child_process$|^execa$/, at: /^helper\//, place: 'src/helper/' },
  { names: /^koffi$/, at: /^kernel\/libc\.ts$/, place: 'src/kernel/libc.ts' },
  { names: /^commander$/, at: /^cli\//, place: 'src/cli/' },
];

/** Names of files in a cgroup directory, v1 and v2. */
const CGROUP_FILE =
  /(?<![\w.-])(?:memory\.(?:max|high|low|min|current|peak|events|stat|oom\.group|swap\.\w+|limit_in_bytes|usage_in_bytes|max_usage_in_bytes|memsw\.\w+|failcnt|oom_control)|pids\.(?:max|current|events|peak)|cpu\.(?:max|stat|weight|shares|cfs_\w+)|cpuacct\.\w+|freezer\.state|cgroup\.(?:procs|threads|controllers|subtree_control|events|freeze|kill|type|stat|clone_children)|notify_on_release|release_agent|(?:memory|cpu|cpuacct|pids)\.\w+_(?:us|in_bytes))(?![\w-])/;

/** Both the name of a file and a fact key: as a whole literal it is the fact key. */
const ALSO_FACT_KEYS = ['cgroup.procs'];

/** Breaches of the rules, one sentence each; `sources` maps a path below src/ (`ui/app.tsx`) to its text. */
export function breaches(sources: Map<string, string>): string[] {
  const found: string[] = [];
  const arrows = new Map<string, string[]>();
  const words = wordsIn(sources);
  for (const [file, source] of sources) {
    const code = withoutComments(source);
    const folder = folderOf(file);
    if (!(folder in FLOORS))
      found.push(
        `src/${file} stands in no known folder: move it into one of ${Object.keys(FLOORS).join(', ')}, or add it to FLOORS in test/helpers/architecture.ts and to src/README.md`,
      );
    const imports = importsOf(code);
    for (const specifier of imports) found.push(...packageBreach(file, specifier));
    const targets = imports.filter(i => i.startsWith('.')).map(i => join(dirname(file), i));
    for (const target of targets) found.push(...arrowBreach(file, target), ...uiBreach(file, target));
    arrows.set(
      file,
      targets.filter(target => sources.has(target)),
    );
    // What is generated repeats the helper's own sentences about its ops, and a row of words is a sentence, too.
    if (!file.startsWith('kernel/cgroup/') && !file.startsWith('words/') && !file.endsWith('.gen.ts'))
      found.push(...cgroupBreach(file, code));
    found.push(...wordBreaches(file, code, words));
  }
  return [
    ...found,
    ...circles(arrows).map(
      circle =>
        `src/ has a circle of imports: ${circle.join(' ⇄ ')}: move what they share, types too, to a file of its own, a floor below`,
    ),
  ];
}

function folderOf(file: string): string {
  return file.split('/')[0] ?? file;
}

function arrowBreach(file: string, target: string): string[] {
  const [from, to] = [folderOf(file), folderOf(target)];
  const [high, low] = [FLOORS[from], FLOORS[to]];
  if (target.startsWith('..')) return [`src/${file} imports ${target}, outside src/: pass it in as a path or as data`];
  if (high === undefined || low === undefined || from === to || high > low) return [];
  if (SIDEWAYS.includes(`${from} → ${to}`)) return [];
  return high === low
    ? [
        `src/${file} imports src/${target}, a neighbour on floor ${high}: move the shared part to floor ${high - 1}, or let a folder above join the two`,
      ]
    : [
        `src/${file} (floor ${high}) imports src/${target} (floor ${low}), upwards: move what is needed down to floor ${high}, or pass it in as an argument`,
      ];
}

/** Inside src/ui/: the drawings do not know the model, the model does not know the screen. */
function uiBreach(file: string, target: string): string[] {
  if (folderOf(file) !== 'ui' || folderOf(target) !== 'ui') return [];
  const [from, to] = [subfolderOf(file), subfolderOf(target)];
  const top = Math.max(...Object.values(UI_FLOORS)) + 1;
  const floorOf = (folder: string) => (folder === '' ? top : UI_FLOORS[folder]);
  const [high, low] = [floorOf(from), floorOf(to)];
  if (high === undefined)
    return [`src/${file} stands in no known folder of src/ui/: add it to UI_FLOORS in test/helpers/architecture.ts`];
  if (low === undefined || from === to || high > low) return [];
  return [
    `src/${file} (floor ${high} of src/ui/) imports src/${target} (floor ${low}): pass what it needs in its view (state/select-*.ts makes them)`,
  ];
}

/** `draw` of `ui/draw/lesson.ts`; empty for what lies in the folder itself. */
function subfolderOf(file: string): string {
  const parts = file.split('/');
  return parts.length > 2 ? (parts[1] ?? '') : '';
}

function packageBreach(file: string, specifier: string): string[] {
  return PACKAGES.filter(p => p.names.test(specifier) && !p.at.test(file)).map(
    p => `src/${file} imports ${specifier}: only ${p.place} may, put the code that needs it there`,
  );
}

function cgroupBreach(file: string, code: string): string[] {
  return literals(code)
    .filter(text => CGROUP_FILE.test(text) && !ALSO_FACT_KEYS.includes(text))
    .map(
      text =>
        `src/${file} names a cgroup file in ${JSON.stringify(text)}: only src/kernel/cgroup/ knows them; use a fact key (cgroup.memory.max), or ask that folder`,
    );
}

/** Imports and re-exports, as written: static, of types alone, or by `import()`. */
function importsOf(code: string): string[] {
  const found: string[] = [];
  const statement = /^[ \t]*(?:import|export)\b(?<clause>[^'";]*?)(?:\bfrom\s*)?(['"])(?<specifier>[^'"\n]+)\2/gm;
  for (const { groups } of code.matchAll(statement)) {
    // `export const x = 'text'` is no import: a clause has a name list, a star or nothing at all.
    if (!groups?.specifier || /[=()]/.test(groups.clause ?? '')) continue;
    found.push(groups.specifier);
  }
  const called = /\b(?:import|require|createRequire\([^)]*\))\(\s*(['"])([^'"\n]+)\1/g;
  return [...found, ...[...code.matchAll(called)].map(([, , specifier]) => specifier as string)];
}

/** Comments blanked out, strings kept. */
function withoutComments(source: string): string {
  return source.replace(
    /(?<keep>'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"|`(?:\\.|[^`\\])*`)|\/\*[\s\S]*?\*\/|(?<![:\\/])\/\/[^\n]*/g,
    (...match) => (match.at(-1) as { keep?: string }).keep ?? ' ',
  );
}

/** Texts of strings, templates and, between tags, of JSX. */
function literals(code: string): string[] {
  const quoted = code.matchAll(/'((?:\\.|[^'\\\n])*)'|"((?:\\.|[^"\\\n])*)"|`((?:\\.|[^`\\])*)`/g);
  const tagged = code.matchAll(/>([^<>{}'"`;=]+)</g);
  return [...[...quoted].map(m => m[1] ?? m[2] ?? m[3] ?? ''), ...[...tagged].map(m => m[1]?.trim() ?? '')];
}

/** Files that lead to each other, each circle once, in the order of their names. Tarjan's algorithm: strongly connected components. */
function circles(arrows: Map<string, string[]>): string[][] {
  const found: string[][] = [];
  const number = new Map<string, number>();
  const lowest = new Map<string, number>();
  const open: string[] = [];
  const lower = (file: string, to: number): void => void lowest.set(file, Math.min(lowest.get(file) ?? to, to));
  const visit = (file: string): void => {
    number.set(file, number.size);
    lower(file, number.get(file) as number);
    open.push(file);
    for (const target of arrows.get(file) ?? []) {
      if (!number.has(target)) {
        visit(target);
        lower(file, lowest.get(target) as number);
      } else if (open.includes(target)) lower(file, number.get(target) as number);
    }
    if (lowest.get(file) !== number.get(file)) return;
    const circle = open.splice(open.indexOf(file));
    if (circle.length > 1 || arrows.get(file)?.includes(file)) found.push(circle.sort());
  };
  for (const file of arrows.keys()) if (!number.has(file)) visit(file);
  return found;
}
