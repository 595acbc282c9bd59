/** From two moments to the events `facts`, `change` and `gone` between them. Pure. */
import { attribute, type Circumstances, type OpRecord } from '../../../observe/attribution.ts';
import { type Change, diff } from '../../../observe/diff.ts';
import type { Snapshot } from '../../../observe/snapshot.ts';
import { HOST } from '../../../words/cast.ts';
import type { Facts } from '../../../words/fact-value.ts';
import type { LabEventBody } from '../../events.ts';
import type { Observed, Places } from './observed.ts';

/** A snapshot, and which process each name in it stood for. */
export interface Moment {
  snapshot: Snapshot;
  pids: Readonly<Record<string, number>>;
}

export const NOTHING: Moment = { snapshot: {}, pids: {} };

/** What was done between the two moments. */
export interface Between {
  observed: readonly Observed[];
  ops: readonly OpRecord[];
  places: Places;
}

export function momentOf(observed: readonly Observed[], snapshot: Snapshot): Moment {
  return { snapshot, pids: Object.fromEntries(observed.map(({ name, pid }) => [name, pid])) };
}

/** What is to be told of `now`, after `before`. */
export function compare(before: Moment, now: Moment, between: Between): LabEventBody[] {
  return [
    ...appeared(before, now),
    ...diff(before.snapshot, now.snapshot, becamePrograms(before, now, between)).map(
      (change): LabEventBody => ({ type: 'change', ...change, ...whoseDoing(change, now, between) }),
    ),
    ...gone(
      before,
      Object.keys(before.snapshot).filter(name => !now.snapshot[name]),
    ),
  ];
}

/** The events `gone` of these subjects. */
export function gone({ snapshot, pids }: Moment, names: readonly string[]): LabEventBody[] {
  return names.flatMap((subject): LabEventBody[] => {
    const pid = pids[subject];
    return subject !== HOST && snapshot[subject] && pid !== undefined ? [{ type: 'gone', subject, pid }] : [];
  });
}

/** A subject is told whole when it is first seen; another process under the same name is another subject. */
function appeared(before: Moment, now: Moment): LabEventBody[] {
  return Object.entries(now.pids).flatMap(([subject, pid]): LabEventBody[] => {
    const seen = now.snapshot[subject];
    if (!seen || (before.snapshot[subject] && before.pids[subject] === pid)) return [];
    return [{ type: 'facts', subject, pid, facts: seen.facts, files: seen.files }];
  });
}

/** Who goes on under another name since: from the new one to the old one. Of one that was never seen alive there is nothing to compare. */
function becamePrograms(before: Moment, now: Moment, { observed }: Between): Record<string, string> {
  const those = observed.filter(({ name }) => {
    const seen = now.snapshot[name];
    return seen !== undefined && !seen.ending && before.snapshot[name] === undefined;
  });
  return Object.fromEntries(those.map(({ name, was }) => [name, was]));
}

function whoseDoing(change: Change, now: Moment, { observed, ops, places }: Between) {
  const subject = observed.find(({ name }) => name === change.subject);
  return attribute(change, ops, {
    ...{ of: subject?.of ?? null, ran: subject?.ran ?? false, sent: subject?.sent ?? [] },
    ...endOf(now.snapshot[change.subject]?.facts ?? {}),
    ...places,
  });
}

function endOf(facts: Facts): Pick<Circumstances, 'end'> {
  const signal = facts['exit.signal'];
  if (signal === undefined) return {};
  return { end: { signal: signal === null ? null : String(signal), oomKills: Number(facts['exit.oomKill'] ?? 0) } };
}
