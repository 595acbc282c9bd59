/** The big screen of a class: what it is about, and which facts are pinned to it. Pure. */

import type { ActionStep, Lesson } from '../../lesson/lesson.ts';
import { type Primitive, primitivesOf } from '../../lesson/primitives.ts';
import { CONTAINER } from '../../words/cast.ts';
import type { PinnedFact } from '../draw/demo-facts.ts';
import { currentLesson, currentStep, type Model, shownSubject } from './model.ts';

/** The big screen is on, unless the presenter looks into a pane. */
export function showsDemo({ view, playback }: Model): boolean {
  return view.demo && view.screen === 'lesson' && view.pane === 'lesson' && playback === null;
}

/** The action that the step is, or asks about. */
export function demoAction(model: Model): ActionStep | null {
  const step = currentStep(model);
  const id = step?.type === 'question' ? step.before : step?.id;
  const action = currentLesson(model)?.steps.find(s => s.id === id);
  return action?.type === 'action' ? action : null;
}

/** By the name that was asked for, where the action has several. */
export function demoPrimitive(model: Model): Primitive | null {
  const action = demoAction(model);
  const all = primitivesIn(model.lessons).filter(p => p.lesson === model.session.lesson && p.action === action?.id);
  const wanted = model.view.primitive?.toLowerCase();
  return all.find(p => p.name.toLowerCase() === wanted) ?? all[0] ?? null;
}

/** Those that there are, before the step or now. */
export function pinnedFacts(model: Model): PinnedFact[] {
  const subject = shownSubject(model.session);
  const host = model.session.subjects.host?.facts ?? {};
  const { changes } = model.session;
  return (demoPrimitive(model)?.facts ?? []).flatMap(key => {
    const now = subject?.state.facts[key];
    const first = changes.find(c => c.key === key && c.subject === subject?.name);
    const before =
      first === undefined || JSON.stringify(first.before) === JSON.stringify(now) ? undefined : first.before;
    return now === undefined && before === undefined
      ? []
      : [{ key, subject: subject?.name ?? CONTAINER.name, before, now, host: host[key] }];
  });
}

let known: { lessons: Lesson[]; primitives: Primitive[] } | null = null;

function primitivesIn(lessons: Lesson[]): Primitive[] {
  if (known?.lessons !== lessons) known = { lessons, primitives: primitivesOf(lessons) };
  return known.primitives;
}
