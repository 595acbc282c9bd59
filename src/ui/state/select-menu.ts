/** Model → what the menu draws. */
import type { MenuView } from '../draw/menu.ts';
import { type Model, progressOf } from './model.ts';
import { starsIn } from './stars.ts';

export function menuView(model: Model): MenuView {
  const { demo, menuIndex } = model.view;
  const lessons = model.lessons.map(lesson => ({
    id: lesson.id,
    title: lesson.title,
    minutes: lesson.minutes,
    objectives: lesson.objectives,
    progress: demo ? null : progressOf(model, lesson),
    stars: demo ? null : starsIn(model, lesson),
  }));
  return { lessons, index: menuIndex };
}
