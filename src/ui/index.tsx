/** The full-screen interface. Import it only when standard input and output are terminals: it loads Ink and React. */
import { render } from 'ink';
import type { Session } from '../session/session.ts';
import { App } from './components/app.tsx';
import { Controller } from './controller.ts';
import type { SavedProgress } from './state/saved-progress.ts';
import { sparingScrollback } from './terminal/own-stdout.ts';
import type { Glossary } from './text/terms.ts';

/** A shell that had the whole screen when we were told to end has left its lines where the cursor goes back to. */
const ERASE_BELOW = '\r\u001b[J';

/** Frames a second at most. */
const MAX_FPS = 30;

export interface UiOptions {
  /** Open this lesson at once instead of the menu. */
  start?: { lesson: string; step?: string };
  /** In front of a class: the big screen. */
  demo?: boolean;
  /** What the class wants to see, by the name it is called in large letters. */
  primitive?: string | undefined;
  /** Press Enter every so many seconds. */
  auto?: number;
  /** What was done in earlier sessions: steps as `lesson/step`, and where the learner was. */
  saved?: SavedProgress;
  /** The learner's terminal; both must be a tty. */
  terminal?: { stdin: NodeJS.ReadStream; stdout: NodeJS.WriteStream };
  /** The words of the course; a function is called after the first frame, because reading them takes longer than drawing. */
  glossary?: Glossary | (() => Promise<Glossary>);
  /** Leave as if the learner had quit (the program was told to end). */
  signal?: AbortSignal;
}

/** Shows the workshop until the learner quits. The terminal is then as before; closing the session is the caller's. */
export async function runUi(session: Session, options: UiOptions = {}): Promise<void> {
  const { stdin, stdout } = options.terminal ?? process;
  let leave = (): void => {};
  const left = new Promise<void>(resolve => {
    leave = resolve;
  });
  const controller = new Controller(session, {
    size: sizeOf(stdout),
    quit: leave,
    demo: options.demo ?? false,
    primitive: options.primitive,
    ...(options.saved && { saved: options.saved }),
  });
  const onResize = () => controller.resize(sizeOf(stdout));
  const onData = (data: Buffer | string) => controller.feed(data.toString());
  const write = (data: string | Buffer) => void stdout.write(data);

  // Before the first frame: a key typed in between would be echoed and stay on the screen.
  stdin.setRawMode(true);
  stdin.setEncoding('utf8');
  stdin.on('data', onData).on('end', leave).on('error', leave);
  stdout.on('resize', onResize);
  options.signal?.addEventListener('abort', leave, { once: true });
  if (options.signal?.aborted) leave();
  if (options.start) controller.start(options.start.lesson, options.start.step);

  const ink = render(<App controller={controller} write={write} />, {
    stdout: sparingScrollback(stdout),
    stdin,
    exitOnCtrlC: false,
    patchConsole: false,
    // Ink would show nothing until the end where CI is set, even on a real terminal.
    interactive: true,
    alternateScreen: true,
    incrementalRendering: true,
    maxFps: MAX_FPS,
  });
  const presses = options.auto === undefined ? null : setInterval(() => controller.pressNext(), options.auto * 1000);
  const crashed = ink.waitUntilExit();
  void import('./text/markdown.ts').then(({ renderMarkdown }) => controller.setMarkdown(renderMarkdown));
  const { glossary = [] } = options;
  if (typeof glossary === 'function')
    void ink
      .waitUntilRenderFlush()
      .then(glossary)
      .then(terms => controller.setGlossary(terms));
  else controller.setGlossary(glossary);
  try {
    await Promise.race([left, crashed]);
  } finally {
    if (presses) clearInterval(presses);
    controller.stop();
    stdin.off('data', onData).off('end', leave);
    stdout.off('resize', onResize);
    ink.unmount();
    await crashed.catch(() => undefined);
    stdout.write(ERASE_BELOW);
    try {
      stdin.setRawMode(false);
    } catch {
      // EIO: it was closed, and has no mode any more
    }
    stdin.pause();
  }
}

function sizeOf(stdout: NodeJS.WriteStream): { columns: number; rows: number } {
  return { columns: stdout.columns || 80, rows: stdout.rows || 24 };
}
