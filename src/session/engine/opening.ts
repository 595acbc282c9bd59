/** The event `session` and the first notes: where and as whom the session runs, and what it found. */
import { countsPhrase } from '../../protocol/counts.ts';
import type { Hello } from '../../protocol/wire.ts';
import { CONTRACT } from '../contract.ts';
import type { EventOf, LabEventBody } from '../events.ts';

/** What the helper does not know: the image is of `source`. */
type About = Pick<EventOf<'session'>, 'version' | 'cgroup' | 'privilege' | 'name'> & { source: string };

export function sessionEvent({ kernel, arch, layers, rootfs }: Hello, { source, ...about }: About): LabEventBody {
  return {
    type: 'session',
    contract: CONTRACT,
    kernel,
    arch,
    ...about,
    started: new Date().toISOString(),
    rootfs: { path: rootfs, layers, source },
  };
}

/** What dead sessions had left, and the helper has removed on its way. */
export function sweptNotes({ swept }: Hello): string[] {
  const { sessions: _sessions, ...things } = swept ?? {};
  const left = countsPhrase(things);
  return left === '' ? [] : [`a session that was killed had left ${left}; removed now`];
}
