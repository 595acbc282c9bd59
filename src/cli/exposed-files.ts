/** Said before anything is started as root. */
import { printable } from '../protocol/printable.ts';
import { exposure, exposureText } from '../stage/exposed.ts';
import { complain } from './output.ts';

/** The sentence, when others may exchange what is about to run as root; it has been told on standard error. */
export function warnOfExposure(): string | null {
  const found = exposure();
  if (found === null) return null;
  const text = exposureText(found);
  complain(`container-lab: ${printable(text)}\n`);
  return text;
}
