/** Keeps the model: what the session says, what the learner looks at, what has changed a moment ago; and tells who draws when it changes. */
import type { Session } from '../../session/session.ts';
import type { SessionState } from '../../session/state.ts';
import type { Size } from '../draw/layout.ts';
import type { MarkdownRenderer } from '../text/markdown.ts';
import type { Glossary } from '../text/terms.ts';
import type { Model, TerminalModel } from './model.ts';
import { RecentChanges } from './recent-changes.ts';
import { playbackOf } from './recorded.ts';
import type { SavedProgress } from './saved-progress.ts';
import { initialView, reduceView, type View, type ViewEvent } from './view.ts';

/** Between two drawings; a jump makes hundreds of changes in a moment. */
const PAUSE_MS = 30;

/** The parts of the model that come from others: the terminals, and the calls to the session. */
interface Sources {
  terminal(typing: boolean): TerminalModel | null;
  working(): boolean;
}

export class Store {
  readonly #session: Session;
  readonly #sources: Sources;
  readonly #listeners = new Set<() => void>();
  readonly #recent = new RecentChanges(() => this.changed());
  #view: View = initialView;
  #size: Size;
  #markdown: MarkdownRenderer | null = null;
  #glossary: Glossary = [];
  readonly #saved: SavedProgress;
  #visited: ReadonlySet<string>;
  #notesBefore = 0;
  #model: Model | null = null;
  #stopped = false;
  #timer: NodeJS.Timeout | null = null;
  #toldAt = 0;

  constructor(session: Session, size: Size, saved: SavedProgress, sources: Sources) {
    this.#saved = saved;
    this.#visited = saved.done;
    this.#session = session;
    this.#size = size;
    this.#sources = sources;
  }

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** The same object until something changes. */
  getModel = (): Model => {
    this.#model ??= {
      session: this.#session.getState(),
      lessons: this.#session.lessons,
      view: this.#view,
      size: this.#size,
      recent: this.#recent.current,
      terminal: this.#sources.terminal(this.#view.typing),
      working: this.#sources.working(),
      savedSteps: this.#saved.done,
      savedStars: this.#saved.stars,
      visited: this.#visited,
      notesBefore: this.#notesBefore,
      playback: playbackOf(this.#session),
      markdown: this.#markdown,
      glossary: this.#glossary,
    };
    return this.#model;
  };

  get view(): View {
    return this.#view;
  }

  dispatch(event: ViewEvent): void {
    const next = reduceView(this.#view, event);
    if (next === this.#view) return;
    this.#view = next;
    this.changed();
  }

  resize(size: Size): boolean {
    if (size.columns === this.#size.columns && size.rows === this.#size.rows) return false;
    this.#size = size;
    this.changed();
    return true;
  }

  setMarkdown(renderer: MarkdownRenderer): void {
    this.#markdown = renderer;
    this.changed();
  }

  setGlossary(glossary: Glossary): void {
    this.#glossary = glossary;
    this.changed();
  }

  /** The session's state is another one. */
  sessionChanged(now: SessionState, before: SessionState): void {
    if (now.lesson !== before.lesson || now.step !== before.step) {
      this.#visited = new Set([...this.#visited, `${now.lesson}/${now.step}`]);
      this.#notesBefore = before.notes.length;
      this.#view = reduceView(this.#view, { type: 'step' });
    }
    this.#recent.add(now.changes);
    this.changed();
  }

  /** The model is new at once; who draws is told soon, and not for every one of a hundred changes. */
  changed(): void {
    this.#model = null;
    if (this.#stopped || this.#timer) return;
    const wait = Math.max(0, this.#toldAt + PAUSE_MS - Date.now());
    this.#timer = setTimeout(() => this.#notify(), wait);
  }

  #notify(): void {
    this.#timer = null;
    this.#toldAt = Date.now();
    for (const listener of this.#listeners) listener();
  }

  stop(): void {
    this.#stopped = true;
    if (this.#timer) clearTimeout(this.#timer);
    this.#recent.stop();
  }
}
