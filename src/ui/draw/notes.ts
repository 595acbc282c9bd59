/** Sentences below a step: what was said during it, how the app ended, what is not as it was on the machine itself. */
import { happenedText, type Trouble } from '../../observe/undo.ts';
import { mark, theme } from '../text/theme.ts';
import { marked } from './prose.ts';

/** How the app ended. */
export interface AppEnd {
  code: number | null;
  signal: string | null;
  /** Processes of its group that were killed for memory. */
  oomKill: number;
}

/** At most so many, the newest. */
const NOTES = 4;

export function noteLines(notes: readonly string[], end: AppEnd | null, columns: number): string[] {
  return [...notes.slice(-NOTES), ...(end ? endTexts(end) : [])].flatMap(note =>
    marked(theme.cause(mark.alert), note, columns),
  );
}

function endTexts({ code, signal, oomKill }: AppEnd): string[] {
  const killed = oomKill > 0 ? [`processes of its group killed for memory: ${oomKill}`] : [];
  return [`the app ended: ${signal ? `killed by ${signal}` : `exit code ${code}`}`, ...killed];
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
