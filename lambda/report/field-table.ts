import type { DriftPolicySettings } from '../../lib/contract';
import { plainName } from '../decide';
import { cardId } from './field-card';
import { effectText, probabilityText, ratioText } from './figures';
import { bounded, type Html, html } from './html';
import { isUsual } from './measure-table';
import type { RankedField } from './ranked-fields';
import { verdictBadge, verdictMark } from './verdict-mark';

const LONGEST_NAME = 48;

/** A quarter of the cell is the threshold: beyond four times nothing is said by a longer bar. */
const FULL_BAR = 4;

function effectCell({ field, ratio, findings }: RankedField, policy: DriftPolicySettings): Html {
  if (field.currentCount === 0) return html`<td></td>`;
  if (field.verdict === 'INSUFFICIENT_DATA') return html`<td class="t0 dim">${ratioText(ratio)}, not tested</td>`;
  const width = Math.round(Math.min(1, ratio / FULL_BAR) * 100);
  const byChance = ratio >= 1 && field.tests.distribution === 'unclear';
  const remark = byChance ? ', chance?' : isUsual(field, policy) ? ', as usual' : '';
  const style = findings.length > 0 ? `tr ${verdictMark(field.verdict).style}-e` : 'tr';
  return html`<td class="${style}" style="--e:${width}%">${ratioText(ratio)}${remark}</td>`;
}

/** What a line of the table shows beside the figures of the report. */
export interface FieldLine {
  /** Both distributions; left out of a sensitive field, and where there is no room. */
  readonly spark?: Html;
  /** What it was and is: `3 → 14`. */
  readonly change: string;
  /** Whether the page has the field in full. */
  readonly linked: boolean;
}

/** One line of the table: a field at a glance. */
export function fieldRow(ranked: RankedField, { spark, change, linked }: FieldLine, policy: DriftPolicySettings): Html {
  const { field } = ranked;
  const { statistics, adjustedPValue } = field;
  const name = html`<bdi>${bounded(plainName(field.name), LONGEST_NAME)}</bdi>`;
  return html`<tr><th scope="row">${linked ? html`<a href="#${cardId(ranked)}">${name}</a>` : name}</th><td>${verdictBadge(field.verdict)}</td><td>${spark}</td>${effectCell(ranked, policy)}<td class="ch"><bdi>${change}</bdi></td><td class="r">${effectText(statistics.wasserstein?.normalized)}</td><td class="r">${effectText(statistics.psi)}</td><td class="r">${probabilityText(adjustedPValue)}</td></tr>
`;
}

/** The table of the fields of one role. */
export function fieldTable(caption: string, rows: readonly Html[], region: string): Html {
  return html`<div class="x" role="region" aria-labelledby="${region}" tabindex="0"><table><caption id="${region}">${caption} <span class="lg"><span class="q a"></span>baseline</span><span class="lg"><span class="q c"></span>window</span><span class="lg"><span class="q th"></span>threshold</span></caption><thead><tr><th scope="col">field</th><th scope="col">verdict</th><th scope="col">distribution</th><th scope="col" class="t0">effect ÷ threshold</th><th scope="col">median or share</th><th scope="col" class="r">W/σ</th><th scope="col" class="r">PSI</th><th scope="col" class="r">adjusted p</th></tr></thead><tbody>
${rows}</tbody></table></div>`;
}
