/** Said before anything is started as root. */

import { exposure, exposureText } from '../helper/exposed.ts';
import { printable } from '../protocol/printable.ts';
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
