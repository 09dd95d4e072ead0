import { type Run, type Style, screenOf } from './terminal-screen';

const CELL = { width: 7.8, height: 17, font: 13 };
const MARGIN = 20;
const BAR = 34;
const COLOURS: Readonly<Record<NonNullable<Style['colour']>, string>> = {
  red: '#ff7b72',
  green: '#7ee787',
  yellow: '#e3b341',
  blue: '#79c0ff',
  magenta: '#d2a8ff',
  cyan: '#76e3ea',
};
const FONT = "ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace";

const escaped = (text: string) => text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
const rounded = (value: number) => String(Math.round(value * 10) / 10);

/** A picture of a terminal: the same output makes the same file. Every run has its place, whatever font there is. */
export function terminalSvg(output: string, title: string, description: string): string {
  const lines = screenOf(output.trimEnd());
  const columns = Math.max(...lines.flat().map(({ column, text }) => column + [...text].length));
  const width = Math.ceil(columns * CELL.width + 2 * MARGIN);
  const height = Math.ceil(BAR + lines.length * CELL.height + MARGIN);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" role="img" aria-labelledby="title desc" font-family="${FONT}" font-size="${CELL.font}">`,
    `<title id="title">${escaped(title)}</title>`,
    `<desc id="desc">${escaped(description)}</desc>`,
    `<rect width="${width}" height="${height}" rx="10" fill="#0d1117"/>`,
    ...['#ff5f57', '#febc2e', '#28c840'].map(
      (fill, index) => `<circle cx="${MARGIN + index * 18}" cy="18" r="5.5" fill="${fill}"/>`,
    ),
    '<g fill="#d7dee8">',
    ...lines.flatMap((runs, line) =>
      runs.flatMap(piecesOf).map((run) => textOf(run, BAR + (line + 0.8) * CELL.height)),
    ),
    '</g>',
    '</svg>',
    '',
  ].join('\n');
}

/** What lies between wide gaps: SVG has no spaces at the ends of a text, and one where there are many. */
function piecesOf({ column, text, style }: Run): readonly Run[] {
  return [...text.matchAll(/\S+( \S+)*/g)].map((piece) => ({
    column: column + [...text.slice(0, piece.index)].length,
    text: piece[0],
    style,
  }));
}

function textOf({ column, text, style }: Run, y: number): string {
  const attributes = [
    `x="${rounded(MARGIN + column * CELL.width)}"`,
    `y="${rounded(y)}"`,
    `textLength="${rounded([...text].length * CELL.width)}"`,
    style.colour && `fill="${COLOURS[style.colour]}"`,
    style.bold && 'font-weight="700"',
    style.dim && 'opacity="0.6"',
  ];
  return `<text ${attributes.filter((part) => part !== undefined).join(' ')}>${escaped(text)}</text>`;
}
