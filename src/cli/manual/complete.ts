/** What may stand at the cursor of a command line: pure, from the program's own declaration and the words of the course. */
import type { Argument, Command, Option } from 'commander';
import type { LessonRow } from '../../lesson/course-index.ts';
import type { GlossaryTerm } from '../../lesson/lists.ts';
import { type DemoName, markOf } from '../play/demo-names.ts';

interface Candidate {
  value: string;
  /** A few words beside it, for shells that show them. */
  about: string;
}

interface Answer {
  candidates: Candidate[];
  /** The shell completes names of files or folders by itself. */
  paths: 'none' | 'files' | 'folders';
}

/** Read when they are wanted: a TAB should not take longer than it must. */
export interface CourseNames {
  lessons(): LessonRow[];
  terms(): GlossaryTerm[];
  primitives(): DemoName[];
}

const NOTHING: Answer = { candidates: [], paths: 'none' };

type Source = (course: CourseNames, current: string, before: string[], program: Command) => Answer;

/** What stands for an argument or an option's value, by its name in the usage line. */
export const SOURCES: Readonly<Record<string, Source>> = {
  where: (course, current) => answerOf(placesAt(course.lessons(), current)),
  lesson: course => answerOf(course.lessons().map(aboutLesson)),
  what: (course, current) =>
    answerOf([
      ...course
        .primitives()
        .filter(({ alias }) => !alias)
        .map(primitive => ({ value: primitive.name, about: `${primitive.title}${markOf(primitive)}` })),
      ...placesAt(course.lessons(), current),
    ]),
  term: (course, _current, before) => answerOf(nextWords(course.terms(), before)),
  command: (_course, _current, _before, program) => answerOf(commandsOf(program)),
  shell: () => answerOf(['bash', 'zsh', 'fish'].map(value => ({ value, about: '' }))),
  file: () => ({ candidates: [], paths: 'files' }),
  path: () => ({ candidates: [], paths: 'files' }),
  dir: () => ({ candidates: [], paths: 'folders' }),
  seconds: () => NOTHING,
  name: () => NOTHING,
};

const answerOf = (candidates: Candidate[]): Answer => ({ candidates, paths: 'none' });

/** Candidates for the last word of `typed`, the words after the program's name; those already begin with what is typed. */
export function complete(program: Command, typed: string[], course: CourseNames): Answer {
  const all = splitEquals(typed);
  const current = all.at(-1) ?? '';
  const before = all.slice(0, -1);
  if (before.includes('--')) return { candidates: [], paths: 'files' };
  const line = readLine(program, before);
  const ask = (name: string, word: string): Answer => {
    const answer = SOURCES[name]?.(course, word, line.operands, program) ?? NOTHING;
    return { ...answer, candidates: beginningWith(word, answer.candidates) };
  };
  if (line.pending !== null) return ask(valueName(line.pending), current);
  const joined = /^(--[\w-]+)=(.*)$/s.exec(current);
  if (joined) return atEquals(line, joined[1] ?? '', joined[2] ?? '', ask);
  if (current.startsWith('-')) return answerOf(beginningWith(current, optionsOf(line)));
  const argument = argumentAt(line.command, line.operands.length);
  const answer = argument === undefined ? NOTHING : ask(argument.name(), current);
  if (!line.implied) return answer;
  return { ...answer, candidates: [...beginningWith(current, commandsOf(program)), ...answer.candidates] };
}

/** What the words before the cursor mean. */
interface Line {
  program: Command;
  command: Command;
  /** No word but options yet: a command may be named, or a word of the command that needs no naming. */
  implied: boolean;
  operands: string[];
  used: Set<Option>;
  /** The option whose value comes next. */
  pending: Option | null;
}

