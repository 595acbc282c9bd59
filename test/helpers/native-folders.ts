/** The rules of the helper about includes, as a pure function of its sources: `test/native/folders.test.ts` applies it to native/src/. */

/** Folders of native/src/, the lowest first, and which folders each may include. */
export const FOLDERS: Record<string, string[]> = {
  wire: [],
  common: ['wire'],
  journal: ['wire', 'common'],
  group: ['wire', 'common', 'journal'],
  stage: ['wire', 'common'],
  shell: ['wire', 'common', 'journal', 'group'],
  look: ['wire', 'common', 'journal', 'group'],
  subjects: ['wire', 'common', 'journal', 'group', 'stage'],
  batch: ['wire', 'common', 'journal', 'group', 'subjects'],
  monitor: ['wire', 'common', 'journal', 'group', 'stage', 'shell', 'look', 'subjects', 'batch'],
  modes: ['wire', 'common', 'monitor'],
};

/** Of a folder that is another process, others see only how it is begun. */
const DOORS: Record<string, string> = { stage: 'stage/stage.h', shell: 'shell/shell.h' };

/** What two processes share in memory: known to all folders but wire, and itself made of wire alone. */
const SHARED = ['batch/shared-page.h', 'batch/message.h'];

/** Breaches, one sentence each; `sources` maps a path below native/src/ (`stage/root.c`) to its text. */
export function nativeBreaches(sources: Map<string, string>): string[] {
  const found: string[] = [];
  const arrows = new Map<string, string[]>();
  for (const [file, source] of sources) {
    const folder = folderOf(file);
    if (!(folder in FOLDERS))
      found.push(
        `native/src/${file} stands in no known folder: move it into one of ${Object.keys(FOLDERS).join(', ')}; or add a folder, to FOLDERS in test/helpers/native-folders.ts and to the table of folders in native/README.md`,
      );
    const targets = [...source.matchAll(/^\s*#\s*include\s+"([^"]+)"/gm)].map(([, target = '']) => target);
    for (const target of targets) {
      if (!sources.has(target))
        found.push(`native/src/${file} includes "${target}": write the path below native/src/, as in "wire/text.h"`);
      else if (folder in FOLDERS) found.push(...includeBreach(file, target));
    }
    // `wire/ops.def` is a list, read by each who says what to make of its rows.
    arrows.set(
      file,
      targets.filter(target => target.endsWith('.h')),
    );
  }
  return [...found, ...circles(arrows)];
}

function includeBreach(file: string, target: string): string[] {
  const [from, to] = [folderOf(file), folderOf(target)];
  const allowed = SHARED.includes(file) ? ['wire'] : (FOLDERS[from] ?? []);
  if (SHARED.includes(target) && (from !== 'wire' || SHARED.includes(file))) return [];
  if (from === to && !SHARED.includes(file)) return [];
  if (!allowed.includes(to))
    return [
      `native/src/${file} includes ${target}: ${from}/ may include only ${allowed.join(', ') || 'itself'}; move what both need into a lower folder, or pass it in as an argument`,
    ];
  const door = DOORS[to];
  return door && target !== door
    ? [`native/src/${file} includes ${target}: ${to}/ is another process, others may include only ${door}`]
    : [];
}

function folderOf(file: string): string {
  return file.split('/')[0] ?? file;
}

/** Each circle of headers once. */
function circles(arrows: Map<string, string[]>): string[] {
  const found: string[] = [];
  const done = new Set<string>();
  const visit = (file: string, path: string[]): void => {
    if (path.includes(file))
      found.push(`native/src/ has a circle of headers: ${[...path.slice(path.indexOf(file)), file].join(' → ')}`);
    if (path.includes(file) || done.has(file)) return;
    for (const target of arrows.get(file) ?? []) visit(target, [...path, file]);
    done.add(file);
  };
  for (const file of arrows.keys()) visit(file, []);
  return found;
}
