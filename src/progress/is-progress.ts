/** Is a progress file what it should be? It is a file: it may be damaged, or made by hand. Pure. */
import type { Progress } from './progress.ts';
import { VERSION } from './version.ts';

/** Is this what an earlier session has saved? Whether it can be true, `believable` says. */
export function isProgress(value: unknown): value is Progress {
  if (!isMap(value) || value.version !== VERSION || !isMap(value.lessons)) return false;
  if (value.last !== null && !(isMap(value.last) && areTexts(value.last.lesson, value.last.step))) return false;
  return Object.values(value.lessons).every(
    lesson =>
      isMap(lesson) &&
      isMap(lesson.steps) &&
      isMap(lesson.answers) &&
      Object.values(lesson.steps).every(s => isMap(s) && areTexts(s.at, s.kernel) && isEvidence(s.evidence)) &&
      Object.values(lesson.answers).every(isAnswered) &&
      areChallenges(lesson.challenges),
  );
}

function isAnswered(value: unknown): boolean {
  if (!isMap(value) || !areTexts(value.at, value.kernel, value.choice, value.evidence)) return false;
  const { first } = value;
  const firstFits = first === undefined || (isMap(first) && areTexts(first.at, first.choice) && isFlag(first.correct));
  return isFlag(value.correct) && firstFits;
}

function isFlag(value: unknown): boolean {
  return typeof value === 'boolean';
}

function areChallenges(value: unknown): boolean {
  if (value === undefined) return true;
  return isMap(value) && Object.values(value).every(isChallengeDone);
}

function isChallengeDone(value: unknown): boolean {
  if (!isMap(value) || !areTexts(value.at, value.kernel) || !isEvidence(value.evidence)) return false;
  if (value.claimed !== undefined && value.claimed !== true) return false;
  return typeof value.stars === 'number' && typeof value.of === 'number' && typeof value.seen === 'boolean';
}

function isEvidence(value: unknown): boolean {
  const fits = (text: unknown): boolean => text === null || typeof text === 'string';
  return (
    Array.isArray(value) &&
    value.every(one => isMap(one) && areTexts(one.subject, one.key) && fits(one.before) && fits(one.after))
  );
}

function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function areTexts(...values: unknown[]): boolean {
  return values.every(value => typeof value === 'string');
}
