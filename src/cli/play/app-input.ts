/** Our standard input is that of the learner's program, from its start to its end. */

import { isatty } from 'node:tty';
import { inForeground } from '../../kernel/processes.ts';
import type { LiveSession } from '../../session/live-session.ts';
import { APP } from '../../words/cast.ts';

/** Reads nothing before the program has started. Call the result at the end: what was not read stays for whoever comes next. */
export function passInput(session: LiveSession): () => void {
  const { stdin } = process;
  let over = false;
  const stop = (): void => {
    if (over) return;
    over = true;
    stdin.off('data', pass).off('end', end).off('error', end).pause();
    stdin.unref?.();
  };
  // one piece after the other, the end last: as fast as the program reads, and no faster
  let sent = Promise.resolve(true);
  const send = (data: Buffer | null): Promise<boolean> => {
    sent = sent.then(read => read && session.typeToApp(data));
    return sent;
  };
  const pass = (chunk: Buffer): void => {
    stdin.pause();
    void send(chunk).then(read => {
      if (over) return;
      if (read) stdin.resume();
      else stop();
    });
  };
  const end = (): void => {
    if (!over) void send(null);
    stop();
  };
  session.onEvent(event => {
    if (!('id' in event) || event.of !== APP) return;
    if (event.type === 'program.exit') stop();
    if (event.type !== 'program.start' || over) return;
    // who reads a terminal from the background is stopped (SIGTTIN)
    if (isatty(0) && !inForeground()) end();
    else stdin.on('data', pass).on('end', end).on('error', end).resume();
  });
  return stop;
}
