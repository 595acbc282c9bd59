/**
 * Keys in, calls to the session and to the view out: everything the UI does except drawing.
 * Neither React nor a real terminal is needed to test it.
 */
import type { Session } from '../session/session.ts';
import type { PaneName, Size } from './draw/layout.ts';
import type { TerminalKind } from './draw/terminal.ts';
import { Keyboard } from './keys/keyboard.ts';
import { type Action, bindingOf, type Need } from './keys/keys.ts';
import { CallsToSession } from './state/calls-to-session.ts';
import { outcomePosition } from './state/extent.ts';
import { followSession } from './state/follow-session.ts';
import { available, contextOf } from './state/key-context.ts';
import { errorBox, MESSAGES } from './state/messages.ts';
import { appRuns, type Model } from './state/model.ts';
import { Navigation } from './state/navigation.ts';
import { currentQuestion, waitsForAnswer } from './state/question.ts';
import { Refresher } from './state/refresher.ts';
import { NO_SAVED_PROGRESS, type SavedProgress } from './state/saved-progress.ts';
import { scrollEvent } from './state/scrolling.ts';
import { arrowEvents, glossaryBox, jumpListAt, withFilter } from './state/selection.ts';
import { termsOfStep } from './state/step-terms.ts';
import { Store } from './state/store.ts';
import type { ViewEvent } from './state/view.ts';
import { TerminalManager } from './terminal/terminal-manager.ts';
import type { LearnersScreen } from './terminal/whole-screen.ts';
import type { MarkdownRenderer } from './text/markdown.ts';
import type { Glossary } from './text/terms.ts';

/** More lines than anything has. */
const ALL = 1e6;
/** Of the choices of a question. */
const LETTERS = 'abcdef';

const TERMINAL_KEYS: Partial<Record<Action, TerminalKind>> = {
  shell: 'shell',
  shellWhole: 'shell',
  app: 'app',
  host: 'host',
  hostWhole: 'host',
};

export class Controller {
  readonly #session: Session;
  readonly #store: Store;
  readonly #manager: TerminalManager;
  readonly #calls: CallsToSession;
  readonly #keyboard: Keyboard;
  readonly #course: Navigation;
  readonly #quit: () => void;
  readonly #stopFollowing: () => void;
  readonly subscribe: (listener: () => void) => () => void;
  readonly getModel: () => Model;
  readonly #refresher: Refresher;

