/** Judge a question: by the kernel where its choices say how, else by its author. Pure. */
import type { Choice, QuestionStep } from '../lesson/lesson.ts';
import { type Evidence, judge } from './expect.ts';

interface Judgement {
  /** Ids of the choices that are right on this kernel. */
  right: string[];
  /** Null when nobody answered. */
  correct: boolean | null;
  /** The author expected something else. */
  kernelDiffers: boolean;
  /** What the kernel returned, where it was asked. */
  evidence: string;
  /** Why the kernel could not be asked: `right` is then what the author says. */
  unjudged?: string;
}

export function judgeQuestion(step: QuestionStep, answer: string | null, evidence: Evidence): Judgement {
  const verdicts = step.choices.map(choice => ({
    choice,
    verdict: choice.trueWhen && judge(choice.trueWhen, evidence),
  }));
  const right = verdicts
    .filter(({ choice, verdict }) => verdict?.ok ?? authorSays(choice, verdicts))
    .map(v => v.choice.id);
  const expected = step.choices.filter(choice => choice.correct).map(choice => choice.id);
  return {
    right,
    correct: answer === null ? null : right.includes(answer),
    kernelDiffers: right.join() !== expected.join(),
    evidence: [...new Set(verdicts.flatMap(({ verdict }) => verdict?.got.split('; ') ?? []))].join('; '),
  };
}

/** Where the action that was to decide did not come about, only the author's answer counts. */
export function authorsAnswer(step: QuestionStep, answer: string | null, { message }: { message: string }): Judgement {
  const right = step.choices.filter(choice => choice.correct).map(choice => choice.id);
  return {
    right,
    correct: answer === null ? null : right.includes(answer),
    kernelDiffers: false,
    evidence: '',
    unjudged: message,
  };
}

/** A choice without a predicate is right when its author says so, unless the kernel was asked about another one that then is. */
function authorSays(choice: Choice, verdicts: { choice: Choice; verdict: { ok: boolean } | undefined }[]): boolean {
  return choice.correct && !verdicts.some(({ verdict }) => verdict?.ok);
}
