/** Why a run did not end well, told in one sentence at its end. */
import { EXIT, LabError } from '../protocol/lab-error.ts';
import { printable } from '../protocol/printable.ts';
import type { Player } from '../session/player.ts';

/** The first thing that went wrong, for whoever does not read the whole output. */
export function firstWrong(player: Player): () => LabError | null {
  let first: LabError | null = null;
  const skipped = new Set<string>();
  player.onEvent(event => {
    if (event.type === 'skipped') {
      skipped.add(`${event.lesson}/${event.step}`);
      first ??= new LabError('skipped', `${event.because}: ${printable(event.message)}`);
    }
    if (event.type === 'error') first ??= new LabError(event.code, event.message, { hint: event.hint });
    if (event.type === 'expect' && event.ok === false)
      first ??= new LabError('expect', `${event.lesson}/${event.step}: this did not hold: ${event.text}`, {
        hint: `the kernel says: ${printable(event.got)}`,
      });
    if (event.type === 'judged' && event.kernelDiffers)
      first ??= new LabError(
        'judged',
        `${event.lesson}/${event.step}: your kernel differs from what its author expected`,
        {
          hint: `the kernel says: ${printable(event.evidence)}`,
        },
      );
  });
  return () =>
    first && skipped.size > 0
      ? new LabError(first.code, `${first.message} (steps skipped, for they rest on it: ${skipped.size})`, {
          hint: first.hint,
        })
      : first;
}

/** What the kernel does not allow here: not a failure, and not the whole course either. */
export function firstRefusal(player: Player): () => LabError | null {
  let first: LabError | null = null;
  const steps = new Set<string>();
  player.onEvent(event => {
    if (event.type !== 'refused') return;
    steps.add(`${event.lesson}/${event.step}`);
    first ??= new LabError(
      'refused',
      `${event.lesson}/${event.step}: the kernel does not allow this here: ${printable(event.message)}`,
      { exit: EXIT.machineCannot, hint: event.todo },
    );
  });
  return () =>
    first &&
    new LabError('refused', `${first.message} (steps refused: ${steps.size})`, { exit: first.exit, hint: first.hint });
}
