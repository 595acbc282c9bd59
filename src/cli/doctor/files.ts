/** Who may exchange the files that run as root: pure. */
import type { Check, Findings } from './findings.ts';

/** Only where there is something to say: on most machines the files are root's or one's own. */
export function files({ exposed }: Findings): Check[] {
  if (!exposed) return [];
  const { path, mode, who, todo } = exposed;
  return [
    {
      id: 'files',
      state: 'warn',
      found: `${who} may write to ${path} (mode ${mode})`,
      meaning: 'others could exchange there what container-lab runs as root',
      todo,
    },
  ];
}
