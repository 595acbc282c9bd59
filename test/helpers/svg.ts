/** A picture of an emulated terminal. Runs of one style are pinned to their columns with `textLength`, so that any font lines up. */
import type { IBufferCell } from '@xterm/headless';
import type { EmulatedTerminal } from './screen.ts';

const FONT = 14;
const COLUMN = 8.43;
const ROW = 18;
const MARGIN = 12;
const BACKGROUND = '#16181d';
const TEXT = '#d4d7dd';
const PALETTE = [
  '#16181d',
  '#e06c75',
  '#98c379',
  '#e5c07b',
  '#61afef',
  '#c678dd',
  '#56b6c2',
  '#d4d7dd',
  '#7f848e',
  '#e06c75',
  '#98c379',
  '#e5c07b',
  '#61afef',
  '#c678dd',
  '#56b6c2',
  '#ffffff',
];

interface Run {
  x: number;
  columns: number;
  text: string;
  style: string;
}

export function svg(terminal: EmulatedTerminal, title = 'container-lab'): string {
  const width = Math.ceil(terminal.cols * COLUMN + 2 * MARGIN);
  const height = terminal.rows * ROW + 2 * MARGIN;
  const backgrounds: string[] = [];
  const texts: string[] = [];
  for (let y = 0; y < terminal.rows; y++)
    for (const run of runsOf(terminal, y)) {
      const { bg, ...style } = JSON.parse(run.style) as CellStyle;
      const x = (MARGIN + run.x * COLUMN).toFixed(2);
      const length = (run.columns * COLUMN).toFixed(2);
      if (bg !== '')
        backgrounds.push(
          `<rect x="${x}" y="${MARGIN + y * ROW}" width="${(run.columns * COLUMN + 0.3).toFixed(2)}" height="${ROW}" fill="${bg}"/>`,
        );
      if (run.text.trim() !== '')
        texts.push(
          `<text x="${x}" y="${MARGIN + y * ROW + FONT}" textLength="${length}"${attributes(style)}>${escapeXml(run.text)}</text>`,
        );
    }
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" aria-label="${escapeXml(title)}">`,
    `<rect width="100%" height="100%" rx="8" fill="${BACKGROUND}"/>`,
    ...backgrounds,
    `<g font-family="'DejaVu Sans Mono',Menlo,Consolas,monospace" font-size="${FONT}" lengthAdjust="spacingAndGlyphs" style="white-space:pre" xml:space="preserve">`,
    ...texts,
    '</g>',
    '</svg>',
    '',
  ].join('\n');
}

interface CellStyle {
  fg: string;
  bg: string;
  bold: boolean;
  italic: boolean;
  underline: boolean;
  dim: boolean;
}

function runsOf(terminal: EmulatedTerminal, y: number): Run[] {
  const line = terminal.buffer.active.getLine(terminal.buffer.active.baseY + y);
  const runs: Run[] = [];
  for (let x = 0; line && x < terminal.cols; x++) {
    const cell = line.getCell(x);
    if (!cell || cell.getWidth() === 0) continue;
    const style = JSON.stringify(styleOf(cell));
    const last = runs.at(-1);
    if (last?.style === style) {
      last.text += cell.getChars() || ' ';
      last.columns += cell.getWidth();
    } else runs.push({ x, columns: cell.getWidth(), text: cell.getChars() || ' ', style });
  }
  return runs;
}

function styleOf(cell: IBufferCell): CellStyle {
  const fg = colour(cell.getFgColor(), cell.isFgRGB(), cell.isFgPalette()) || TEXT;
  const bg = colour(cell.getBgColor(), cell.isBgRGB(), cell.isBgPalette());
  const inverse = cell.isInverse() !== 0;
  return {
    fg: inverse ? bg || BACKGROUND : fg,
    bg: inverse ? fg : bg,
    bold: cell.isBold() !== 0,
    italic: cell.isItalic() !== 0,
    underline: cell.isUnderline() !== 0,
    dim: cell.isDim() !== 0,
  };
}

function attributes({ fg, bold, italic, underline, dim }: Omit<CellStyle, 'bg'>): string {
  return [
    ` fill="${fg}"`,
    bold ? ' font-weight="bold"' : '',
    italic ? ' font-style="italic"' : '',
    underline ? ' text-decoration="underline"' : '',
    dim ? ' opacity="0.6"' : '',
  ].join('');
}

function colour(value: number, rgb: boolean, palette: boolean): string {
  if (rgb) return `#${value.toString(16).padStart(6, '0')}`;
  if (!palette) return '';
  if (value < 16) return PALETTE[value] ?? TEXT;
  if (value >= 232) return grey(8 + (value - 232) * 10);
  const part = (n: number) => (n === 0 ? 0 : 55 + n * 40);
  const n = value - 16;
  return `rgb(${part(Math.floor(n / 36))},${part(Math.floor(n / 6) % 6)},${part(n % 6)})`;
}

function grey(level: number): string {
  return `rgb(${level},${level},${level})`;
}

function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
