/** The command lines that belong to the step shown, whole. */
import { byHandLine } from '../../session/by-hand.ts';
import { nsenterLine } from '../../session/nsenter.ts';
import { oneLine } from '../text/text.ts';
import { challengeOf } from './checklist.ts';
import { currentStep, type Model } from './model.ts';

export interface CopyText {
  what: string;
  /** One or more lines. */
  text: string;
  /**
   * The lines are for several shells: one starts the shell that the next ones are for. Pasted together they would go on in the shell of
   * the machine when that one ends, so they are sent one by one.
   */
  oneByOne?: true;
}

const SOLUTION = 'one way to solve it, a line at a time: some start a shell for the next';

/** In a recording nothing runs that could be entered: only what stands for itself. */
export function copyTexts(model: Model): CopyText[] {
  const { session, playback } = model;
  const step = currentStep(model);
  const byHand = step?.type === 'action' ? step.byHand.filter(b => playback === null || b.where === 'own') : [];
  const solution = step?.type === 'challenge' ? (challengeOf(session, step)?.solution ?? []) : [];
  const enter = playback === null ? nsenterLine(session.subjects, session.session?.privilege ?? 'root') : null;
  return [
    ...byHand.flatMap(line => {
      const text = byHandLine(line, session);
      return text === null ? [] : [{ what: 'the same by hand', text: oneLine(text) }];
    }),
    ...(solution.length > 0
      ? [{ what: SOLUTION, text: solution.map(oneLine).join('\n'), oneByOne: true as const }]
      : []),
    ...(enter === null
      ? []
      : [{ what: 'a shell inside, from another terminal (nsenter(1), as docker exec does it)', text: oneLine(enter) }]),
  ];
}
