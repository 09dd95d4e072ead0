import { printable } from './describe';

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Text for HTML, inside an element or a quoted attribute. */
export function escapeHtml(text: string): string {
  return printable(text).replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character);
}

/** What a spreadsheet takes for the beginning of a formula, full-width forms included. */
const FORMULA = /^[\s]*[=+\-@＝＋－＠]/;

/** One cell of a CSV file (RFC 4180); a cell that a spreadsheet would run is kept from it by an apostrophe. */
export function csvCell(text: string): string {
  const flat = printable(text);
  const safe = FORMULA.test(flat) ? `'${flat}` : flat;
  return /[",]|^\s|\s$/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** One line of a CSV file, with the line end that RFC 4180 asks for. */
export function csvLine(cells: readonly string[]): string {
  return `${cells.map(csvCell).join(',')}\r\n`;
}
