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

/** Collects the stops from the events, in the order in which they happened. */
export class StopFinder {
  readonly found: Stop[] = [];
  /** The step that has begun, until its container is taken down or another one begins. */
  #open: Stop | null = null;
  #done = false;
  #t = 0;

  /** `events`: how many there are with this one. */
  add(event: LabEvent, events: number): void {
    const { type } = event;
    if (type === 'step.end' || type === 'judged') this.#done = true;
    const over = type === 'step.start' || type === 'lesson.start' || type === 'hold' || type === 'clean';
    if (over || (this.#done && type === 'gone')) this.end(events - 1, this.#t);
    this.#t = event.t;
    if (type !== 'step.start') return;
    const { lesson, step, t } = event;
    this.#open = { events, t, lesson, step, phase: 'begun' };
    this.#done = false;
    this.found.push(this.#open);
  }

  /** Nothing more comes: so many events, the last at `t`. */
  end(events: number, t: number): void {
    if (this.#open && this.#done) this.found.push({ ...this.#open, events, t, phase: 'done' });
    this.#open = null;
  }
}

/** The lessons a recording tells of, as they are shipped; one that is not keeps the titles that were recorded. */
export class RecordedLessons {
  readonly #titles = new Map<string, string>();
  readonly #steps = new Map<string, Map<string, EventOf<'step.start'>>>();

  add(event: LabEvent): void {
    if (event.type !== 'lesson.start' && event.type !== 'step.start') return;
    const { lesson, title } = event;
    if (!this.#titles.has(lesson)) this.#titles.set(lesson, title);
    const steps = this.#steps.get(lesson) ?? new Map<string, EventOf<'step.start'>>();
    this.#steps.set(lesson, steps);
    if (event.type === 'step.start' && !steps.has(event.step)) steps.set(event.step, event);
  }

  as(shipped: Lesson[]): Lesson[] {
    return [...this.#titles].map(([id, title]) => {
      const lesson = shipped.find(known => known.id === id) ?? unknownLesson(id, title);
      const here = new Set(lesson.steps.map(step => step.id));
      const missing = [...(this.#steps.get(id)?.values() ?? [])].filter(({ step }) => !here.has(step));
      return missing.length === 0 ? lesson : { ...lesson, steps: [...lesson.steps, ...missing.map(unknownStep)] };
    });
  }
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
