/** Audits that the host is afterwards as it was: records what the session does, and compares fingerprints. */
import { readdirSync } from 'node:fs';
import { enclosure } from '../../kernel/enclosure.ts';
import { statHeld } from '../../kernel/held.ts';
import { processStat } from '../../kernel/processes.ts';
import { type Certificate, certify, emptyRecord, noteCall, type SessionRecord } from '../../observe/certificate.ts';
import { type Fingerprint, takeFingerprint } from '../../observe/fingerprint.ts';
import { LabError } from '../../protocol/lab-error.ts';
import type { Call, Hello, Left } from '../../protocol/wire.ts';
import type { CleanCounts } from '../events.ts';

export interface AuditReport {
  clean: CleanCounts;
  certificate: Certificate;
}

/** Directories in which sessions of this machine's root and of this user may keep theirs: native/README.md, the journal. */
export function runDirectories(uid = process.getuid?.() ?? -1, runtime = process.env.XDG_RUNTIME_DIR): string[] {
  // root of a namespace made by hand (unshare -Ur) may not write to /run, and has its directory where other users have theirs
  if (uid === 0 && !enclosure().userNamespace) return ['/run/container-lab'];
  const own = runtime?.startsWith('/') ? [`${runtime}/container-lab`] : [];
  return ['/run/container-lab', ...own, ...basesInTmp(uid)];
}

/** With those whose name has digits at its end: another user had taken the usual one. */
function basesInTmp(uid: number): string[] {
  const usual = `container-lab-${uid}`;
  let names: string[] = [];
  try {
    names = readdirSync('/tmp').filter(name => name.startsWith(`${usual}-`) && /-[0-9a-f]{8}$/.test(name));
  } catch {
    // without a /tmp there is none
  }
  return [usual, ...names].map(name => `/tmp/${name}`);
}

export class HostAudit {
  readonly #before: Fingerprint;
  readonly #record: SessionRecord;

  /** `before`: the host before the helper was started. */
  constructor(before: Fingerprint, { session, run, pid }: Pick<Hello, 'session' | 'run' | 'pid'>) {
    this.#before = before;
    this.#record = emptyRecord(session, run);
    this.noteProcess(pid);
  }

  noteProcess(pid: number): void {
    const started = processStat(pid)?.started;
    if (started !== undefined) this.#record.births.set(pid, started);
  }

  noteCall(call: Call): void {
    noteCall(this.#record, call);
  }

  /** Look once more, when the helper is gone. `told`: what it says it could not remove. Throws a LabError when it cannot look. */
  report(told: Left | null): AuditReport {
    const after = this.#lookAgain();
    after.cgroups.push(...this.#hiddenGroups(after.cgroups));
    after.processes.push(...this.#survivors(after.processes.map(({ pid }) => pid)));
    const certificate = certify(this.#before, after, this.#record);
    const count = (thing: string): number => certificate.ours.filter(left => left.thing === thing).length;
    // a directory that this user may not read: the helper's word is all there is
    if ((told?.files ?? 0) > 0 && count('file') === 0)
      certificate.ours.push({ thing: 'file', name: this.#record.run, change: 'appeared' });
    return {
      clean: {
        mounts: count('mount'),
        cgroups: Math.max(count('cgroup'), told?.cgroups ?? 0),
        processes: Math.max(count('process'), told?.processes ?? 0),
      },
      certificate,
    };
  }

  #lookAgain(): Fingerprint {
    try {
      return takeFingerprint(runDirectories(), this.#before);
    } catch (error) {
      const { message } = error as Error;
      throw new LabError('certificate', `the host could not be compared with what it was before: ${message}`, {
        hint: 'container-lab doctor says what hides it; container-lab clean removes what may be left',
      });
    }
  }

  /** Groups of ours deeper than a fingerprint looks: in a scope of systemd. */
  #hiddenGroups(seen: string[]): string[] {
    return [...this.#record.cgroups].filter(
      path => path.includes(this.#record.session) && !seen.includes(path) && exists(path),
    );
  }

  /** Processes of ours that bear no mark of it any more. */
  #survivors(seen: number[]): Fingerprint['processes'] {
    return [...this.#record.births].flatMap(([pid, started]) => {
      const stat = seen.includes(pid) ? null : processStat(pid);
      if (stat === null || stat.started !== started || stat.state === 'Z' || stat.state === 'X') return [];
      return [{ pid, name: stat.name, started, marks: '' }];
    });
  }
}

function exists(path: string): boolean {
  try {
    return statHeld(path) !== null;
  } catch {
    return false;
  }
}
