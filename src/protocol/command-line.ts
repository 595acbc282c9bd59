/** How long a command may be that the helper is told to start. */
import { encodeRequest } from './encode.ts';
import { EXIT, LabError } from './lab-error.ts';
import { OPS } from './ops.gen.ts';
import { WireError } from './wire.ts';

/**
 * Throws a LabError (exit 2) for a command that the wire cannot carry. What the kernel itself does not take (execve(2): E2BIG) is not
 * judged here: what came in on a command line has been through it already.
 */
export function checkCommand(argv: readonly string[]): void {
  const most = OPS.exec.args.argv.max;
  if (argv.length > most) throw tooLong(`the command has ${argv.length} arguments, and the helper takes ${most}`);
  try {
    encodeRequest(1, 'exec', { argv });
  } catch (error) {
    if (!(error instanceof WireError)) throw error;
    throw tooLong(`the helper cannot be told this command: ${error.message}`);
  }
}

const tooLong = (sentence: string): LabError =>
  new LabError('usage', sentence, { exit: EXIT.usage, hint: 'put it into a script in the image, and name the script' });
