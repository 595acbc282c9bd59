/** A scratch copy of the project in which somebody adds an op, a fact and a lesson, as CONTRIBUTING.md says. */
import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** What is copied; of node_modules there is a link, and everything that is built is built anew. */
const PARTS = ['native', 'src', 'lessons', 'test', 'rootfs', 'docs', 'package.json', 'tsconfig.json', 'README.md'];
const BUILT = /^(native\/build|native\/prebuilt|dist|node_modules)(\/|$)/;

/** One edit: `added` is put before the first place where `before` stands. */
export interface Edit {
  file: string;
  before: string;
  added: string;
}

export class Scratch {
  readonly root = mkdtempSync(join(tmpdir(), 'lab-scratch-'));

  constructor(from: string) {
    for (const part of PARTS)
      cpSync(join(from, part), join(this.root, part), {
        recursive: true,
        preserveTimestamps: true,
        filter: path => !BUILT.test(path.slice(from.length + 1)),
      });
    symlinkSync(join(from, 'node_modules'), join(this.root, 'node_modules'));
  }

  edit({ file, before, added }: Edit): void {
    const text = this.read(file);
    const at = text.indexOf(before);
    if (at < 0) throw new Error(`${file} has no ${JSON.stringify(before)}`);
    writeFileSync(join(this.root, file), text.slice(0, at) + added + text.slice(at));
  }

  /** Takes the edit back while something is tried. */
  async without<T>({ file, added }: Edit, attempt: () => Promise<T>): Promise<T> {
    const text = this.read(file);
    writeFileSync(
      join(this.root, file),
      text.replace(added, () => ''),
    );
    try {
      return await attempt();
    } finally {
      writeFileSync(join(this.root, file), text);
    }
  }

  write(file: string, text: string): void {
    mkdirSync(dirname(join(this.root, file)), { recursive: true });
    writeFileSync(join(this.root, file), text);
  }

  read(file: string): string {
    return readFileSync(join(this.root, file), 'utf8');
  }

  /** Its exit code and all that it printed. */
  run(program: string, ...args: string[]): Promise<{ code: number; output: string }> {
    return new Promise(resolve => {
      const options = { cwd: this.root, maxBuffer: 2 ** 26, env: { ...process.env, NO_COLOR: '1' } };
      const child = execFile(program, args, options, (error, stdout, stderr) =>
        resolve({ code: error ? Number(error.code ?? 1) : 0, output: stdout + stderr }),
      );
      child.stdin?.end();
    });
  }

  /** Each of them ends well, or an error has what was printed. */
  async all(...commands: string[][]): Promise<void> {
    for (const [program = '', ...args] of commands) {
      const { code, output } = await this.run(program, ...args);
      if (code !== 0) throw new Error(`${program} ${args.join(' ')} exits with ${code}:\n${output}`);
    }
  }

  /** Files that are other than in the original, or new. */
  touched(from: string): string[] {
    const files = PARTS.flatMap(part => filesBelow(this.root, part));
    return files.filter(file => !sameFile(join(from, file), join(this.root, file))).sort();
  }

  remove(): void {
    rmSync(this.root, { recursive: true, force: true });
  }
}

function filesBelow(root: string, part: string): string[] {
  if (BUILT.test(part)) return [];
  try {
    return readdirSync(join(root, part), { withFileTypes: true }).flatMap(entry =>
      entry.isDirectory() ? filesBelow(root, `${part}/${entry.name}`) : [`${part}/${entry.name}`],
    );
  } catch {
    return [part];
  }
}

function sameFile(one: string, other: string): boolean {
  try {
    return readFileSync(one).equals(readFileSync(other));
  } catch {
    return false;
  }
}
