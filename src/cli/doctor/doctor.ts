import { EXIT, type ExitCode } from '../../protocol/lab-error.ts';
import { printable } from '../../protocol/printable.ts';
import { say, sayJson } from '../output.ts';
import { about } from './about.ts';
import { canRun, checks } from './checks.ts';
import { examine } from './examine.ts';
import { type Check, type Findings, TRY_SUDO } from './findings.ts';

const MARK = { ok: 'ok  ', warn: 'note', no: 'NO  ', untried: '?   ' } as const;

/**
 * `doctor`: what this machine can and cannot do. Exit code 0 only when every step was tried and can be done; 3 when one cannot, and also
 * when something was not tried, for a script that goes on after a 0 must not be misled.
 */
export async function doctor(options: { json?: boolean; rootless?: boolean }): Promise<ExitCode> {
  const findings = await examine(options.rootless === true);
  const list = checks(findings);
  const able = canRun(list);
  const where = about(findings);
  if (options.json) sayJson({ able, about: where, checks: list, findings });
  else {
    const { version, host, user, uid, date } = where;
    say(printable(`container-lab ${version} on ${host}, user ${user ?? '?'} (${uid}), ${date}\n\n`));
    for (const { id, state, found, meaning, todo } of list) {
      say(`${MARK[state]} ${id.padEnd(19)} ${printable(found)}\n     ${''.padEnd(19)} ${meaning}\n`);
      if (todo) say(`     ${''.padEnd(19)} what to do: ${todo}\n`);
    }
    say(`\n${verdict(list, findings)}\n`);
  }
  return able === true ? EXIT.ok : EXIT.machineCannot;
}

function verdict(list: Check[], findings: Findings): string {
  const of = (state: Check['state']) => list.filter(check => check.state === state).map(check => check.id);
  const no = of('no');
  const untried = of('untried');
  if (no.length === 0 && untried.length > 0)
    return `Nothing was found that keeps the six steps from running, but what needs root was not tried: see the lines marked ?. What to do: ${TRY_SUDO}.`;
  if (no.length === 0)
    return findings.sudo === 'refuses' ? 'The six steps can run here, with --rootless.' : 'The six steps can run here.';
  if (no.join() === 'cgroup' && untried.length === 0)
    return 'Steps 1, 2, 3 and 6 can run here. Of 4 and 5 you will see what the kernel says: see the line marked NO.';
  return 'The six steps cannot run here: see the lines marked NO.';
}
