/** Colours and marks. A mark always says what the colour says, so that nothing is lost where there is no colour. */
import chalk from 'chalk';

export const theme = {
  /** Names of things one reads first. */
  title: chalk.bold,
  /** What has the keyboard, what is chosen. */
  focus: chalk.cyan.bold,
  accent: chalk.cyan,
  rule: chalk.gray,
  quiet: chalk.gray,
  /** Differs from the host. */
  differs: chalk.green,
  /** Changed a moment ago. */
  recent: chalk.black.bgYellow,
  cause: chalk.yellow,
  good: chalk.green,
  /** A challenge that was just solved. */
  solved: chalk.black.bgGreen.bold,
  star: chalk.yellow,
  /** What runs on this machine itself, not in a container. */
  host: chalk.black.bgYellow.bold,
  hostEdge: chalk.yellow,
  bad: chalk.red,
  code: chalk.yellow,
  string: chalk.green,
  constant: chalk.magenta,
  link: chalk.blue.underline,
  /** A word of the glossary. */
  term: chalk.underline,
  key: chalk.bold.cyan,
  gauge: chalk.cyan,
  gaugeFull: chalk.red,
  spark: chalk.cyan,
  plain: (text: string) => text,
} as const;

export type Paint = (text: string) => string;

export const mark = {
  differs: '≠',
  alert: '!',
  added: '+',
  good: '✓',
  bad: '✗',
  refused: '⊘',
  skipped: '↷',
  todo: '▸',
  open: '·',
  begun: '◐',
  chosen: '▸',
  star: '★',
  noStar: '☆',
  more: '…',
  up: '↑',
  down: '↓',
} as const;
