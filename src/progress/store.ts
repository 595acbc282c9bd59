/** Progress on disk: one file of the user's own, replaced as a whole, never lost. */
import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, isAbsolute, join } from 'node:path';
import { fileRefusal } from '../kernel/errno.ts';
import { type NoText, readText } from '../kernel/text-file.ts';
import { isProgress } from './is-progress.ts';
import { asPerson, callerOfSudo, type Person } from './owner.ts';
import { noProgress, type Progress } from './progress.ts';
import { fromVersion1, newerVersion, VERSION } from './version.ts';

/** Of the whole course it has 20 KiB. */
const LONGEST = 4 * 1024 * 1024;

/**
 * `$XDG_STATE_HOME/container-lab/progress.json`, by default below ~/.local/state. Under sudo it is in the home of who called it.
 * Without any home there is no such file: the path cannot exist, and saving says so.
 */
export function progressFile(env: NodeJS.ProcessEnv = process.env, person = callerOfSudo(env)): string {
  const { XDG_STATE_HOME } = env;
  const chosen = XDG_STATE_HOME !== undefined && isAbsolute(XDG_STATE_HOME) ? XDG_STATE_HOME : null;
  return join(chosen ?? join(person?.home ?? ownHome(), '.local/state'), 'container-lab/progress.json');
}

/** HOME, or what passwd(5) says; a user whom it does not know has none. */
function ownHome(): string {
  try {
    return homedir();
  } catch {
    return '/nonexistent';
  }
}

export class ProgressStore {
  readonly #path: string;
  readonly #person: Person | null;
  #says: (sentence: string) => void;

  /**
   * `says` is told, at most once for each cause, what a learner should know about the file.
   * `person`: whose file it is, when it is not that of who runs this.
   */
  constructor(path: string, says: (sentence: string) => void, person: Person | null = null) {
    this.#path = path;
    this.#says = says;
    this.#person = person;
  }

  /** What was saved. A file that is damaged or from a newer version is put aside, not lost. */
  load(): Progress {
    return asPerson(this.#person, () => this.#load());
  }

  #load(): Progress {
    let text: string;
    try {
      text = readText(this.#path, LONGEST);
    } catch (error) {
      const { code, message } = error as NoText;
      if (code !== 'ENOENT' && code !== 'ENOTDIR')
        this.#says(`your progress in ${this.#path} cannot be read: ${message}`);
      return noProgress;
    }
    const value = fromVersion1(parsed(text));
    if (isProgress(value)) return value;
    this.#renameUnreadable(newerVersion(value));
    return noProgress;
  }

  /** Whole and on the disk, or not at all; a failure is told once, and the course goes on. */
  save(progress: Progress): boolean {
    return asPerson(this.#person, () => this.#save(progress));
  }

  #save(progress: Progress): boolean {
    const beside = `${this.#path}.${process.pid}.new`;
    try {
      makeFolder(dirname(this.#path));
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
      this.#says(`your progress cannot be saved in ${this.#path}: ${fileRefusal(code)}`);
      this.#says = () => {};
      return false;
    }
  }

  #renameUnreadable(newer: number | null): void {
    const kept = `${this.#path}.${newer === null ? 'damaged' : 'newer'}-${new Date().toISOString().replaceAll(':', '-')}`;
    const what =
      newer === null
        ? 'is damaged'
        : `is of version ${newer}, from a newer container-lab (this one reads versions 1 to ${VERSION})`;
    try {
      renameSync(this.#path, kept);
      this.#says(`your progress in ${this.#path} ${what}; it is kept as ${kept}, and you begin anew`);
    } catch (error) {
      const code = codeOf(error);
      this.#says(`your progress in ${this.#path} ${what} and cannot be moved: ${fileRefusal(code)}`);
    }
  }
}

/** Every folder that is missing, with the kernel's own reason where that fails (mkdirSync's `recursive` says ENOENT for EROFS). */
function makeFolder(path: string): void {
  if (existsSync(path)) return;
  if (dirname(path) !== path) makeFolder(dirname(path));
  try {
    mkdirSync(path, { mode: 0o700 });
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error;
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
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
