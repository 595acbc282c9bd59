/** Terminals on the screen: opening one in its pane or on the whole screen, typing into it, leaving it. */
import { subjectInView } from '../../session/nsenter.ts';
import type { Session } from '../../session/session.ts';
import { inside, PANES, type PaneName, type Size } from '../draw/layout.ts';
import { shellBanner, type TerminalKind } from '../draw/terminal.ts';
import { copyTexts } from '../state/copy-texts.ts';
import { errorBox, MESSAGES } from '../state/messages.ts';
import { currentStep, layout } from '../state/model.ts';
import type { Store } from '../state/store.ts';
import { whoseFiles } from '../state/whose-files.ts';
import { CopyView } from './copy-view.ts';
import { Terminals } from './terminals.ts';
import { type LearnersScreen, WholeScreen } from './whole-screen.ts';

export class TerminalManager {
  readonly terminals: Terminals;
  readonly #store: Store;
  #whole: WholeScreen | null = null;
  #copyView: CopyView | null = null;

  constructor(session: Session, store: Store) {
    this.#store = store;
    this.terminals = new Terminals(session, {
      changed: () => store.changed(),
      ended: () => this.#ended(),
      kept: () => this.#keep(),
    });
  }

  setScreen(screen: LearnersScreen): void {
    this.#whole = new WholeScreen(screen);
    this.#copyView = new CopyView(screen);
  }

  /** Keys go to a program, or to the copy view. */
  get typing(): boolean {
    return this.#covering !== null || (this.#store.view.typing && !this.terminals.over);
  }

  type(text: string): void {
    if (this.#covering) this.#covering.type(text);
    else if (!this.#waiting) this.terminals.type(text);
  }

  /** Ctrl-]; Esc, once its program has ended. */
  leave(): void {
    if (this.#covering) this.#covering.leave();
    else if (this.terminals.over) this.terminals.forget();
    else this.toLesson();
  }

  typeInto(kind: TerminalKind): void {
    this.#store.dispatch({ type: 'type', on: true });
    this.terminals.open(kind, this.#size()).then(
      terminal => terminal.resize(this.#size()),
      error => {
        this.toLesson();
        this.#fail(error);
      },
    );
  }

  /** The keyboard is the terminal's, and it is opened `when` the step is known: at a challenge that of the host, whatever was asked for. */
  typeLater(kind: TerminalKind, when: (then: () => void) => void): void {
    this.#store.dispatch({ type: 'type', on: true, waiting: true });
    when(() => {
      if (!this.#waiting) return;
      const model = this.#store.getModel();
      if (currentStep(model)?.type === 'challenge') this.typeInto('host');
      else if (kind === 'host' || subjectInView(model.session.subjects) === null) {
        this.toLesson();
        this.#store.dispatch({ type: 'overlay', overlay: MESSAGES.noSubject });
      } else this.typeInto(kind);
    });
  }

  get #waiting(): boolean {
    const { typing, waiting } = this.#store.view;
    return typing && waiting;
  }

  onWholeScreen(kind: TerminalKind): void {
    const whole = this.#whole;
    if (!whole || this.#covering) return;
    const { size } = this.#store.getModel();
    const open = () => this.terminals.open(kind, size);
    const said = (root: string | null) => {
      const { session, size: now } = this.#store.getModel();
      return shellBanner(kind, whoseFiles(kind, root, session), now.columns);
    };
    whole.use(open, size, { said, sizeAfterwards: () => this.#size() }).catch(error => this.#fail(error));
  }

  /** The command lines of the step, on the whole screen. */
  copy(): void {
    const model = this.#store.getModel();
    if (!this.#covering) this.#copyView?.show(copyTexts(model), model.size).catch(error => this.#fail(error));
  }

  /** The terminal stays on the screen. */
  toLesson(): void {
    if (this.terminals.any) this.#store.dispatch({ type: 'focus', pane: 'terminal' });
    this.#store.dispatch({ type: 'focus', pane: 'lesson' });
  }

  /** Another step: at a challenge the terminal of the host is the one to look at. */
  stepChanged(): void {
    const challenge = currentStep(this.#store.getModel())?.type === 'challenge';
    this.terminals.prefer(challenge ? 'host' : null);
    const { pane, typing } = this.#store.view;
    // elsewhere t opens a shell inside: a pane with that of the host would say otherwise, and hide the calls
    if (!challenge && !typing && this.terminals.shown === 'host') {
      if (pane === 'terminal') this.#store.dispatch({ type: 'focus', pane: 'lesson' });
      this.#store.dispatch({ type: 'lower', show: 'calls' });
    } else if (challenge && pane === 'calls') this.#store.dispatch({ type: 'focus', pane: 'lesson' });
    this.terminals.resize(this.#size());
  }

  resize(size: Size): void {
    if (this.#covering) this.#covering.resize(size);
    else this.terminals.resize(this.#size());
  }

  /** Those one can go to. */
  panes(): PaneName[] {
    const atChallenge = currentStep(this.#store.getModel())?.type === 'challenge';
    return this.terminals.any || atChallenge ? PANES : PANES.filter(p => p !== 'terminal');
  }

  get #covering(): WholeScreen | CopyView | null {
    return [this.#whole, this.#copyView].find(use => use?.active) ?? null;
  }

  /** Who was typing is shown the end in its pane, also after the whole screen: the next letters are swallowed there. */
  #keep(): boolean {
    if (this.#whole?.active) this.#store.dispatch({ type: 'type', on: true });
    return this.#store.view.typing;
  }

  #ended(): void {
    const { typing, pane } = this.#store.view;
    if (typing || pane === 'terminal') this.#store.dispatch({ type: 'focus', pane: 'lesson' });
    if (!this.terminals.any) this.#store.dispatch({ type: 'lower', show: 'calls' });
    this.#store.changed();
  }

  /** Of the embedded terminal, where it is or will be. */
  #size(): Size {
    const model = this.#store.getModel();
    const rect = layout({ ...model, view: { ...model.view, pane: 'terminal', lower: 'terminal' } }).panes.terminal;
    return rect ? inside(rect) : model.size;
  }

  #fail(error: unknown): void {
    this.#store.dispatch({ type: 'overlay', overlay: errorBox(error) });
  }
}
