/** Message boxes: errors, and short sentences. */
import { LabError } from '../../protocol/lab-error.ts';
import type { Overlay } from './view.ts';

/** An error, with its way out where it has one. */
export function errorBox(error: unknown): Overlay {
  const hint = error instanceof LabError ? error.hint : undefined;
  const text = error instanceof Error ? error.message : String(error);
  const said = hint === undefined ? {} : { hint };
  return { kind: 'message', tone: 'error', title: 'That did not work', text, scroll: 0, ...said };
}

function plainBox(title: string, text: string): Overlay & { kind: 'message' } {
  return { kind: 'message', tone: 'plain', title, text, scroll: 0 };
}

export const MESSAGES = {
  end: plainBox('The end of the course', 'This was the last step. q goes to the menu, b goes back.'),
  beginning: plainBox('The beginning', 'This is the first step.'),
  noSubject: plainBox(
    'Nothing to enter yet',
    'The container begins with the first step that does something: press Enter to carry it out.',
  ),
  noLines: plainBox('Nothing to copy', 'This step has no command lines.'),
  recorded: plainBox('A recording', 'Nothing of this runs now, so there is nothing to enter.'),
  noApp: plainBox('No application', 'Lesson 6 starts one, in the step “execve”: there, Enter carries it out.'),
  noRunning: plainBox('Nothing to kill', 'No application and no throw-away process runs in a group.'),
} as const;
