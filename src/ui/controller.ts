/**
 * Keys in, the picture's data out: everything the UI does except drawing. It owns what the learner looks at (`View`),
 * calls the session and keeps the terminals. Neither React nor a real terminal is needed to test it.
 */
import type { Session } from '../session/session.ts';
import type { SessionState } from '../session/state.ts';
import { LabError } from '../protocol/lab-error.ts';
import { CallsToSession } from './calls-to-session.ts';
import { jumpPlaces } from './draw/box.ts';
import { available, contextOf } from './draw/key-bar.ts';
import { boxExtent, paneExtent } from './extent.ts';
import { FreshChanges } from './fresh.ts';
import { type Action, actionOf, BINDINGS } from './keys.ts';
import { Keyboard } from './keyboard.ts';
import { inside } from './layout.ts';
import { currentStep, layout, type Model, type TerminalKind } from './model.ts';
import { Terminals } from './terminals.ts';
import { initialView, type Overlay, PANES, type PaneName, reduceView, type Size, type View, type ViewEvent } from './view.ts';
import { type LearnersScreen, WholeScreen } from './whole-screen.ts';

const REFRESH_MS = 250;
/** Pictures of a busy terminal a second are limited by this pause. */
const TERMINAL_PAUSE_MS = 12;

export class Controller {
  readonly #session: Session;
  readonly #listeners = new Set<() => void>();
  readonly #fresh: FreshChanges;
  readonly #terminals: Terminals;
  readonly #calls: CallsToSession;
  readonly #keyboard: Keyboard;
  readonly #quit: () => void;
  readonly #stopListening: () => void;
  #whole: WholeScreen | null = null;
  #view: View = initialView;
  #size: Size;
  #model: Model | null = null;
  #markdown: Model['markdown'] = null;
  #visited: ReadonlySet<string> = new Set();
  #notesBefore = 0;
  #seen: SessionState;
  #refreshTimer: NodeJS.Timeout | null = null;
  #terminalTimer: NodeJS.Timeout | null = null;
  #stopped = false;

