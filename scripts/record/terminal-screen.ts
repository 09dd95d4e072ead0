/** How characters look, as far as the commands use it. */
export interface Style {
  readonly colour?: 'red' | 'green' | 'yellow' | 'blue' | 'magenta' | 'cyan';
  readonly bold?: boolean;
  readonly dim?: boolean;
}

export interface Run {
  /** Column that it begins at. */
  readonly column: number;
  readonly text: string;
  readonly style: Style;
}

interface Cell {
  readonly character: string;
  readonly style: Style;
}

const COLOURS: Readonly<Record<number, Style['colour']>> = {
  31: 'red',
  32: 'green',
  33: 'yellow',
  34: 'blue',
  35: 'magenta',
  36: 'cyan',
};

// biome-ignore lint/suspicious/noControlCharactersInRegex: that is what a terminal is told with
const TOKEN = /\u001b\[([\d;]*)([A-Za-z])|[\s\S]/gu;

/** What a terminal shows after it was sent some output: lines of runs, one a change of style. */
export function screenOf(output: string): readonly (readonly Run[])[] {
  const lines: Cell[][] = [[]];
  let style: Style = {};
  let column = 0;
  for (const [token, parameters, command] of output.matchAll(TOKEN)) {
    const line = lines.at(-1) as Cell[];
    if (command === 'm') style = styled(style, parameters ?? '');
    else if (command === 'K') line.length = parameters === '2' ? 0 : Math.min(line.length, column);
    else if (command !== undefined) continue;
    else if (token === '\n') {
      lines.push([]);
      column = 0;
    } else if (token === '\r') column = 0;
    else {
      for (let gap = line.length; gap < column; gap++) line[gap] = { character: ' ', style: {} };
      line[column++] = { character: token, style };
    }
  }
  return lines.map(runsOf);
}

function styled(style: Style, parameters: string): Style {
  let next = style;
  for (const code of parameters.split(';').map(Number)) {
    if (code === 0) next = {};
    else if (code === 1) next = { ...next, bold: true };
    else if (code === 2) next = { ...next, dim: true };
    else if (code === 22) next = { ...next, bold: undefined, dim: undefined };
    else if (code === 39) next = { ...next, colour: undefined };
    else if (COLOURS[code] !== undefined) next = { ...next, colour: COLOURS[code] };
  }
  return next;
}

function runsOf(cells: readonly Cell[]): readonly Run[] {
  const runs: Run[] = [];
  for (const [column, { character, style }] of cells.entries()) {
    const last = runs.at(-1);
    if (last !== undefined && same(last.style, style)) runs[runs.length - 1] = { ...last, text: last.text + character };
    else runs.push({ column, text: character, style });
  }
  return runs;
}

function same(one: Style, other: Style): boolean {
  return one.colour === other.colour && one.bold === other.bold && one.dim === other.dim;
}
