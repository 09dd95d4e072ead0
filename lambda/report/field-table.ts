import { integer, plainName } from '../decide';
import { cardId } from './field-card';
import { effectText, probabilityText, ratioText } from './figures';
import { bounded, type Html, html } from './html';
import type { RankedField } from './ranked-fields';
import { verdictBadge, verdictMark } from './verdict-mark';

const LONGEST_NAME = 48;

/** A quarter of the cell is the threshold: beyond four times nothing is said by a longer bar. */
const FULL_BAR = 4;

function effectCell({ field, ratio, findings }: RankedField): Html {
  if (field.currentCount === 0) return html`<td></td>`;
  if (field.verdict === 'INSUFFICIENT_DATA') return html`<td class="t0 dim">${ratioText(ratio)}, not tested</td>`;
  const width = Math.round(Math.min(1, ratio / FULL_BAR) * 100);
  const byChance = ratio >= 1 && field.tests.distribution === 'unclear' ? ', chance?' : '';
  const style = findings.length > 0 ? `tr ${verdictMark(field.verdict).style}-e` : 'tr';
  return html`<td class="${style}" style="--e:${width}%">${ratioText(ratio)}${byChance}</td>`;
}

/** One line of the table: a field at a glance. */
export function fieldRow(ranked: RankedField, spark: Html | undefined, linked: boolean): Html {
  const { field } = ranked;
  const { statistics, adjustedPValue, currentCount } = field;
  const name = html`<bdi>${bounded(plainName(field.name), LONGEST_NAME)}</bdi>`;
  return html`<tr><th scope="row">${linked ? html`<a href="#${cardId(ranked)}">${name}</a>` : name}</th><td>${verdictBadge(field.verdict)}</td><td>${spark}</td>${effectCell(ranked)}<td class="r">${effectText(statistics.wasserstein?.normalized)}</td><td class="r">${effectText(statistics.psi)}</td><td class="r">${probabilityText(adjustedPValue)}</td><td class="r">${integer(currentCount)}</td></tr>
`;
}

/** The table of the fields of one role. */
export function fieldTable(caption: string, rows: readonly Html[], region: string): Html {
  return html`<div class="x" role="region" aria-labelledby="${region}" tabindex="0"><table><caption id="${region}">${caption} <span class="lg"><span class="q a"></span>baseline</span><span class="lg"><span class="q c"></span>window</span></caption><thead><tr><th scope="col">field</th><th scope="col">verdict</th><th scope="col">distribution</th><th scope="col" class="t0">effect ÷ threshold</th><th scope="col" class="r">W/σ</th><th scope="col" class="r">PSI</th><th scope="col" class="r">adjusted p</th><th scope="col" class="r">rows</th></tr></thead><tbody>
${rows}</tbody></table></div>`;
}
