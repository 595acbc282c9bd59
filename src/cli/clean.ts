import { EXIT, type ExitCode } from '../protocol/lab-error.ts';
import { runHelperOnce } from '../stage/launch.ts';

/** Sweep what killed sessions left; living sessions are not touched. */
export async function clean(options: { json?: boolean }): Promise<ExitCode> {
  const swept = await runHelperOnce('clean', { asRoot: true, interactive: process.stdin.isTTY });
  if (options.json) process.stdout.write(`${JSON.stringify(swept)}\n`);
  else {
    const parts = Object.entries(swept)
      .filter(([, n]) => typeof n === 'number' && n > 0)
      .map(([what, n]) => `${n} ${what}`);
    process.stdout.write(parts.length > 0 ? `removed: ${parts.join(', ')}\n` : 'nothing of a dead session was left\n');
  }
  return EXIT.ok;
}
