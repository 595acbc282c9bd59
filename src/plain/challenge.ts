/** Challenges as text: the task, and of the checklist only what has changed. */
import type { ChallengeStep } from '../lesson/lesson.ts';
import { printable } from '../protocol/printable.ts';
import type { EventOf } from '../session/events.ts';
import { candidatePhrase, solvedBy, unclaimedPhrase } from '../session/sentences/challenges.ts';
import { kernelSays, verdictPhrase } from '../session/sentences/steps.ts';
import type { Session } from '../session/session.ts';
import { prose } from './prose.ts';
import { plainLines } from './render.ts';

type Told = EventOf<'challenge'>;

/** The challenge of the present step; null at any other step. */
export function challengeHere(session: Session): ChallengeStep | null {
  const { lesson: lessonId, step: stepId } = session.getState();
  const step = session.lessons.find(l => l.id === lessonId)?.steps.find(s => s.id === stepId);
  return step?.type === 'challenge' ? step : null;
}

/** Something looks like a solution, and may be the learner's. */
export function isAsked(session: Session): boolean {
  const { lesson, step, challenges } = session.getState();
  return (challenges[`${lesson}/${step}`]?.unclaimed ?? null) !== null;
}

/** `terminal`: a shell can be opened from here. */
export function challengeText(step: ChallengeStep, terminal: boolean): string[] {
  const { checks, afterwards, stars } = step;
  return [
    '',
    'Challenge. Your task:',
    ...prose(step.task),
    '',
    'The kernel is watched; it is solved when one of your own making has all of this:',
    ...checks.map(({ says }) => `  ${says}`),
    ...(afterwards === null ? [] : [`  ${afterwards}`]),
    ...stars.map(({ says }) => `  for one star more: ${says}`),
    `${terminal ? 't opens a shell on this machine; any other terminal works as well' : 'Solve it in another terminal'}. i gives a hint. Enter goes on, solved or not.`,
  ];
}

/** A challenge is solved: by which candidate, with how many stars. */
export function solvedText(event: EventOf<'challenge.solved'>): string[] {
  const more = event.stars < event.of ? ['A harder variant still wins its star.'] : [];
  const offer = event.seen ? [] : ['i shows one way to do it.'];
  return [`SOLVED by ${printable(solvedBy(event))}`, ...more, ...offer];
}

/** What of the checklist is new. Programs for which nothing holds come and go with every command: they are not told. */
export class ChecklistChanges {
  #last: Told | null = null;
  #held: Told | null = null;
  #holding = false;
  #hint = '';
  #question = '';

  /** Another step begins: its text is told first. */
  hold(): void {
    this.#last = null;
    this.#held = null;
    this.#holding = true;
  }

  /** The text of the step has been told; what is seen already comes now. */
  begin(): string[] {
    this.#holding = false;
    return this.#held ? this.lines(this.#held) : [];
  }

  /** The first hint follows the kernel: it is told again when it says something else. */
  hint(event: EventOf<'hint'>): string[] {
    if (event.grade !== 1) return plainLines(event);
    if (sentence(event) === this.#hint) return [];
    this.#hint = sentence(event);
    return plainLines(event);
  }

  lines(event: Told): string[] {
    if (this.#holding) {
      this.#held = event;
      return [];
    }
    return [...this.#checklist(event), ...this.#asked(event)];
  }

  /** What looks like it is asked about once, however often it is seen. */
  #asked({ unclaimed, lesson, step }: Told): string[] {
    if (unclaimed === undefined) return [];
    const question = `${lesson}/${step} ${unclaimed.pid} ${unclaimed.name}`;
    if (question === this.#question) return [];
    this.#question = question;
    return [`  looks like it: ${printable(unclaimedPhrase(unclaimed))}. Yours? y: yes, it is mine`];
  }

  #checklist(event: Told): string[] {
    const last = this.#last;
    if (last && signature(last) === signature(event)) return [];
    this.#last = event;
    if (!shows(event)) return last && shows(last) ? ['  gone: nothing of yours holds any more'] : [];
    const before = last && shows(last) && who(last) === who(event) ? rows(last) : [];
    const now = rows(event).filter((row, i) => row.ok !== before[i]?.ok);
    return [...(before.length > 0 ? [] : [`  seen: ${who(event)}${others(event)}`]), ...now.map(rowText)];
  }
}

/** Without the value at its end, which may be another one at every look. */
function sentence({ lesson, step, grade, text }: EventOf<'hint'>): string {
  return `${lesson}/${step} ${grade} ${text.split(' The kernel says: ')[0]}`;
}

interface Row {
  ok: boolean;
  text: string;
  got: string;
  star: boolean;
}

function rows({ checks, stars, afterwards }: Told): Row[] {
  return [
    ...checks.map(check => ({ ...check, star: false })),
    ...(afterwards ? [{ ...afterwards, got: '', star: false }] : []),
    ...stars.map(check => ({ ...check, star: true })),
  ];
}

function rowText({ ok, text, got, star }: Row): string {
  const shown = ok || got === '' ? '' : printable(kernelSays(got.replaceAll(/\bcandidate /g, '')));
  return `  ${verdictPhrase(ok)} ${star ? 'star: ' : ''}${text}${shown}`;
}

/** Something of the learner's holds. */
function shows(event: Told): boolean {
  return event.checks.some(({ ok }) => ok) || event.afterwards?.ok === true;
}

function signature(event: Told): string {
  return shows(event) ? `${who(event)} ${rows(event).map(({ ok }) => ok)}` : '';
}

function who({ candidate }: Told): string {
  return candidate === null ? 'nothing any more' : printable(candidatePhrase(candidate));
}

function others({ candidates }: Told): string {
  return candidates > 1 ? `, the best of ${candidates}` : '';
}
