/** The list to jump in: each lesson's title, below it its steps, and how they came out. */
import { cell, oneLine } from '../text/text.ts';
import { mark, theme } from '../text/theme.ts';
import { lessonNumber } from './lesson-number.ts';

/** How a step came out. */
export type StepOutcome = 'solved' | 'held' | 'failed' | 'skipped' | 'refused' | null;

export interface JumpPlace {
  lesson: string;
  lessonTitle: string;
  title: string;
  /** Of its lesson. */
  first: boolean;
  /** The learner's position. */
  here: boolean;
  outcome: StepOutcome;
}

export interface JumpView {
  places: readonly JumpPlace[];
  /** The chosen one. */
  index: number;
}

interface JumpLine {
  text: string;
  /** Position in `places`; null for the title of a lesson. */
  place: number | null;
}

export function jumpLines({ places, index }: JumpView, inner: number): JumpLine[] {
  return places.flatMap((place, i) => {
    const line = { text: placeLine(place, i === index, inner), place: i };
    const heading = theme.accent(`${lessonNumber(place.lesson)} ${oneLine(place.lessonTitle)}`);
    return place.first ? [{ text: heading, place: null }, line] : [line];
  });
}

function placeLine({ title, here, outcome }: JumpPlace, chosen: boolean, inner: number): string {
  const sign = signOf(outcome);
  const text = cell(oneLine(title + (here ? '  (you are here)' : '')), inner - 6);
  return chosen ? `${theme.focus(mark.chosen)}  ${sign}  ${theme.focus(text)}` : `   ${sign}  ${text}`;
}

function signOf(outcome: StepOutcome): string {
  switch (outcome) {
    case 'solved':
      return theme.star(mark.star);
    case 'held':
      return theme.good(mark.good);
    case 'failed':
      return theme.bad(mark.bad);
    case 'skipped':
      return theme.bad(mark.skipped);
    case 'refused':
      return theme.quiet(mark.refused);
    default:
      return ' ';
  }
}
