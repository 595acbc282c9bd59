/** What would go wrong at execve, said by name before it does. execve(2), ld.so(8). */

/** A look inside the container's root; paths are absolute there, symbolic links are followed there. */
export interface RootReader {
  /** null: does not exist. `mode` is st_mode where the source knows it. */
  stat(path: string): Promise<{ mode: number | null } | null>;
  /** Bytes as a Buffer, shorter at the end of the file; throws when it cannot be read. */
  readAt(path: string, offset: number, length: number): Promise<Buffer>;
}

export interface ExecProblem {
  kind:
    | 'not-found'
    | 'not-executable'
    | 'wrong-arch'
    | 'no-interpreter'
    | 'no-library'
    | 'no-script-interpreter'
    | 'not-a-program';
  /** The file or library that is missing or unfit. */
  name: string;
  /** A sentence for the learner. */
  message: string;
}

/** null: nothing is known to be missing. `path` is the PATH inside, `arch` is process.arch of the kernel's machine. */
export async function checkExec(
  _root: RootReader,
  _argv: readonly string[],
  _options: { path: string; cwd?: string; arch: string },
): Promise<{ program: string; problem: null } | { program: string | null; problem: ExecProblem }> {
  throw new Error('being written');
}
