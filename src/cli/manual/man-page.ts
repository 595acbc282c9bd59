/** The manual page in the words of man(7), made from what the program declares (`npm run documents` writes docs/container-lab.1). */
import type { Command } from 'commander';
import { helpSections } from '../../ui/keys/keys.ts';
import { fill } from '../fill.ts';
import { ENVIRONMENT, type Entry, EXAMPLES, EXIT_CODES, FILES } from './manual.ts';

/** Of the last change to this page: man(7) asks for one, and a generated file must not change by itself. */
const DATE = '2026-11-29';

export function manPage(program: Command, version: string): string {
  const help = program.createHelp();
  const commands = help.visibleCommands(program).filter(command => command.name() !== 'help');
  const lines = [
    `.TH CONTAINER\\-LAB 1 ${DATE} "container\\-lab ${roff(version)}" "User Commands"`,
    '.SH NAME',
    'container\\-lab \\- build a Linux container by hand and see every change',
    '.SH SYNOPSIS',
    ...commands.flatMap(command => ['.PP', synopsis(program, command)]).slice(1),
    '.SH DESCRIPTION',
    ...paragraphs(DESCRIPTION),
    '.SH OPTIONS',
    'These go with every command.',
    ...optionsOf(program, program),
    '.SH COMMANDS',
    ...commands.flatMap(command => [
      `.SS "${roff(command.name())}"`,
      sentence(command.description()),
      ...command.registeredArguments.flatMap(argument =>
        item(`\\fI${roff(argument.name().toUpperCase())}\\fR`, argument.description),
      ),
      ...optionsOf(program, command),
    ]),
    '.SH KEYS',
    'On the full screen. They stand on its last line, and ? shows them all.',
    ...helpSections({ all: true }).flatMap(({ title, keys }) => [
      `.SS "${roff(title)}"`,
      ...keys.flatMap(({ label, help }) => item(bold(label), help)),
    ]),
    '.SH "EXIT STATUS"',
    ...entries(EXIT_CODES),
    '.PP',
    sentence('The exit status of the program that step 6 starts is reported, but it is never ours'),
    '.SH ENVIRONMENT',
    ...entries(ENVIRONMENT),
    '.SH FILES',
    ...entries(FILES),
    '.SH EXAMPLES',
    ...EXAMPLES.flatMap(({ name, text }) => ['.TP', `.B ${roff(name)}`, sentence(text)]),
    '.SH "SEE ALSO"',
    SEE_ALSO.map(([name, section]) => `.BR ${roff(name)} (${section})`).join(' ,\n'),
  ];
  return `${lines.join('\n')}\n`;
}

const DESCRIPTION = [
  'A container is an ordinary process with its own view of the system and with limits. container-lab is a workshop in which you make one in six steps, one system call at a time. Each step runs live on the kernel at hand, and the screen shows what /proc, the namespaces, the mounts and the cgroup files say before and after.',
  'Without a command the workshop opens. It needs Linux and either root or a user who may use sudo: only a small helper runs as root. Without a terminal, or with --plain, the course runs as linear text. replay, list, glossary and lint need neither Linux nor root.',
  'Data goes to standard output, messages go to standard error. Nothing is ever sent over a network.',
];

const SEE_ALSO: [name: string, section: number][] = [
  ['nsenter', 1],
  ['unshare', 1],
  ['chroot', 2],
  ['mount', 2],
  ['pivot_root', 2],
  ['unshare', 2],
  ['cgroups', 7],
  ['namespaces', 7],
];

function synopsis(program: Command, command: Command): string {
  const words = command.registeredArguments.map(argument => {
    const name = `\\fI${roff(argument.name().toUpperCase())}\\fR${argument.variadic ? '...' : ''}`;
    return argument.required ? name : `[${name}]`;
  });
  const app = command.name() === 'run' ? ['[\\-\\-', '\\fICOMMAND\\fR...]'] : [];
  const name = isDefault(program, command) ? `[${bold(command.name())}]` : bold(command.name());
  return [bold(program.name()), name, '[\\fIOPTION\\fR...]', ...words, ...app].join(' ');
}

/** `open` need not be written. */
function isDefault(program: Command, command: Command): boolean {
  return (program as Command & { _defaultCommandName?: string })._defaultCommandName === command.name();
}

/** Options of one command; what every command has is told once, with the program. */
function optionsOf(program: Command, command: Command): string[] {
  return command
    .createHelp()
    .visibleOptions(command)
    .filter(option => command === program || option.long !== '--help')
    .flatMap(({ flags, description }) => item(flagText(flags), description));
}

/** `-V, --version` and `--record <file>`: what is typed in bold, what is filled in in italics. */
function flagText(flags: string): string {
  return flags
    .split(', ')
    .map(flag => {
      const [name = '', value] = flag.split(' ');
      return value === undefined
        ? bold(name)
        : `${bold(name)} \\fI${roff(value.replaceAll(/[<>[\]]/g, '').toUpperCase())}\\fR`;
    })
    .join(', ');
}

const entries = (list: readonly Entry[]): string[] => list.flatMap(({ name, text }) => item(bold(name), text));

const item = (head: string, text: string): string[] => ['.TP', head, wrapped(roff(text))];

const bold = (text: string): string => `\\fB${roff(text)}\\fR`;

const paragraphs = (texts: string[]): string[] => texts.flatMap(text => ['.PP', sentence(text)]).slice(1);

/** Prose on lines of its own: begun with a capital, ended with a full stop. */
function sentence(text: string): string {
  const whole = /[.?!]$/.test(text) ? text : `${text}.`;
  return wrapped(roff(whole.charAt(0).toUpperCase() + whole.slice(1)));
}

/** Lines below 80 columns; one that begins with a dot or an apostrophe would be a request. */
function wrapped(text: string): string {
  return fill(text, 78)
    .map(line => (/^[.'\\]/.test(line) ? `\\&${line}` : line))
    .join('\n');
}

/** Special characters of groff, for a page that is ASCII: groff_char(7). */
const SIGNS: Record<string, string> = {
  '←': '\\(<-',
  '→': '\\(->',
  '↑': '\\(ua',
  '↓': '\\(da',
  '“': '\\(lq',
  '”': '\\(rq',
};

/** What groff would take for something else: its escape character, and signs that it makes beautiful. */
function roff(text: string): string {
  return text
    .replaceAll('\\', '\\e')
    .replaceAll('-', '\\-')
    .replaceAll("'", '\\(aq')
    .replaceAll('"', '\\(dq')
    .replaceAll('~', '\\(ti')
    .replaceAll('^', '\\(ha')
    .replaceAll(/[←→↑↓“”]/g, sign => SIGNS[sign] ?? sign);
}
