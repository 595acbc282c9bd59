/** The lessons' command lines for cgroup v2, on a kernel that has only v2; one machine for all of them. */
import { beforeAll, describe, expect, it } from 'vitest';
import { needs } from '../helpers/require.ts';
import { umlRun } from '../helpers/uml.ts';
import { CGROUPS, type Line, ownLines, runnable } from './own-lines.ts';

const lines = ownLines.filter(line => line.only !== 'v1' && runnable(line)).map((line, i) => ({ ...line, i }));

describe.runIf(needs('linux.uml', 'boots a kernel that has only cgroup v2'))('by hand, on a v2 kernel', () => {
  let outputs: string[] = [];

  beforeAll(async () => {
    const { stdout, stderr } = await umlRun(['--mem', '512M'], ['sh', '-c', lines.map(script).join('\n')]);
    outputs = stdout.split(/^=== .*\n/m).slice(1);
    if (outputs.length !== lines.length) throw new Error(`the machine answered:\n${stdout}${stderr}`);
  });

  it.each(lines)('$name', ({ shows, i }) => {
    const [shown = '', left] = (outputs[i] ?? '').split('--- left\n');
    expect(shown).toMatch(new RegExp(shows, 'm'));
    expect(left?.trim()).toBe('');
  });
});

function script({ name, run }: Line): string {
  const typed = `( export LC_ALL=C; sudo() { "$@"; }; ${run} ) 2>&1`;
  return `echo '=== ${name}'; ${typed}; echo '--- left'; ls -d ${CGROUPS}/lab-by-hand 2>/dev/null`;
}
