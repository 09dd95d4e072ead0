/** One cell of a CSV text. */
export interface CsvCell {
  readonly text: string;
  /** Quoted cells keep their blanks. */
  readonly quoted: boolean;
}

/**
 * Splits CSV (RFC 4180) whose cells may be quoted: separator comma, rows end with LF or CRLF, a quote inside a quoted cell is
 * doubled, blanks may stand around a quoted cell. One line break at the end ends the last row and begins no other.
 *
 * @returns undefined where a quoted cell is not closed or something follows its closing quote.
 */
export function splitCsv(text: string): CsvCell[][] | undefined {
  const rows: CsvCell[][] = [];
  let row: CsvCell[] = [];
  let at = 0;
  for (;;) {
    const quote = openingQuote(text, at);
    let cell: CsvCell;
    if (quote >= 0) {
      const end = closingQuote(text, quote + 1);
      if (end < 0) return undefined;
      cell = { text: text.slice(quote + 1, end).replaceAll('""', '"'), quoted: true };
      at = skipBlanks(text, end + 1);
    } else {
      const end = plainEnd(text, at);
      const crlf = text[end] === '\n' && text[end - 1] === '\r' && end > at;
      cell = { text: text.slice(at, crlf ? end - 1 : end), quoted: false };
      at = crlf ? end - 1 : end;
    }
    row.push(cell);
    if (text[at] === ',') {
      at++;
      continue;
    }
    rows.push(row);
    row = [];
    if (at >= text.length) return rows;
    if (text[at] === '\r' && text[at + 1] === '\n') at++;
    if (text[at] !== '\n') return undefined;
    at++;
    if (at >= text.length) return rows;
  }
}

/**
 * Whether a line ends inside a quoted cell, so that its record goes on in the next line.
 *
 * @param inside whether the line began inside one.
 */
export function endsInsideQuotes(line: string, inside: boolean): boolean {
  let at = 0;
  let quoted = inside;
  for (;;) {
    const quote = quoted ? -1 : openingQuote(line, at);
    if (quoted || quote >= 0) {
      const end = closingQuote(line, quoted ? at : quote + 1);
      if (end < 0) return true;
      at = skipBlanks(line, end + 1);
    } else {
      at = plainEnd(line, at);
    }
    if (line[at] !== ',') return false;
    at++;
    quoted = false;
  }
}

function skipBlanks(text: string, from: number): number {
  let at = from;
  while (text[at] === ' ' || text[at] === '\t') at++;
  return at;
}

/** Position of the quote that opens the cell at `from`, −1 where the cell is not quoted. */
function openingQuote(text: string, from: number): number {
  const at = skipBlanks(text, from);
  return text[at] === '"' ? at : -1;
}

function closingQuote(text: string, from: number): number {
  let at = text.indexOf('"', from);
  while (at >= 0 && text[at + 1] === '"') at = text.indexOf('"', at + 2);
  return at;
}

function plainEnd(text: string, from: number): number {
  let at = from;
  while (at < text.length && text[at] !== ',' && text[at] !== '\n') at++;
  return at;
}
