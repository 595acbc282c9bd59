/** Questions in words, for whoever has only the events and not the lesson's own words. */
import type { EventOf } from '../events.ts';
import { kernelSays } from './steps.ts';

export function answerSentence({ choice }: EventOf<'answer'>): string {
  return `your answer: ${choice}`;
}

export function judgedSentences(event: EventOf<'judged'>): string[] {
  const { right, correct, evidence, unjudged, kernelDiffers } = event;
  const verdict = correct === null ? '' : correct ? 'right: ' : 'not so: ';
  return [
    `${verdict}the answer is ${right.join(', ') || 'none of them'}${evidence === '' ? '' : kernelSays(evidence)}`,
    ...(unjudged === undefined ? [] : [unjudgedSentence(unjudged)]),
    ...(kernelDiffers ? ['your kernel differs from what the author of this lesson expected'] : []),
  ];
}

/** Whose answer it is where the kernel did not judge, and why. */
export function unjudgedSentence(why: string): string {
  return `this is what the author says; the kernel could not be asked: ${why}`;
}
