import type { DriftReport } from '../../lib/contract';
import { counted, integer, percent, plainName } from '../decide';
import { badLineWords } from './bad-line-words';
import { timeText, windowText } from './figures';
import { bounded, type Html, html } from './html';
import { scrolled } from './scrolled';

const MOST_REASONS = 20;

/** What was judged, how much of it there was, and what could not be read. */
export function windowSection(report: DriftReport): Html {
  const { window, rows, coverage, evaluatedAt, tests, falseDiscoveryRate, quietUntil } = report;
  const reasons = Object.entries(report.invalidRows).sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1));
  const lines = reasons.reduce((sum, [, count]) => sum + count, 0);
  const entries: (readonly [string, string])[] = [
    ['Window', windowText(window)],
    ['Rows', integer(rows)],
    [
      'Coverage',
      coverage === undefined
        ? 'not known: nothing says how many rows to expect'
        : `${percent(coverage)} of the expected rows`,
    ],
    ['Lines and rows left out', lines === 0 ? 'none' : integer(lines)],
    ['Judged', `${timeText(evaluatedAt)}, revision ${window.revision}`],
    ['Tests', `${integer(tests)}; at most ${percent(falseDiscoveryRate)} of findings false`],
  ];
  if (quietUntil !== undefined) {
    entries.push(['Quiet period', `until ${timeText(bounded(quietUntil, 40))}: nothing is worse than a warning`]);
  }
  const bad =
    lines === 0
      ? undefined
      : scrolled(
          html`<table class="tw"><caption>${counted(lines, 'line or row', 'lines and rows')} left out, by reason.</caption><thead><tr><th scope="col">reason</th><th scope="col">what it means</th><th scope="col" class="r">count</th></tr></thead><tbody>${reasons.slice(0, MOST_REASONS).map(([reason, count]) => html`<tr><th scope="row"><span class="nm">${plainName(reason)}</span></th><td>${badLineWords(reason)}</td><td class="r">${integer(count)}</td></tr>`)}</tbody></table>`,
          'What was left out',
        );
  return html`<section aria-labelledby="window"><h2 id="window">This window</h2><dl class="f fw">${entries.map(([term, value]) => html`<div><dt>${term}</dt><dd>${value}</dd></div>`)}</dl>${bad}</section>`;
}
