/** Exit codes of the program (README, "Exit codes"). */
export const EXIT = { ok: 0, checkFailed: 1, usage: 2, machineCannot: 3, interrupted: 130 } as const;
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/**
 * An error a person can meet: `message` is one sentence (what failed, on what, what the kernel said), `hint` what to do next.
 * `code` is stable and may be tested for; `exit` is the program's exit code if nobody handles it.
 */
export class LabError extends Error {
  readonly code: string;
  readonly hint: string | undefined;
  readonly exit: ExitCode;
  /** The kernel's errno by name, where a system call was refused. */
  readonly errno: string | undefined;

  constructor(
    code: string,
    message: string,
    more: { hint?: string | undefined; exit?: ExitCode; errno?: string | undefined } = {},
  ) {
    super(message);
    this.name = 'LabError';
    this.code = code;
    this.hint = more.hint;
    this.exit = more.exit ?? EXIT.checkFailed;
    this.errno = more.errno;
  }
}
