/** Progress on disk: one file of the user's own, replaced as a whole, never lost. */
import { closeSync, fsyncSync, mkdirSync, openSync, readFileSync, renameSync, rmSync, writeSync } from 'node:fs';
import { homedir, userInfo } from 'node:os';
import { dirname, isAbsolute, join } from 'node:path';
import { errnoMeaning } from '../kernel/errno.ts';
import { isProgress, noProgress, type Progress } from './progress.ts';

/**
 * `$XDG_STATE_HOME/container-lab/progress.json`, by default below ~/.local/state.
 * Under sudo it is root's own file: nothing is written into the home of who called sudo, where it would belong to root.
 */
export function progressFile(env: NodeJS.ProcessEnv = process.env): string {
  const bySudo = process.getuid?.() === 0 && env.SUDO_UID !== undefined;
  const { XDG_STATE_HOME } = env;
  const chosen = !bySudo && XDG_STATE_HOME !== undefined && isAbsolute(XDG_STATE_HOME) ? XDG_STATE_HOME : null;
  const home = bySudo ? userInfo().homedir : homedir();
  return join(chosen ?? join(home, '.local/state'), 'container-lab/progress.json');
}

export class ProgressStore {
  readonly #path: string;
  #says: (sentence: string) => void;

  /** `says` is told, at most once for each cause, what a learner should know about the file. */
  constructor(path: string, says: (sentence: string) => void) {
    this.#path = path;
    this.#says = says;
  }

  /** What was saved. A file that is damaged or from a newer version is put aside, not lost. */
  load(): Progress {
    let text: string;
    try {
      text = readFileSync(this.#path, 'utf8');
    } catch (error) {
      const code = codeOf(error);
      if (code !== 'ENOENT' && code !== 'ENOTDIR')
        this.#says(`your progress in ${this.#path} cannot be read: ${errnoMeaning(code) ?? code}`);
      return noProgress;
    }
    const value = parsed(text);
    if (isProgress(value)) return value;
    this.#putAside(newerThan(value));
    return noProgress;
  }

  /** Whole and on the disk, or not at all; a failure is told once, and the course goes on. */
  save(progress: Progress): boolean {
    const beside = `${this.#path}.${process.pid}.new`;
    try {
      mkdirSync(dirname(this.#path), { recursive: true, mode: 0o700 });
      const fd = openSync(beside, 'wx', 0o600);
      try {
        const bytes = Buffer.from(`${JSON.stringify(progress, null, 1)}\n`);
        for (let done = 0; done < bytes.length; ) done += writeSync(fd, bytes, done);
        fsyncSync(fd);
      } finally {
        closeSync(fd);
      }
      renameSync(beside, this.#path);
      return true;
    } catch (error) {
      const code = codeOf(error);
      removeQuietly(beside); // also one that a process with our number left when it was killed
      this.#says(`your progress cannot be saved in ${this.#path}: ${errnoMeaning(code) ?? code}`);
      this.#says = () => {};
      return false;
    }
  }

  #putAside(newer: boolean): void {
    const aside = `${this.#path}.${newer ? 'newer' : 'damaged'}-${new Date().toISOString().replaceAll(':', '-')}`;
    const what = newer ? 'is from a newer version of container-lab' : 'is damaged';
    try {
      renameSync(this.#path, aside);
      this.#says(`your progress in ${this.#path} ${what}; it is kept as ${aside}, and you begin anew`);
    } catch (error) {
      const code = codeOf(error);
      this.#says(`your progress in ${this.#path} ${what} and cannot be moved: ${errnoMeaning(code) ?? code}`);
    }
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function newerThan(value: unknown): boolean {
  return (
    typeof value === 'object' && value !== null && 'version' in value && Number(value.version) > noProgress.version
  );
}

function removeQuietly(path: string): void {
  try {
    rmSync(path, { force: true });
  } catch {
    // a directory that cannot be written to has none
  }
}

function codeOf(error: unknown): string {
  return (error as NodeJS.ErrnoException).code ?? 'unknown';
}
