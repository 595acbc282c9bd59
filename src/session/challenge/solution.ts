/** A challenge's solution as this learner would type it here. Pure. */
import type { Layout } from '../../kernel/cgroup/index.ts';
import type { ChallengeStep, SolutionLine } from '../../lesson/lesson.ts';
import type { Privilege } from '../events.ts';

interface Circumstances {
  privilege: Privilege;
  layout: Layout;
  /** What {name} stands for. */
  name: string;
}

/** What one types to solve a challenge, and what undoes it. */
export interface Solution {
  lines: string[];
  cleanup: string[];
}

export function solutionOf(step: ChallengeStep, circumstances: Circumstances): Solution {
  return { lines: typed(step.solution, circumstances), cleanup: typed(step.cleanup, circumstances) };
}

/** With `sudo` only for one who needs it; the lines of the other version of cgroups left out. */
function typed(lines: readonly SolutionLine[], { privilege, layout, name }: Circumstances): string[] {
  const version = layout.kind === 'v2' ? 'v2' : 'v1';
  const values: Record<string, string | undefined> = {
    name,
    sudo: privilege === 'root' ? '' : 'sudo ',
    unshare: { root: 'unshare', sudo: 'sudo unshare', rootless: 'unshare --map-root-user' }[privilege],
    ...Object.fromEntries(Object.entries(layout.controllers).map(([name, { mount }]) => [name, mount])),
  };
  return lines
    .filter(({ only }) => only === undefined || only === version)
    .map(({ run }) => run.replace(/\{([a-z]+)\}/g, (all, key: string) => values[key] ?? all));
}
