/** Judge what may solve a challenge: pure. */
import { halfWayTo } from '../../lesson/half-way.ts';
import type { ChallengeStep } from '../../lesson/lesson.ts';
import type { Sighting } from '../../observe/seeker.ts';
import type { SubjectFacts } from '../../observe/snapshot.ts';
import type { Candidate, Checked, Unclaimed } from '../events.ts';
import { type Evidence, judge } from '../expect.ts';

export interface Judged {
  sighting: Sighting;
  checks: Checked[];
  stars: Checked[];
}

/** What the kernel returned for a candidate, and for the host beside it. */
function evidenceOf({ before, facts, files }: Sighting, host: SubjectFacts): Evidence {
  return {
    before: { host, candidate: { facts: before, files } },
    after: { host, candidate: { facts, files } },
    errno: null,
  };
}

/** The step's checks and stars on one snapshot. */
export function judgeSighting(step: ChallengeStep, sighting: Sighting, host: SubjectFacts): Judged {
  const evidence = evidenceOf(sighting, host);
  const check = ({ test, says }: ChallengeStep['checks'][number]): Checked => {
    const { ok, got, missing } = judge(test, evidence);
    return { ok, text: says, got, missing };
  };
  return { sighting, checks: step.checks.map(check), stars: step.stars.map(check) };
}

/** The learner's before what was claimed; then the one nearest to the solution; among equals the one shown before, else the first. */
export function bestOf(all: readonly Judged[], shown: string | null): Judged | null {
  const rank = (judged: Judged): number[] => [
    held(judged.checks),
    judged.sighting.whose === 'own' ? 1 : 0,
    held(judged.stars),
    judged.sighting.id === shown ? 1 : 0,
  ];
  return all.reduce<Judged | null>(
    (best, judged) => (best === null || isHigher(rank(judged), rank(best)) ? judged : best),
    null,
  );
}

/** How many of them hold. */
export function held(checks: readonly Checked[]): number {
  return checks.filter(({ ok }) => ok).length;
}

export function allHold(checks: readonly Checked[]): boolean {
  return checks.every(({ ok }) => ok);
}

/** The checklist while there is no candidate. */
export function unmet(expectations: ChallengeStep['checks']): Checked[] {
  return expectations.map(({ says }) => ({ ok: false, text: says, got: '' }));
}

/** The candidate as an event names it. */
export function candidateOf({ pid, name, whose }: Sighting): Candidate {
  return { ...(pid === undefined ? {} : { pid }), name, ...(whose === 'claimed' ? { claimed: true as const } : {}) };
}

/**
 * Of what is foreign the one to ask about. A person's work, which comes from a terminal, as soon as something of it holds: who
 * solves the challenge there wants to see how far they are. What a daemon made only when all of it holds.
 */
export function questionable(all: readonly Judged[], shown: string | null): Judged | null {
  const asked = all.filter(({ sighting, checks }) => {
    const fromAPerson = sighting.terminal === true || sighting.pid === undefined;
    return sighting.whose === 'foreign' && (fromAPerson ? held(checks) > 0 : allHold(checks));
  });
  return bestOf(asked, shown);
}

/** What an event says of it. */
export function unclaimedOf({ pid, name, parent }: Sighting): Unclaimed {
  return { ...(pid === undefined ? {} : { pid }), name, ...(parent === undefined ? {} : { parent }) };
}

/** The first hint: what is seen of the best candidate, about the first check that does not hold. Nothing later is spoken of before. */
export function observedHint(step: ChallengeStep, best: Judged | null, host: SubjectFacts): string {
  if (best === null) return step.nothing;
  const evidence = evidenceOf(best.sighting, host);
  const first = best.checks.findIndex(({ ok }) => !ok);
  const halfWay = first < 0 ? undefined : halfWayTo(first, step).find(({ when }) => judge(when, evidence).ok);
  if (halfWay) return halfWay.says;
  const missing = best.checks[first];
  if (missing)
    return `This is still missing: ${missing.text} The kernel says: ${missing.got.replaceAll(/\bcandidate /g, '')}`;
  return step.afterwards === null ? step.nothing : `This is still missing: ${step.afterwards}`;
}

function isHigher(a: readonly number[], b: readonly number[]): boolean {
  const at = a.findIndex((value, i) => value !== b[i]);
  return at >= 0 && (a[at] as number) > (b[at] as number);
}
