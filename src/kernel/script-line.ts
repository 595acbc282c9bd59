/** The first line of a script as the kernel reads it: execve(2), fs/binfmt_script.c of Linux 5.1 and later. */

/** So many bytes of a program the kernel looks at to know what it is (BINPRM_BUF_SIZE). */
export const HEAD_SIZE = 256;

/** `interpreter` is a path, a carriage return at its end included, for the kernel takes it for a part of the name. */
type ScriptLine = { interpreter: string } | { unfit: 'names-nothing' | 'too-long' };

/** Of the first HEAD_SIZE bytes of a file; null when they do not begin with `#!`. */
export function scriptLine(head: Buffer): ScriptLine | null {
  if (head.toString('latin1', 0, 2) !== '#!') return null;
  const end = head.indexOf('\n');
  const line = head.toString('utf8', 2, end < 0 ? HEAD_SIZE : end);
  const [interpreter = '', ...more] = line.replace(/^[ \t]+/, '').split(/[ \t\0]/);
  if (interpreter === '') return { unfit: 'names-nothing' };
  // a name that goes on behind what the kernel has read is not carried out in part
  if (end < 0 && head.length >= HEAD_SIZE && more.length === 0) return { unfit: 'too-long' };
  return { interpreter };
}
