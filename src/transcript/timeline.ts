/** Where one can stop in a recording: at the beginning of each step, and at what it led to. Pure. */
import type { Lesson, ReadStep } from '../lesson/lesson.ts';
import type { EventOf, LabEvent } from '../session/events.ts';

export interface Stop {
  /** How many events have happened by then. */
  events: number;
  /** Milliseconds since the session began. */
  t: number;
  lesson: string;
  step: string;
  /** `begun`: before the step was carried out; `done`: its outcome is there. */
  phase: 'begun' | 'done';
}

/** In the order in which they happened. */
export function stopsOf(events: LabEvent[]): Stop[] {
  const stops: Stop[] = [];
  events.forEach((event, i) => {
    if (event.type !== 'step.start') return;
    const { lesson, step, t } = event;
    stops.push({ events: i + 1, t, lesson, step, phase: 'begun' });
    const outcome = outcomeOf(events, i + 1);
    if (outcome !== null) stops.push({ events: outcome, t: events[outcome - 1]?.t ?? t, lesson, step, phase: 'done' });
  });
  return stops;
}

/** Is the step that begins at this event carried out before the next one begins? */
export function isCarriedOut(events: LabEvent[], index: number): boolean {
  return outcomeOf(events, index + 1) !== null;
}

/** Number of events up to the outcome of the step that begins before `from`: before its container is taken down or another step begins. */
function outcomeOf(events: LabEvent[], from: number): number | null {
  let done = false;
  for (let i = from; i < events.length; i++) {
    const type = events[i]?.type;
    if (type === 'step.end' || type === 'judged') done = true;
    const over = type === 'step.start' || type === 'lesson.start' || type === 'hold' || type === 'clean';
    if (over || (done && type === 'gone')) return done ? i : null;
  }
  return done ? events.length : null;
}

/** The lessons a recording tells of, as they are shipped; one that is not keeps the titles that were recorded. */
export function lessonsOf(events: LabEvent[], shipped: Lesson[]): Lesson[] {
  const found = new Map<string, Lesson>();
  for (const event of events) {
    if (event.type !== 'lesson.start' && event.type !== 'step.start') continue;
    const lesson =
      found.get(event.lesson) ??
      shipped.find(({ id }) => id === event.lesson) ??
      unknownLesson(event.lesson, event.title);
    const missing = event.type === 'step.start' && !lesson.steps.some(({ id }) => id === event.step);
    found.set(event.lesson, missing ? { ...lesson, steps: [...lesson.steps, unknownStep(event)] } : lesson);
  }
  return [...found.values()];
}

function unknownStep({ step, title }: EventOf<'step.start'>): ReadStep {
  return { type: 'read', id: step, title, text: '', line: 0 };
}

function unknownLesson(id: string, title: string): Lesson {
  return {
    schema: 1,
    id,
    title,
    kind: 'extra',
    notesStep: null,
    minutes: 0,
    objectives: [],
    covers: [],
    corrections: [],
    terms: [],
    requires: { root: false, namespaces: [], filesystems: [], cgroup: 'any' },
    watch: [],
    steps: [],
    reading: [],
    intro: '',
    file: id,
  };
}