  constructor(session: Session, options: { size: Size; quit: () => void }) {
    this.#session = session;
    this.#size = options.size;
    this.#quit = options.quit;
    this.#seen = session.getState();
    this.#fresh = new FreshChanges(() => this.#changed());
    this.#terminals = new Terminals(session, () => this.#terminalChanged(), () => this.#terminalEnded());
    this.#calls = new CallsToSession(() => this.#changed(), error => this.#showError(error));
    this.#keyboard = new Keyboard({
      typing: () => this.#whole?.active === true || this.#view.typing,
      type: text => (this.#whole?.active ? this.#whole.type(text) : this.#terminals.type(text)),
      leave: () => (this.#whole?.active ? this.#whole.leave() : this.#leaveTerminal()),
      press: key => this.press(key),
    });
    this.#stopListening = session.subscribe(() => this.#sessionChanged());
    this.#scheduleRefresh();
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
      fresh: this.#fresh.current,
      terminal: this.#terminals.model(this.#view.typing),
      working: this.#calls.running,
      visited: this.#visited,
      notesBefore: this.#notesBefore,
      markdown: this.#markdown,
    };
    return this.#model;
  };

  /** Bytes from the keyboard. */
  feed(text: string): void {
    this.#keyboard.feed(text);
  }

  /** One key by its name (`input.ts`). */
  press(key: string): void {
    const context = contextOf(this.getModel());
    const action = actionOf(context, key);
    if (action === null) return;
    const binding = BINDINGS.find(b => b.action === action && b.where.includes(context));
    if (binding && !available(binding, this.getModel())) return this.#say('There is no such terminal yet', 'The container begins with the first step that does something: press Enter to carry it out.');
    this.#act(action);
  }

  /** Open a lesson at once, without the menu. */
  start(lesson: string, step?: string): void {
    this.#view = reduceView(this.#view, { type: 'screen', screen: 'lesson' });
    this.#calls.soon(() => this.#session.jump(lesson, step));
  }

  resize(size: Size): void {
    if (size.columns === this.#size.columns && size.rows === this.#size.rows) return;
    this.#size = size;
    this.#changed();
    if (this.#whole?.active) this.#whole.resize(size);
    else this.#terminals.resize(this.#terminalSize());
  }

  setMarkdown(renderer: NonNullable<Model['markdown']>): void {
    this.#markdown = renderer;
    this.#changed();
  }

  setScreen(screen: LearnersScreen): void {
    this.#whole = new WholeScreen(screen);
  }

  stop(): void {
    this.#stopped = true;
    this.#stopListening();
    this.#fresh.stop();
    this.#keyboard.stop();
    if (this.#refreshTimer) clearTimeout(this.#refreshTimer);
    if (this.#terminalTimer) clearTimeout(this.#terminalTimer);
    this.#terminals.closeAll();
  }

  #act(action: Action): void {
    switch (action) {
      case 'open':
        return this.#open();
      case 'next':
        return this.#calls.ifFree(async () => {
          if (!(await this.#session.next())) this.#say('The end of the course', 'This was the last step. q goes to the menu, b goes back.');
        });
      case 'back':
        return this.#calls.soon(async () => {
          if (!(await this.#session.back())) this.#say('The beginning', 'This is the first step.');
        });
      case 'jump':
        return this.#show({ kind: 'jump', index: this.#hereInJumpList() });
      case 'up':
        return this.#move(-1);
      case 'down':
        return this.#move(1);
      case 'pageUp':
        return this.#move('-page');
      case 'pageDown':
        return this.#move('page');
      case 'top':
        return this.#move(-1e6);
      case 'bottom':
        return this.#move(1e6);
      case 'pane':
        return this.#dispatch({ type: 'cycle', by: 1, panes: this.#panes() });
      case 'paneBack':
        return this.#dispatch({ type: 'cycle', by: -1, panes: this.#panes() });
      case 'lesson':
      case 'kernel':
      case 'calls':
      case 'terminal':
        return this.#dispatch({ type: 'focus', pane: action });
      case 'shell':
        return this.#typeInto('shell');
      case 'app':
        return this.#typeInto('app');
      case 'shellWhole':
        return this.#shellOnWholeScreen();
      case 'nsenter':
        return this.#showNsenter();
      case 'help':
        return this.#show({ kind: 'help', scroll: 0 });
      case 'menu':
        return this.#toMenu();
      case 'dismiss':
        return this.#dispatch({ type: 'overlay', overlay: null });
      case 'leave':
        return this.#leaveTerminal();
      case 'quit':
        return this.#quit();
    }
  }

  /** The lesson one comes from is the chosen one. */
  #toMenu(): void {
    const index = this.#session.lessons.findIndex(l => l.id === this.#seen.lesson);
    this.#dispatch({ type: 'menu', index: Math.max(0, index) });
    this.#dispatch({ type: 'screen', screen: 'menu' });
  }

  /** The chosen lesson of the menu (a lesson that is under way goes on where it was) or the chosen step of the jump list. */
  #open(): void {
    const { view, lessons, session } = this.getModel();
    if (view.overlay?.kind === 'jump') {
      const place = jumpPlaces(this.getModel())[view.overlay.index];
      this.#show(null);
      if (place) this.#calls.soon(() => this.#session.jump(place.lesson, place.step));
      return;
    }
    const lesson = lessons[view.menuIndex];
    if (!lesson) return;
    if (session.lesson === lesson.id) this.#dispatch({ type: 'screen', screen: 'lesson' });
    else this.#calls.soon(async () => {
      await this.#session.jump(lesson.id);
      this.#dispatch({ type: 'screen', screen: 'lesson' });
    });
  }

  #move(by: number | 'page' | '-page'): void {
    const model = this.getModel();
    const { view } = model;
    const go = (at: number, last: number, page: number) => {
      const step = by === 'page' ? page : by === '-page' ? -page : by;
      return Math.min(Math.max(0, Math.min(at, last) + step), last);
    };
    const { overlay } = view;
    if (overlay?.kind === 'jump') {
      const last = jumpPlaces(model).length - 1;
      return this.#show({ kind: 'jump', index: go(overlay.index, last, 10) });
    }
    if (overlay !== null) {
      const { last, page } = boxExtent(model);
      return this.#show({ ...overlay, scroll: go(overlay.scroll, last, page) });
    }
    if (view.screen === 'menu') return this.#dispatch({ type: 'menu', index: go(view.menuIndex, model.lessons.length - 1, 5) });
    const pane = view.pane === 'terminal' ? 'lesson' : view.pane;
    const { last, page } = paneExtent(model, pane);
    // The calls are counted from the newest, which is at the bottom.
    const to = pane === 'calls' ? last - go(last - Math.min(view.scroll.calls, last), last, page) : go(view.scroll[pane], last, page);
    this.#dispatch({ type: 'scroll', pane, to });
  }

  #typeInto(kind: TerminalKind): void {
    this.#dispatch({ type: 'type', on: true });
    const size = this.#terminalSize();
    this.#terminals.open(kind, size).then(
      terminal => terminal.resize(this.#terminalSize()),
      error => {
        this.#leaveTerminal();
        this.#showError(error);
      },
    );
  }

  #shellOnWholeScreen(): void {
    const whole = this.#whole;
    if (!whole || whole.active) return;
    whole
      .use(() => this.#terminals.open('shell', this.#size), this.#size)
      .catch(error => this.#showError(error))
      .finally(() => {
        this.#terminals.resize(this.#terminalSize());
        this.#changed();
      });
  }

  #leaveTerminal(): void {
    this.#dispatch({ type: 'type', on: false });
    this.#dispatch({ type: 'focus', pane: 'lesson' });
    if (this.#terminals.any) this.#view = { ...this.#view, lower: 'terminal' };
    this.#changed();
  }

  #terminalEnded(): void {
    if (this.#view.typing || this.#view.pane === 'terminal') this.#dispatch({ type: 'focus', pane: 'lesson' });
    if (!this.#terminals.any) this.#view = { ...this.#view, lower: 'calls' };
    this.#changed();
  }

  #showNsenter(): void {
    const line = this.#session.nsenterLine();
    if (line === null) return this.#say('Nothing to enter yet', 'There is no container at this step.');
    this.#show({
      kind: 'message',
      tone: 'plain',
      title: 'Enter it from another terminal',
      text: line,
      hint: 'nsenter(1) joins the namespaces of that process, as docker exec does.',
      scroll: 0,
    });
  }

  #showError(error: unknown): void {
    const hint = error instanceof LabError ? error.hint : undefined;
    const text = error instanceof Error ? error.message : String(error);
    this.#show({ kind: 'message', tone: 'error', title: 'That did not work', text, scroll: 0, ...(hint === undefined ? {} : { hint }) });
  }

  #say(title: string, text: string): void {
    this.#show({ kind: 'message', tone: 'plain', title, text, scroll: 0 });
  }

  #show(overlay: Overlay | null): void {
    this.#dispatch({ type: 'overlay', overlay });
  }

  #panes(): PaneName[] {
    return this.#terminals.any ? PANES : PANES.filter(p => p !== 'terminal');
  }

  #hereInJumpList(): number {
    const { lesson, step } = this.#seen;
    return Math.max(0, jumpPlaces(this.getModel()).findIndex(p => p.lesson === lesson && p.step === step));
  }

  /** Where the embedded terminal is, or will be. */
  #terminalSize(): Size {
    const model = this.getModel();
    const rect = layout({ ...model, view: { ...model.view, pane: 'terminal', lower: 'terminal' } }).panes.terminal;
    return rect ? inside(rect) : model.size;
  }

  #sessionChanged(): void {
    const before = this.#seen;
    const now = this.#session.getState();
    this.#seen = now;
    if (now.lesson !== before.lesson || now.step !== before.step) {
      this.#visited = new Set([...this.#visited, `${now.lesson}/${now.step}`]);
      this.#notesBefore = before.notes.length;
      this.#view = reduceView(this.#view, { type: 'step' });
    }
    this.#fresh.see(now.changes);
    if (now.error !== null && now.error !== before.error) this.#showError(new LabError(now.error.code, now.error.message, { hint: now.error.hint }));
    this.#changed();
    if (before.busy && !now.busy) this.#showResult();
  }

  /** Where the result is at the end of a long text, go there. */
  #showResult(): void {
    const model = this.getModel();
    if (currentStep(model)?.type !== 'action') return;
    this.#dispatch({ type: 'scroll', pane: 'lesson', to: paneExtent(model, 'lesson').last });
  }

  #scheduleRefresh(): void {
    this.#refreshTimer = setTimeout(() => {
      const { view, session } = this.getModel();
      const live = view.screen === 'lesson' && Object.keys(session.subjects).length > 0 && !session.ended && !this.#calls.running;
      const look = live ? this.#session.refresh().catch(() => undefined) : Promise.resolve();
      void look.then(() => {
        if (!this.#stopped) this.#scheduleRefresh();
      });
    }, REFRESH_MS);
  }

  #terminalChanged(): void {
    this.#terminalTimer ??= setTimeout(() => {
      this.#terminalTimer = null;
      this.#changed();
    }, TERMINAL_PAUSE_MS);
  }

  #dispatch(event: ViewEvent): void {
    const next = reduceView(this.#view, event);
    if (next === this.#view) return;
    this.#view = next;
    this.#changed();
  }

  #changed(): void {
    this.#model = null;
    if (this.#stopped) return;
    for (const listener of this.#listeners) listener();
  }
}
