/** Everything that is drawn, as one plain value: the session's state, what the learner looks at, and what has changed a moment ago. */

import type { Ending } from '../../helper/terminal-listeners.ts';
import type { Lesson, Step } from '../../lesson/lesson.ts';
import { subjectInView } from '../../session/nsenter.ts';
import type { ChangeState, SessionState, SubjectState } from '../../session/state.ts';
import { appIsRunning, endedExperiment, experimentOutput, outputOf } from '../../session/state-queries.ts';
import { APP, EXPERIMENT } from '../../words/cast.ts';
import type { SubjectName } from '../../words/fact-value.ts';
import type { Size } from '../draw/layout.ts';
import { type Layout, layoutOf } from '../draw/layout.ts';
import type { LessonProgress } from '../draw/menu.ts';
import type { TerminalScreen } from '../draw/terminal.ts';
import type { MarkdownRenderer } from '../text/markdown.ts';
import type { Glossary } from '../text/terms.ts';
import { checklistHeight } from './checklist.ts';
import type { PlaybackModel } from './recorded.ts';
import type { View } from './view.ts';

export interface TerminalModel extends TerminalScreen {
  /** Of its program's root directory, `device/inode`; null until the kernel has said. */
  root: string | null;
  /** Null while it runs, and where nobody knows. */
  how: Ending | null;
}

export interface Model {
  session: SessionState;
  lessons: Lesson[];
  view: View;
  size: Size;
  /** Changes that flash now. */
  recent: ReadonlySet<ChangeState>;
  terminal: TerminalModel | null;
  /** A call to the session has not come back yet. */
  working: boolean;
  /** Steps done in earlier sessions, `lesson/step`. */
  savedSteps: ReadonlySet<string>;
  /** The most stars won at each challenge in earlier sessions, `lesson/step`. */
  savedStars: Readonly<Record<string, number>>;
  /** Steps seen so far, `lesson/step`. */
  visited: ReadonlySet<string>;
  /** How many notes there were when the step began. */
  notesBefore: number;
  /** Present when the session is a recording. */
  playback: PlaybackModel | null;
  /** Null until loaded. */
  markdown: MarkdownRenderer | null;
  /** Empty until loaded, or where there is none. */
  glossary: Glossary;
}

export function currentLesson(model: Model): Lesson | null {
  return model.lessons.find(l => l.id === model.session.lesson) ?? null;
}

export function currentStep(model: Model): Step | null {
  return currentLesson(model)?.steps.find(s => s.id === model.session.step) ?? null;
}

/** The subject to look at beside the host: the experiment, also after its end while its step lasts; else the container. */
export function shownSubject(state: SessionState): { name: SubjectName; state: SubjectState; ended: boolean } | null {
  const ended = endedExperiment(state);
  if (ended) return { ...ended, ended: true };
  const view = subjectInView(state.subjects);
  return view && { name: view.name, state: view.subject, ended: false };
}

/** The app of lesson 06 has been started and has not ended. */
export function appRuns(model: Model): boolean {
  return appIsRunning(model.session);
}

/** There is something for the panic key: the app, or a throw-away process in a group. */
export function canPanic(model: Model): boolean {
  return appRuns(model) || 'cgroup.procs' in (model.session.subjects[EXPERIMENT.name]?.facts ?? {});
}

/** The layout for what is shown now. */
export function layout(model: Model): Layout {
  const { pane, lower } = model.view;
  const timeline = model.playback === null ? 0 : 1;
  const step = currentStep(model);
  return layoutOf(
    { ...model.size, rows: model.size.rows - timeline },
    {
      pane,
      lower,
      demo: model.view.demo,
      terminal: model.terminal !== null || lower === 'terminal',
      output: outputOf(model.session, APP) !== '' || experimentOutput(model.session) !== '',
      ...(step?.type === 'challenge' && model.playback === null && { checklist: checklistHeight(step) }),
    },
  );
}

/** How far the learner is, now or in an earlier session. */
export function progressOf(model: Model, lesson: Lesson): LessonProgress {
  const results = lesson.steps.map(({ id, type }) => {
    if (type !== 'action') return undefined;
    const key = `${lesson.id}/${id}`;
    const result = model.session.results[key];
    if (result?.blocked) return null;
    return result?.ok ?? (model.savedSteps.has(key) ? true : undefined);
  });
  if (results.includes(false)) return 'failed';
  if (lesson.steps.some(({ id }) => model.session.results[`${lesson.id}/${id}`]?.skipped)) return 'skipped';
  const seen = (step: Step, i: number) =>
    step.type === 'action' ? results[i] === true || results[i] === null : model.visited.has(`${lesson.id}/${step.id}`);
  const actions = lesson.steps.filter(s => s.type === 'action').length;
  const held = results.filter(r => r === true || r === null).length;
  const last = lesson.steps.at(-1);
  const atEnd = last !== undefined && seen(last, lesson.steps.length - 1);
  if (actions > 0 ? held === actions : atEnd) return results.includes(null) ? 'refused' : 'held';
  return lesson.steps.some(seen) ? 'in progress' : 'not begun';
}
