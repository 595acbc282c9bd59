/** Writes a recording line by line: what was written is readable, whatever dies afterwards. */
import { closeSync, existsSync, fchownSync, fstatSync, openSync, writeSync } from 'node:fs';
import { fileRefusal } from '../kernel/errno.ts';
import { EXIT, LabError } from '../protocol/lab-error.ts';

export class RecordingFile {
  readonly #path: string;
  #fd: number | null;

  private constructor(path: string, fd: number) {
    this.#path = path;
    this.#fd = fd;
  }

  /**
   * A new file, given to `owner`. Throws a usage error when it cannot be written, or when it exists and is not empty: nothing is
   * overwritten.
   */
  static create(path: string, owner: { uid: number; gid: number } | null = null): RecordingFile {
    let fd: number;
    try {
      const isNew = !existsSync(path);
      fd = openSync(path, isNew ? 'ax' : 'a', 0o644);
      if (isNew && owner) fchownSync(fd, owner.uid, owner.gid);
    } catch (error) {
      const { code = 'unknown' } = error as NodeJS.ErrnoException;
      throw new LabError('usage', `${path} cannot be written: ${fileRefusal(code)}`, {
        exit: EXIT.usage,
        hint: 'name a file in a directory that you may write to',
      });
    }
    const info = fstatSync(fd);
    if (!info.isFile() || info.size === 0) return new RecordingFile(path, fd);
    closeSync(fd);
    throw new LabError('usage', `${path} exists already and is not empty`, {
      exit: EXIT.usage,
      hint: 'name another file, or remove it first',
    });
  }

  /** Throws once when it cannot be written any more; later lines are dropped. */
  write(line: string): void {
    if (this.#fd === null) return;
    try {
      const bytes = Buffer.from(line);
      for (let done = 0; done < bytes.length; ) done += writeSync(this.#fd, bytes, done);
    } catch (error) {
      this.close();
      const { code = 'unknown' } = error as NodeJS.ErrnoException;
      throw new LabError('recording', `${this.#path} cannot be written any further: ${fileRefusal(code)}`, {
        hint: 'what was written before can be replayed',
      });
    }
  }

  close(): void {
    if (this.#fd !== null) closeSync(this.#fd);
    this.#fd = null;
  }
}
