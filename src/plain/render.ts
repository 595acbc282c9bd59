/** Events as linear text, for pipes, dumb terminals and screen readers: nothing is ever redrawn. The words are the session's. */

import { printable } from '../protocol/printable.ts';
import type { EventOf, LabEvent } from '../session/events.ts';
import { answerSentence, judgedSentences } from '../session/sentences/answers.ts';
import { challengeSentences, hintSentence, SOLUTION_HEADING, solvedSentence } from '../session/sentences/challenges.ts';
import { callSentence, capabilityNames, changeSentence, machineSentence } from '../session/sentences/kernel.ts';
import { exitSentence, outputSentence, startSentence } from '../session/sentences/programs.ts';
import {
  certificateSentence,
  cleanSentence,
  endSentence,
  errorSentences,
  holdSentence,
  lessonSentence,
  noteSentence,
  sessionSentences,
} from '../session/sentences/session.ts';
import { expectSentence, refusalSentences, skippedSentence, stepSentence } from '../session/sentences/steps.ts';
import { APP } from '../words/cast.ts';

/** What is told of each type of event; nothing of those that only a live screen needs. */
const LINES: { [T in LabEvent['type']]: (event: EventOf<T>) => string[] } = {
  session: sessionSentences,
  'lesson.start': event => ['', lessonSentence(event)],
  'step.start': event => (event.kind === 'action' ? ['', stepSentence(event)] : []),
  syscall: event => indented(callSentence(event)),
  change: event => [...indented(changeSentence(event)), ...capabilityLine(event)],
  expect: event => indented(expectSentence(event)),
  refused: event => indented(...refusalSentences(event)),
  skipped: event => indented(skippedSentence(event)),
  answer: event => indented(answerSentence(event)),
  judged: event => indented(...judgedSentences(event)),
  challenge: event => indented(...challengeSentences(event)),
  'challenge.solved': event => indented(solvedSentence(event)),
  hint: event => indented(hintSentence(event)),
  solution: event => indented(SOLUTION_HEADING, ...indented(...event.lines)),
  machine: event => indented(machineSentence(event)),
  note: event => indented(noteSentence(event)),
  'program.start': event => (event.of === APP ? indented(startSentence(event)) : []),
  'program.output': outputLines,
  'program.exit': event => (event.of === APP ? indented(exitSentence(event)) : []),
  hold: event => ['', holdSentence(event), ...groupLines(event)],
  clean: event => ['', cleanSentence(event)],
  certificate: event => [certificateSentence(event)],
  error: event => indented(...errorSentences(event)),
  'session.end': event => [endSentence(event)],
  facts: () => [],
  gone: () => [],
  'step.end': () => [],
};

/** The lines that tell of one event. Whatever a recording, a lesson or a process says: it is shown, not obeyed. */
export function plainLines(event: LabEvent): string[] {
  const lines = LINES[event.type] as (event: LabEvent) => string[];
  return lines(event).map(printable);
}

function indented(...lines: string[]): string[] {
  return lines.map(line => `  ${line}`);
}

function capabilityLine(event: EventOf<'change'>): string[] {
  const names = capabilityNames(event);
  return names === null ? [] : [`    ${names}`];
}

/** Without the end of its last line, which is no line of its own. */
function outputLines({ data }: EventOf<'program.output'>): string[] {
  const lines = data.split('\n');
  return indented(...lines.filter((line, i) => line !== '' || i < lines.length - 1).map(outputSentence));
}

function groupLines({ cgroup }: EventOf<'hold'>): string[] {
  return indented(...Object.entries(cgroup).map(([what, dir]) => `cgroup ${what}: ${dir}`));
}
