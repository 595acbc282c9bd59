/** Said before anything is started as root. */
import { printable } from '../protocol/printable.ts';
import { exposure, exposureText } from '../stage/exposed.ts';
import { sayOnStderr } from './output.ts';

/** The sentence, when others may exchange what is about to run as root. */
export function exposedText(): string | null {
  const found = exposure();
  return found && exposureText(found);
}

/** On standard error, whatever bytes it holds. */
export function warnExposed(text: string): void {
  sayOnStderr(`container-lab: ${printable(text)}\n`);
}