  constructor(
    session: Session,
    options: { size: Size; quit: () => void; demo?: boolean; primitive?: string | undefined; saved?: SavedProgress },
  ) {
    this.#session = session;
    const saved = options.saved ?? NO_SAVED_PROGRESS;
    this.#quit = options.quit;
    this.#store = new Store(session, options.size, saved, {
      terminal: typing => this.#manager.terminals.model(typing),
      working: () => this.#calls.running,
    });
    if (options.demo) this.#store.dispatch({ type: 'demo', primitive: options.primitive ?? null });
    this.subscribe = this.#store.subscribe;
    this.getModel = this.#store.getModel;
    this.#manager = new TerminalManager(session, this.#store);
    this.#calls = new CallsToSession({
      changed: () => this.#store.changed(),
      failed: error => this.#show(errorBox(error)),
    });
    this.#course = new Navigation(session, this.#store, this.#calls, saved);
    this.#keyboard = new Keyboard({
      typing: () => this.#manager.typing,
      type: text => this.#manager.type(text),
      leave: () => this.#manager.leave(),
      press: key => this.press(key),
    });
    this.#stopFollowing = followSession(session, this.#store, () => this.#manager.stepChanged());
    this.#refresher = new Refresher(session, this.getModel);
  }

  /** Bytes from the keyboard. */
  feed(text: string): void {
    this.#keyboard.feed(text);
  }

  /** One key by its name (`input.ts`). */
  press(key: string): void {
    const binding = bindingOf(contextOf(this.getModel()), key);
    if (binding === null) {
      const context = contextOf(this.getModel());
      if (context === 'recorded' && (bindingOf('lesson', key) ?? bindingOf('challenge', key)))
        this.#show(MESSAGES.recorded);
      if (context === 'allTerms' && [...key].length === 1)
        this.#show(withFilter(this.#store.view.overlay, filter => filter + key));
      return;
    }
    const kind = TERMINAL_KEYS[binding.action];
    if (kind !== undefined && this.#calls.running)
      this.#manager.typeLater(kind, then => this.#calls.whenIdle(then)); // which step it will be is not known yet
    else if (available(binding, this.getModel())) this.#actions[binding.action](key);
    else if (binding.needs !== undefined) this.#missing[binding.needs]();
  }

  /** Why a key does nothing now. */
  readonly #missing: Record<Need, () => void> = {
    app: () => this.#show(MESSAGES.noApp),
    subject: () => this.#show(MESSAGES.noSubject),
    running: () => this.#show(MESSAGES.noRunning),
    hint: () => {},
    lines: () => this.#show(MESSAGES.noLines),
    answer: () => this.#store.dispatch({ type: 'notice', notice: 'locked in' }),
    glossary: () => {},
    below: () => {},
  };

  /** Go on without a hand on the keyboard; what lies open for reading stays open, and the last step stays. */
  pressNext(): void {
    const { view } = this.getModel();
    if (view.overlay === null && view.screen === 'lesson' && !view.typing) this.#actions.next('enter');
  }

  /** Open a lesson at once, without the menu. */
  start(lesson: string, step?: string): void {
    this.#store.dispatch({ type: 'screen', screen: 'lesson' });
    this.#course.enter(lesson, step);
  }

  resize(size: Size): void {
    const before = this.getModel();
    const { lesson } = before.view.scroll;
    const atOutcome = lesson > 0 && lesson === outcomePosition(before);
    if (this.#store.resize(size)) this.#manager.resize(size);
    // its lines are others now
    if (atOutcome) this.#store.dispatch({ type: 'scroll', pane: 'lesson', to: outcomePosition(this.getModel()) });
  }

  setMarkdown(renderer: MarkdownRenderer): void {
    this.#store.setMarkdown(renderer);
  }

  setGlossary(glossary: Glossary): void {
    this.#store.setGlossary(glossary);
  }

  setScreen(screen: LearnersScreen): void {
    this.#manager.setScreen(screen);
  }

  stop(): void {
    this.#stopFollowing();
    this.#store.stop();
    this.#keyboard.stop();
    this.#refresher.stop();
    this.#manager.terminals.closeAll();
  }

  /** What each action of the key table does. */
  readonly #actions: Record<Action, (key: string) => void> = {
    open: () => this.#course.open(),
    next: key => (waitsForAnswer(this.getModel()) ? this.#answerFirst(key) : this.#next()),
    choose: key => this.#answer(LETTERS.indexOf(key)),
    skip: () => this.#next(),
    claim: () => this.#calls.ifFree(() => this.#session.claim()),
    hint: () => this.#calls.ifFree(() => this.#session.hint()),
    panic: () => void this.#session.panic().catch(error => this.#show(errorBox(error))),
    glossary: () => this.#show(glossaryBox(termsOfStep(this.getModel()).length > 0 ? 'step' : 'all')),
    allTerms: () => this.#show(glossaryBox('all')),
    erase: () => this.#show(withFilter(this.#store.view.overlay, filter => [...filter].slice(0, -1).join(''))),
    back: () =>
      this.#calls.soon(async () => {
        if (!(await this.#session.back())) this.#show(MESSAGES.beginning);
      }),
    toLesson: key => this.#show(jumpListAt(this.getModel(), Number(key))),
    jump: () => this.#show({ kind: 'jump', index: this.#course.hereInJumpList() }),
    up: () => this.#dispatch(arrowEvents(this.getModel(), -1)),
    down: () => this.#dispatch(arrowEvents(this.getModel(), 1)),
    pageUp: () => this.#store.dispatch(scrollEvent(this.getModel(), '-page')),
    pageDown: () => this.#store.dispatch(scrollEvent(this.getModel(), 'page')),
    top: () => this.#store.dispatch(scrollEvent(this.getModel(), -ALL)),
    bottom: () => this.#store.dispatch(scrollEvent(this.getModel(), ALL)),
    pane: () => this.#store.dispatch({ type: 'cycle', by: 1, panes: this.#manager.panes() }),
    paneBack: () => this.#store.dispatch({ type: 'cycle', by: -1, panes: this.#manager.panes() }),
    lesson: () => this.#focus('lesson'),
    kernel: () => this.#focus('kernel'),
    calls: () => this.#focus('calls'),
    terminal: () => this.#focus('terminal'),
    shell: () => this.#manager.typeInto('shell'),
    app: () => this.#manager.typeInto('app'),
    host: () => this.#manager.typeInto('host'),
    shellWhole: () => this.#manager.onWholeScreen(appRuns(this.getModel()) ? 'app' : 'shell'),
    hostWhole: () => this.#manager.onWholeScreen('host'),
    copy: () => this.#manager.copy(),
    help: () => this.#show({ kind: 'help', scroll: 0 }),
    menu: () => this.#course.toMenu(),
    dismiss: () => this.#show(null),
    leave: () => this.#manager.leave(),
    play: () => this.#session.playback?.toggle(),
    scrub: () => this.#session.playback?.scrub(1),
    scrubBack: () => this.#session.playback?.scrub(-1),
    quit: () => this.#quit(),
  };

  #next(): void {
    this.#calls.ifFree(async () => {
      if (!(await this.#session.next())) this.#show(MESSAGES.end);
    });
  }

  /** Enter answers with the choice the arrows are on; nothing goes past a question that waits, except `s`. */
  #answerFirst(key: string): void {
    const { choice } = this.#store.view;
    if (key === 'enter' && choice !== null) this.#answer(choice);
    else {
      this.#focus('lesson');
      this.#store.dispatch({ type: 'notice', notice: 'answer first' });
    }
  }

  #answer(index: number): void {
    const choice = currentQuestion(this.getModel())?.choices[index];
    if (choice) this.#calls.ifFree(() => this.#session.answer(choice.id));
  }

  #focus(pane: PaneName): void {
    this.#store.dispatch({ type: 'focus', pane });
  }

  #dispatch(events: ViewEvent[]): void {
    for (const event of events) this.#store.dispatch(event);
  }

  #show(overlay: Model['view']['overlay']): void {
    this.#store.dispatch({ type: 'overlay', overlay });
  }
}
