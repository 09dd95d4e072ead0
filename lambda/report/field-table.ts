import { integer, plainName } from '../decide';
import { cardId } from './field-card';
import { effectText, probabilityText, timesText } from './figures';
import { bounded, type Html, html } from './html';
import type { RankedField } from './ranked-fields';
import { verdictBadge } from './verdict-mark';

const LONGEST_NAME = 48;

/** One line of the table: a field at a glance. */
export function fieldRow(ranked: RankedField, spark: Html | undefined, linked: boolean): Html {
  const { field, ratio } = ranked;
  const { statistics, adjustedPValue, currentCount } = field;
  const name = html`<bdi>${bounded(plainName(field.name), LONGEST_NAME)}</bdi>`;
  // A quarter of the cell is the threshold: beyond four times nothing is said by a longer bar.
  const width = Math.round(Math.min(1, ratio / 4) * 100);
  const byChance = ratio >= 1 && field.tests.distribution === 'unclear' ? ', chance?' : '';
  return html`<tr><th scope="row">${linked ? html`<a href="#${cardId(ranked)}">${name}</a>` : name}</th><td>${verdictBadge(field.verdict)}</td><td>${spark}</td><td class="r tr" style="--e:${width}%">${timesText(ratio)}${byChance}</td><td class="r">${effectText(statistics.wasserstein?.normalized)}</td><td class="r">${effectText(statistics.psi)}</td><td class="r">${probabilityText(adjustedPValue)}</td><td class="r">${integer(currentCount)}</td></tr>
`;
}

/** The table of the fields of one role. */
export function fieldTable(caption: string, rows: readonly Html[], region: string): Html {
  return html`<div class="x" role="region" aria-labelledby="${region}" tabindex="0"><table><caption id="${region}">${caption} <span class="q a"></span>baseline <span class="q c"></span>window</caption><thead><tr><th scope="col">field</th><th scope="col">verdict</th><th scope="col">distribution</th><th scope="col" class="r">effect ÷ threshold</th><th scope="col" class="r">W/σ</th><th scope="col" class="r">PSI</th><th scope="col" class="r">adjusted p</th><th scope="col" class="r">rows</th></tr></thead><tbody>
${rows}</tbody></table></div>`;
}
