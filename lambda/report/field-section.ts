import type { DriftPolicySettings } from '../../lib/contract';
import { counted, integer } from '../decide';
import { fieldCard } from './field-card';
import type { FieldDrawing } from './field-drawing';
import { fieldRow, fieldTable } from './field-table';
import { type Html, html } from './html';
import type { PageBudget } from './page-budget';
import type { RankedField } from './ranked-fields';

/** What the fields of one role are drawn with. */
export interface FieldSection {
  readonly role: 'feature' | 'prediction';
  /** Most important first. */
  readonly fields: readonly RankedField[];
  readonly drawing: (ranked: RankedField) => FieldDrawing | undefined;
  readonly policy: DriftPolicySettings;
  readonly room: PageBudget;
}

interface Listed {
  readonly ranked: RankedField;
  readonly spark?: Html;
  readonly change: string;
}

/** Of the room, what the tables may take: every field in a line is worth more than some in full. */
const ROWS_PART = 0.7;
/** Lines that stand open; calm fields beyond them are folded, so that what follows is not a mile down. */
const OPEN_LINES = 25;

/** A table of the fields of one role, then each in full as far as there is room. */
export function fieldSection({ role, fields, drawing, policy, room }: FieldSection): Html {
  const title = role === 'feature' ? 'Features' : 'Predictions';
  const start = html`<section aria-labelledby="${role}s"><h2 id="${role}s">${title}</h2>`;
  if (fields.length === 0) return html`${start}<p>The baseline has none.</p></section>`;
  const listed: Listed[] = [];
  const rows = room.part(ROWS_PART);
  for (const ranked of fields) {
    const drawn = drawing(ranked);
    const change = drawn?.change() ?? '';
    const spark = drawn?.small();
    // With a link, whether or not there will be a card to go to.
    const fits = (line: Omit<Listed, 'ranked'>) => rows.take(fieldRow(ranked, { ...line, linked: true }, policy));
    if (fits({ spark, change }) !== undefined) listed.push({ ranked, spark, change });
    else if (fits({ change }) !== undefined) listed.push({ ranked, change });
    else break;
  }
  room.giveBack(rows);
  const full = new Map<RankedField, Html>();
  for (const ranked of fields) {
    const card = room.take(fieldCard(ranked, drawing(ranked)?.full(), policy));
    if (card === undefined) break;
    full.set(ranked, card);
  }
  const lines = listed.map(({ ranked, ...line }) => fieldRow(ranked, { ...line, linked: full.has(ranked) }, policy));
  return html`${start}${tables(role, fields, lines)}${leftOut(fields, full.size, lines.length)}${[...full.values()]}</section>
`;
}

function tables(role: string, fields: readonly RankedField[], lines: readonly Html[]): readonly Html[] {
  const moved = fields.filter(({ findings }) => findings.length > 0).length;
  const ordered = fields.some(({ field }) => field.importance !== undefined) ? 'effect × importance' : 'effect';
  const caption = `${integer(moved)} of ${counted(fields.length, 'field')} moved; by verdict, then by ${ordered}.`;
  const open = lines.length <= OPEN_LINES + 5 ? lines.length : Math.max(moved, OPEN_LINES);
  const first = fieldTable(caption, lines.slice(0, open), `${role}s-c`);
  const rest = lines.slice(open);
  if (rest.length === 0) return [first];
  const more = `${counted(rest.length, 'more field')} in the same order`;
  return [
    first,
    html`<details class="m"><summary>${more}, none of which moved</summary>${fieldTable(`${more}.`, rest, `${role}s-d`)}</details>`,
  ];
}

function leftOut(fields: readonly RankedField[], full: number, listed: number): Html | undefined {
  if (full === fields.length) return undefined;
  const unlisted = fields.length - listed;
  return html`<p class="dim">The first ${integer(full)} are shown in full${unlisted > 0 ? html`; ${counted(unlisted, 'field')} are in the JSON report only` : undefined}.</p>`;
}
