/** What the helper asks of the kernel: each call tried, with the Linux that brought it. Pure. */
import type { Check, Findings } from './findings.ts';

interface Needed {
  /** Name of the trial in `lab-helper probe`. */
  trial: string;
  call: string;
  /** The Linux that brought it, by the VERSIONS or HISTORY of its man page. */
  since: string;
  /** What goes without it; null: nothing does. */
  without: string | null;
}

const NEEDED: readonly Needed[] = [
  { trial: 'closeRange', call: 'close_range', since: '5.9', without: null },
  { trial: 'pidfd', call: 'pidfd_open', since: '5.3', without: null },
  { trial: 'setnsPidfd', call: 'setns with a pidfd', since: '5.8', without: 'no shell opens in the container' },
  { trial: 'openat2', call: 'openat2', since: '5.6', without: 'a lesson of others may write nothing below /proc' },
];

/** The lowest Linux on which the helper works. */
const LOWEST = '5.9';

/** Doctor's line about kernel, helper and Node. */
export function kernel({ platform: os, probe, probeError, node }: Findings): Check {
  const id = 'kernel';
  if (os !== 'linux')
    return {
      id,
      state: 'no',
      found: `${os}, Node ${node}`,
      meaning: 'containers are made by a Linux kernel',
      todo: 'use the Vagrant VM of this project or any Linux machine',
    };
  if (!probe)
    return {
      id,
      state: 'no',
      found: probeError ?? 'the helper could not be asked',
      meaning: 'the native helper does not run here',
      todo: 'build it in a checkout: npm run build (needs a C compiler)',
    };
  const found = `Linux ${probe.kernel} on ${probe.arch}, Node ${node}`;
  const missing = NEEDED.flatMap(needed => {
    const tried = probe.can[needed.trial];
    return tried === undefined || tried === true ? [] : [{ ...needed, errno: tried.errno }];
  });
  if (missing.length === 0)
    return { id, state: 'ok', found, meaning: 'the helper runs, and has every call that it needs' };
  const said = missing.map(({ call, errno, since }) => `${call}: ${errno} (Linux ${since} brought it)`).join('; ');
  const needed = missing.some(({ without }) => without === null);
  return {
    id,
    state: needed ? 'no' : 'warn',
    found: `${found}; ${said}`,
    meaning: needed
      ? `the helper cannot work without it; Linux ${LOWEST} is the lowest that it works on`
      : missing.map(({ without }) => without).join('; '),
    todo: 'a newer kernel; in a container or sandbox perhaps its filter hides the call: run outside of it',
  };
}
