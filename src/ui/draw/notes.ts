/** Sentences below a step: what was said during it, how the app ended, what is not as it was on the machine itself. */
import { happenedText, type Trouble } from '../../observe/undo.ts';
import { endSentences } from '../../session/sentences/programs.ts';
import { mark, theme } from '../text/theme.ts';
import { marked } from './prose.ts';

/** How the app ended. */
export type AppEnd = Parameters<typeof endSentences>[0];

/** At most so many, the newest. */
const NOTES = 4;

export function noteLines(notes: readonly string[], end: AppEnd | null, columns: number): string[] {
  return [...notes.slice(-NOTES), ...(end ? endSentences(end) : [])].flatMap(note =>
    marked(theme.cause(mark.alert), note, columns),
  );
}

/** So many at a time: below them the step must have room. */
const TROUBLES = 2;

/** What hides most comes first. */
const WEIGHT = ['mount', 'hostname', 'device', 'cgroup'];

export function machineLines(machine: readonly Trouble[], columns: number): string[] {
  const troubles = [...machine].sort((a, b) => WEIGHT.indexOf(a.thing) - WEIGHT.indexOf(b.thing));
  const more = machine.length - TROUBLES;
  return [
    ...troubles
      .slice(0, TROUBLES)
      .flatMap(trouble => [
        ...marked(theme.bad(mark.alert), happenedText(trouble), columns, theme.bad),
        ...(trouble.undo === null ? [] : marked(' ', `if that was you: ${trouble.undo}`, columns, theme.title)),
      ]),
    ...(more > 0 ? marked(theme.bad(mark.alert), `and ${more} more changes of the machine itself`, columns) : []),
  ];
}
