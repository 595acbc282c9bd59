/**
 * Keys in, calls to the session and to the view out: everything the UI does except drawing.
 * Neither React nor a real terminal is needed to test it.
 */
import { LabError } from '../protocol/lab-error.ts';
import type { Session } from '../session/session.ts';
import { CallsToSession } from './calls-to-session.ts';
import { arrowed, narrowed, wordsBox } from './choosing.ts';
import { jumpPlaces } from './draw/box.ts';
import { available, contextOf } from './draw/key-bar.ts';
import { stepTerms } from './draw/words.ts';
import { type Earlier, NOTHING_EARLIER } from './earlier.ts';
import { outcomePosition } from './extent.ts';
import { Keyboard } from './keyboard.ts';
import { type Action, bindingOf, type Need } from './keys.ts';
import { inside } from './layout.ts';
import { errorBox, MESSAGES, nsenterBox } from './messages.ts';
import { appRuns, currentStep, layout, type MarkdownRenderer, type Model, type TerminalKind } from './model.ts';
import { currentQuestion, waitsForAnswer } from './question.ts';
import { moved } from './scrolling.ts';
import { Store } from './store.ts';
import { Terminals } from './terminals.ts';
import type { Glossary } from './terms.ts';
import { PANES, type PaneName, type Size, type ViewEvent } from './view.ts';
import { type LearnersScreen, WholeScreen } from './whole-screen.ts';

const REFRESH_MS = 250;
/** More lines than anything has. */
const ALL = 1e6;
/** Of the choices of a question. */
const LETTERS = 'abcdef';

export class Controller {
  readonly #session: Session;
  readonly #store: Store;
  readonly #terminals: Terminals;
  readonly #calls: CallsToSession;
  readonly #keyboard: Keyboard;
  readonly #earlier: Earlier;
  readonly #quit: () => void;
  readonly #stopListening: () => void;
  readonly subscribe: (listener: () => void) => () => void;
  readonly getModel: () => Model;
  #whole: WholeScreen | null = null;
  #refreshTimer: NodeJS.Timeout | null = null;
  #stopped = false;

