import { createInterface } from 'node:readline';
import type { GlossaryTerm } from '../lesson/lists.ts';
import type { Session } from '../session/session.ts';
import { challengeHere } from './challenge.ts';
import { EventPrinter } from './event-printer.ts';
import { HELP, Prompt } from './prompt.ts';
import { TtySwitch } from './tty-switch.ts';

/** Between two looks at the kernel while a challenge is open. */
const LOOK_MS = 250;

/** A word, not a sign, for who listens. */
const PROMPT = 'next? ';

interface PlainOptions {
  start?: string | undefined;
  /** Read when the first term is asked for. */
  glossary?: () => Promise<readonly GlossaryTerm[]>;
  signal?: AbortSignal;
  input?: NodeJS.ReadableStream;
  output?: NodeJS.WritableStream;
}

/**
 * The same course with prompts: every line is written once, nothing moves. Resolves when the learner quits or the course ends; closing
 * the session is the caller's, and what it then tells is still written.
 */
export async function runPlain(session: Session, options: PlainOptions = {}): Promise<void> {
  const output = options.output ?? process.stdout;
  const ttySwitch = new TtySwitch(options.input ?? process.stdin, output);
  const printer = new EventPrinter(session, ttySwitch, output);
  const prompt = new Prompt(session, printer, ttySwitch, options.glossary ?? (async () => []));
  const stopWatching = watchChallenges(session);
  const reader = createInterface({ input: ttySwitch.lines, terminal: false });
  const leave = (): void => {
    ttySwitch.stop();
    reader.close();
  };
  options.signal?.addEventListener('abort', leave, { once: true });
  // from the beginning: lines and an end of input that come while a step is carried out must not be missed
  const lines = reader[Symbol.asyncIterator]();
  reader.on('line', line => prompt.hurry(line));
  printer.writeEarlier();
  printer.write(HELP);
  await prompt.jump(options.start ?? session.lessons[0]?.id ?? '');
  output.write(PROMPT);
  for await (const line of lines) {
    await prompt.execute(line.trim());
    if (prompt.over) break;
    output.write(PROMPT);
  }
  stopWatching();
  leave();
}

/** At a challenge the kernel is watched, not the keys. Returns what ends it. */
function watchChallenges(session: Session): () => void {
  const timer = setInterval(() => {
    if (challengeHere(session)) void session.refresh().catch(() => {});
  }, LOOK_MS);
  return () => clearInterval(timer);
}
