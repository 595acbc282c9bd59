import { runHelperOnce } from '../helper/launch.ts';
import { askSudo } from '../helper/sudo.ts';
import { countsPhrase } from '../protocol/counts.ts';
import { EXIT, type ExitCode, LabError } from '../protocol/lab-error.ts';
import { exposedText, warnExposed } from './exposed-files.ts';
import { say } from './output.ts';
import { requireProc, requireTrees } from './require-visible.ts';

/** What `lab-helper clean` prints: what it took away, and what it could not. */
interface Report {
  swept: Record<string, number>;
  left: Record<string, number>;
}

/** Sweep what killed sessions left: the user's own without sudo, and those started through it. Living sessions are not touched. */
export async function clean(options: { json?: boolean }): Promise<ExitCode> {
  // what lies hidden would not be found, and counted as gone
  requireProc();
  requireTrees();
  const interactive = process.stdin.isTTY === true;
  const { state: sudo, said } = await askSudo();
  const reports: Report[] = [];
  const exposed = sudo === 'none' || sudo === 'refuses' ? null : exposedText();
  if (exposed !== null) warnExposed(exposed);
  if (sudo !== 'root') reports.push(await sweep(false, interactive));
  if (sudo === 'asks' && !interactive)
    throw new LabError(
      'sudo',
      `sessions started through sudo were not looked at: it says “${said ?? ''}”, and there is no terminal`,
      {
        exit: EXIT.machineCannot,
        hint: 'run container-lab clean in a terminal',
      },
    );
  const asRoot = sudo === 'free' || sudo === 'asks' || sudo === 'root';
  if (asRoot) reports.push(await sweep(true, interactive));
  const swept = sum(reports.map(report => report.swept));
  const left = sum(reports.map(report => report.left));
  if (options.json) say(`${JSON.stringify({ swept, left })}\n`);
  else {
    const removed = countsPhrase(swept);
    const whose = asRoot ? 'a dead session' : 'a dead session of yours';
    say(removed === '' ? `nothing of ${whose} was left\n` : `removed: ${removed}\n`);
  }
  const remains = countsPhrase(left);
  if (remains === '') return EXIT.ok;
  throw new LabError('clean', `could not remove: ${remains}`, {
    hint: 'a process may still be in a group: look for container-lab in /sys/fs/cgroup and /run, then try again',
  });
}

async function sweep(asRoot: boolean, interactive: boolean): Promise<Report> {
  return (await runHelperOnce('clean', { asRoot, interactive })) as unknown as Report;
}

function sum(counts: Record<string, number>[]): Record<string, number> {
  const total: Record<string, number> = {};
  for (const [what, n] of counts.flatMap(Object.entries<number>)) total[what] = (total[what] ?? 0) + n;
  return total;
}