  constructor(session: Session, options: { size: Size; quit: () => void; quiet?: boolean; earlier?: Earlier }) {
    this.#session = session;
    this.#earlier = options.earlier ?? NOTHING_EARLIER;
    this.#quit = options.quit;
    this.#store = new Store(session, options.size, this.#earlier.done, {
      terminal: typing => this.#terminals.model(typing),
      working: () => this.#calls.running,
    });
    if (options.quiet) this.#store.dispatch({ type: 'quiet' });
    this.#chooseInMenu(this.#earlier.last?.lesson ?? null);
    this.subscribe = this.#store.subscribe;
    this.getModel = this.#store.getModel;
    this.#terminals = new Terminals(session, {
      changed: () => this.#store.changed(),
      ended: () => this.#terminalEnded(),
    });
    this.#calls = new CallsToSession({
      changed: () => this.#store.changed(),
      failed: error => this.#show(errorBox(error)),
    });
    this.#keyboard = new Keyboard({
      typing: () => this.#whole?.active === true || this.#store.view.typing,
      type: text => (this.#whole?.active ? this.#whole.type(text) : this.#terminals.type(text)),
      leave: () => (this.#whole?.active ? this.#whole.leave() : this.#leaveTerminal()),
      press: key => this.press(key),
    });
    this.#stopListening = this.#listen();
    this.#scheduleRefresh();
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
      if (context === 'recorded' && bindingOf('lesson', key)) this.#show(MESSAGES.recorded);
      if (context === 'find' && [...key].length === 1)
        this.#show(narrowed(this.#store.view.overlay, filter => filter + key));
      return;
    }
    if (available(binding, this.getModel())) this.#actions[binding.action](key);
    else if (binding.needs !== undefined) this.#missing[binding.needs]();
  }

  /** Why a key does nothing now. */
  readonly #missing: Record<Need, () => void> = {
    app: () => this.#show(MESSAGES.noApp),
    subject: () => this.#show(MESSAGES.noSubject),
    running: () => this.#show(MESSAGES.noRunning),
    answer: () => this.#store.dispatch({ type: 'notice', notice: 'locked in' }),
    glossary: () => {},
  };

  /** Go on without a hand on the keyboard; what lies open for reading stays open, and the last step stays. */
  pressNext(): void {
    const { view } = this.getModel();
    if (view.overlay === null && view.screen === 'lesson' && !view.typing) this.#actions.next('enter');
  }

  /** Open a lesson at once, without the menu. */
  start(lesson: string, step?: string): void {
    this.#store.dispatch({ type: 'screen', screen: 'lesson' });
    this.#enter(lesson, step);
  }

  resize(size: Size): void {
    if (!this.#store.resize(size)) return;
    if (this.#whole?.active) this.#whole.resize(size);
    else this.#terminals.resize(this.#terminalSize());
  }

  setMarkdown(renderer: MarkdownRenderer): void {
    this.#store.setMarkdown(renderer);
  }

  setGlossary(glossary: Glossary): void {
    this.#store.setGlossary(glossary);
  }

  setScreen(screen: LearnersScreen): void {
    this.#whole = new WholeScreen(screen);
  }

  stop(): void {
    this.#stopped = true;
    this.#stopListening();
    this.#store.stop();
    this.#keyboard.stop();
    if (this.#refreshTimer) clearTimeout(this.#refreshTimer);
    this.#terminals.closeAll();
  }

  /** What each action of the key table does. */
  readonly #actions: Record<Action, (key: string) => void> = {
    open: () => this.#open(),
    next: key => (waitsForAnswer(this.getModel()) ? this.#answerFirst(key) : this.#next()),
    choose: key => this.#answer(LETTERS.indexOf(key)),
    skip: () => this.#next(),
    panic: () => void this.#session.panic().catch(error => this.#show(errorBox(error))),
    words: () => this.#show(wordsBox(stepTerms(this.getModel()).length > 0 ? 'step' : 'all')),
    allWords: () => this.#show(wordsBox('all')),
    erase: () => this.#show(narrowed(this.#store.view.overlay, filter => [...filter].slice(0, -1).join(''))),
    back: () =>
      this.#calls.soon(async () => {
        if (!(await this.#session.back())) this.#show(MESSAGES.beginning);
      }),
    jump: () => this.#show({ kind: 'jump', index: this.#hereInJumpList() }),
    up: () => this.#dispatch(arrowed(this.getModel(), -1)),
    down: () => this.#dispatch(arrowed(this.getModel(), 1)),
    pageUp: () => this.#store.dispatch(moved(this.getModel(), '-page')),
    pageDown: () => this.#store.dispatch(moved(this.getModel(), 'page')),
    top: () => this.#store.dispatch(moved(this.getModel(), -ALL)),
    bottom: () => this.#store.dispatch(moved(this.getModel(), ALL)),
    pane: () => this.#store.dispatch({ type: 'cycle', by: 1, panes: this.#panes() }),
    paneBack: () => this.#store.dispatch({ type: 'cycle', by: -1, panes: this.#panes() }),
    lesson: () => this.#focus('lesson'),
    kernel: () => this.#focus('kernel'),
    calls: () => this.#focus('calls'),
    terminal: () => this.#focus('terminal'),
    shell: () => this.#typeInto('shell'),
    app: () => this.#typeInto('app'),
    shellWhole: () => this.#onWholeScreen(),
    nsenter: () => this.#show(nsenterBox(this.#session.nsenterLine())),
    help: () => this.#show({ kind: 'help', scroll: 0 }),
    menu: () => this.#toMenu(),
    dismiss: () => this.#show(null),
    leave: () => this.#leaveTerminal(),
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

  /** The chosen step of the jump list, or the chosen lesson of the menu: one that is under way goes on where it was. */
  #open(): void {
    const { view, lessons, session } = this.getModel();
    if (view.overlay?.kind === 'jump') {
      const place = jumpPlaces(this.getModel())[view.overlay.index];
      this.#show(null);
      if (place) this.#enter(place.lesson, place.step);
      return;
    }
    const lesson = lessons[view.menuIndex];
    if (lesson && session.lesson === lesson.id) this.#store.dispatch({ type: 'screen', screen: 'lesson' });
    else if (lesson) this.#enter(lesson.id, this.#whereLeft(lesson.id));
  }

  #enter(lesson: string, step?: string): void {
    this.#calls.soon(async () => {
      try {
        await this.#session.jump(lesson, step);
        this.#store.dispatch({ type: 'screen', screen: 'lesson' });
      } catch (error) {
        if (this.#session.getState().lesson === null) this.#store.dispatch({ type: 'screen', screen: 'menu' });
        throw error;
      }
    });
  }

  /** The lesson one comes from is the chosen one. */
  #toMenu(): void {
    this.#chooseInMenu(this.#session.getState().lesson);
    this.#store.dispatch({ type: 'screen', screen: 'menu' });
  }

  #chooseInMenu(lesson: string | null): void {
    const index = this.#session.lessons.findIndex(l => l.id === lesson);
    this.#store.dispatch({ type: 'menu', index: Math.max(0, index) });
  }

  /** The step of an earlier session, for the first lesson that is opened. */
  #whereLeft(lesson: string): string | undefined {
    const { last } = this.#earlier;
    if (this.#session.getState().lesson !== null || last?.lesson !== lesson) return undefined;
    const known = this.#session.lessons.find(l => l.id === lesson)?.steps.some(s => s.id === last.step);
    return known ? last.step : undefined;
  }

  #typeInto(kind: TerminalKind): void {
    this.#store.dispatch({ type: 'type', on: true });
    this.#terminals.open(kind, this.#terminalSize()).then(
      terminal => terminal.resize(this.#terminalSize()),
      error => {
        this.#leaveTerminal();
        this.#show(errorBox(error));
      },
    );
  }

  /** The application's own terminal where it runs, else a shell. */
  #onWholeScreen(): void {
    const whole = this.#whole;
    if (!whole || whole.active) return;
    const { size } = this.getModel();
    const kind = appRuns(this.getModel()) ? 'app' : 'shell';
    const open = () => this.#terminals.open(kind, size);
    whole.use(open, size, () => this.#terminalSize()).catch(error => this.#show(errorBox(error)));
  }

  /** It stays on the screen. */
  #leaveTerminal(): void {
    if (this.#terminals.any) this.#focus('terminal');
    this.#focus('lesson');
  }

  #terminalEnded(): void {
    if (this.#store.view.typing || this.#store.view.pane === 'terminal') this.#focus('lesson');
    if (!this.#terminals.any) this.#store.dispatch({ type: 'lower', show: 'calls' });
    this.#store.changed();
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

  #panes(): PaneName[] {
    return this.#terminals.any ? PANES : PANES.filter(p => p !== 'terminal');
  }

  #hereInJumpList(): number {
    const { lesson, step } = this.#session.getState();
    const index = jumpPlaces(this.getModel()).findIndex(p => p.lesson === lesson && p.step === step);
    return Math.max(0, index);
  }

  /** Where the embedded terminal is, or will be. */
  #terminalSize(): Size {
    const model = this.getModel();
    const rect = layout({ ...model, view: { ...model.view, pane: 'terminal', lower: 'terminal' } }).panes.terminal;
    return rect ? inside(rect) : model.size;
  }

  #listen(): () => void {
    let before = this.#session.getState();
    return this.#session.subscribe(() => {
      const now = this.#session.getState();
      const { busy, error, answers } = before;
      this.#store.see(now, before);
      before = now;
      if (now.error !== null && now.error !== error)
        this.#show(errorBox(new LabError(now.error.code, now.error.message, { hint: now.error.hint })));
      if ((busy && !now.busy) || now.answers !== answers) this.#showResult();
    });
  }

  /** Where the result or the verdict is below a long text, go there. */
  #showResult(): void {
    const model = this.getModel();
    const { lesson, step, results, answers } = model.session;
    const at = `${lesson}/${step}`;
    const type = currentStep(model)?.type;
    const out = type === 'action' ? (results[at]?.ok ?? null) !== null : type === 'question' && at in answers;
    if (out) this.#store.dispatch({ type: 'scroll', pane: 'lesson', to: outcomePosition(model) });
  }

  #scheduleRefresh(): void {
    this.#refreshTimer = setTimeout(() => {
      const { view, session } = this.getModel();
      const subjects = Object.keys(session.subjects).length;
      const live = view.screen === 'lesson' && subjects > 0 && !session.ended && !this.#calls.running;
      const look = live ? this.#session.refresh().catch(() => undefined) : Promise.resolve();
      void look.then(() => {
        if (!this.#stopped) this.#scheduleRefresh();
      });
    }, REFRESH_MS);
  }
}