function readLine(program: Command, before: string[]): Line {
  const unnamed = program.commands.find(command => command.name() === 'open') ?? program;
  const line: Line = { program, command: unnamed, implied: true, operands: [], used: new Set(), pending: null };
  for (const word of before) {
    if (line.pending !== null) line.pending = null;
    else if (word.startsWith('-')) {
      const option = knownOptions(line).find(known => known.long === word.split('=')[0] || known.short === word);
      if (option) line.used.add(option);
      if (option && takesValue(option) && !word.includes('=')) line.pending = option;
    } else {
      const named = line.implied ? visibleCommands(program).find(command => command.name() === word) : undefined;
      if (named) line.command = named;
      else line.operands.push(word);
      line.implied = false;
    }
  }
  return line;
}

/** `--until=03`: the shell takes it for one word, so each candidate is one, too. */
function atEquals(line: Line, name: string, value: string, ask: (name: string, word: string) => Answer): Answer {
  const option = knownOptions(line).find(({ long }) => long === name);
  if (!option || !takesValue(option)) return NOTHING;
  const { candidates, paths } = ask(valueName(option), value);
  return { candidates: candidates.map(c => ({ ...c, value: `${name}=${c.value}` })), paths };
}

function optionsOf(line: Line): Candidate[] {
  return knownOptions(line)
    .filter(option => !option.hidden && !line.used.has(option))
    .map(({ long, short, description }) => ({ value: long ?? short ?? '', about: description }));
}

function knownOptions({ command, program }: Line): readonly Option[] {
  const help = program.createHelp();
  return [...help.visibleOptions(command), ...(command === program ? [] : program.options)];
}

const takesValue = (option: Option): boolean => option.required || option.optional;

/** The name between the brackets of `--record <file>`. */
function valueName({ flags }: Option): string {
  return /[<[]([\w-]+)/.exec(flags)?.[1] ?? '';
}

function argumentAt({ registeredArguments }: Command, index: number): Argument | undefined {
  const last = registeredArguments.at(-1);
  return registeredArguments[index] ?? (last?.variadic ? last : undefined);
}

function visibleCommands(program: Command): Command[] {
  return program.createHelp().visibleCommands(program);
}

function commandsOf(program: Command): Candidate[] {
  return visibleCommands(program).map(command => ({ value: command.name(), about: command.description() }));
}

const aboutLesson = ({ id, title }: LessonRow): Candidate => ({ value: id, about: title });

/** Lessons; once one is written out, its steps. */
function placesAt(lessons: LessonRow[], current: string): Candidate[] {
  const lesson = lessons.find(({ id }) => current === id || current.startsWith(`${id}/`));
  if (!lesson) return lessons.map(aboutLesson);
  return lesson.steps.map(({ id, title }) => ({ value: `${lesson.id}/${id}`, about: title }));
}

/** The next word of every term that begins with the words typed so far: `bind`, then `mount`. */
function nextWords(terms: GlossaryTerm[], before: string[]): Candidate[] {
  const found = new Map<string, Candidate>();
  for (const { term, aliases } of terms)
    for (const name of [term, ...aliases]) {
      const parts = name.split(' ');
      const fits = before.every((word, i) => parts[i]?.toLowerCase() === word.toLowerCase());
      const value = parts[before.length];
      if (fits && value !== undefined && !found.has(value)) found.set(value, { value, about: name });
    }
  return [...found.values()];
}

/** As typed; when nothing begins so, whatever its capitals. */
function beginningWith(typed: string, candidates: Candidate[]): Candidate[] {
  const exact = candidates.filter(({ value }) => value.startsWith(typed));
  if (exact.length > 0) return exact;
  return candidates.filter(({ value }) => value.toLowerCase().startsWith(typed.toLowerCase()));
}

/** bash cuts `--until=3` into three words: the name, `=`, the value. */
function splitEquals(typed: string[]): string[] {
  const last = typed.at(-1) === '=' ? [...typed, ''] : typed;
  return last.filter((word, i) => !(word === '=' && last[i - 1]?.startsWith('--')));
}
