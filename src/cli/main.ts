/** The command line: arguments in, exit codes out. The commands are in program.ts. */
import { CommanderError } from 'commander';
import { EXIT, LabError } from '../protocol/lab-error.ts';
import { withoutAppCommand } from './options.ts';
import { folded, sayOnStderr, watchOutput } from './output.ts';
import { createProgram } from './program.ts';
import { version } from './version.ts';

async function main(): Promise<void> {
  const args = withoutAppCommand(process.argv);
  // chalk and Ink look at FORCE_COLOR alone, and only while they load
  if (process.env.NO_COLOR || args.includes('--no-color') || process.env.TERM === 'dumb') process.env.FORCE_COLOR = '0';
  try {
    await createProgram(version()).parseAsync(args);
  } catch (error) {
    process.exitCode = report(error);
  }
}

/** One clear sentence on stderr, and the exit code. */
export function report(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage;
  if (error instanceof LabError) {
    const text = `container-lab: ${error.message}\n${error.hint ? `  ${error.hint}\n` : ''}`;
    sayOnStderr(folded(text, process.stderr.columns));
    return error.exit;
  }
  const said = error instanceof Error ? error.message : String(error);
  const where = process.env.LAB_LOG === '1' && error instanceof Error ? `${error.stack}\n` : '';
  const text = `container-lab: unexpected: ${said}\n  this should not happen; LAB_LOG=1 before the command tells where it did\n`;
  sayOnStderr(`${folded(text, process.stderr.columns)}${where}`);
  return EXIT.checkFailed;
}

watchOutput();
await main();
