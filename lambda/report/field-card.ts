import type { DriftPolicySettings, DriftReportFeature, DriftTest } from '../../lib/contract';
import { counted, integer, percent, plainName } from '../decide';
import { effectText, probabilityText, ratioText, timeText } from './figures';
import { bounded, type Html, html } from './html';
import { isUsual, measureTable } from './measure-table';
import type { RankedField } from './ranked-fields';
import { scrolled } from './scrolled';
import { verdictBadge } from './verdict-mark';

const LONGEST_TEXT = 400;

/** Where the page has more on a field: a fragment that no name can break. */
export function cardId({ field, place }: RankedField): string {
  return `${field.role}-${place + 1}`;
}

/** All that is known about one field: what happened, both distributions, every figure and what it is held against. */
export function fieldCard(ranked: RankedField, drawing: Html | undefined, policy: DriftPolicySettings): Html {
  const { field, findings, ratio } = ranked;
  const { name, text, verdict } = field;
  const id = cardId(ranked);
  const title = html`<h3 id="${id}-t"><bdi>${plainName(name)}</bdi></h3>`;
  const muted = findings.flatMap(({ mute }) => (mute === undefined ? [] : [mute]));
  const body = html`
<p>${text === undefined ? calmText(field, policy) : html`<bdi>${plainName(name)}</bdi> ${bounded(text, LONGEST_TEXT)}.`}</p>
${muted.slice(0, 3).map(({ owner, reason, expiresAt }) => html`<p>Muted by ${bounded(owner, 80)} until ${timeText(bounded(expiresAt, 40))}: ${bounded(reason, LONGEST_TEXT)}</p>`)}
<div class="tc">${figure(field, drawing)}${measureTable(field, policy)}</div>${shares(field)}${further(field)}`;
  const untested = verdict === 'INSUFFICIENT_DATA' ? ', not tested' : '';
  const times = field.currentCount === 0 ? 'no usable value' : `${ratioText(ratio)} × its threshold${untested}`;
  const line = html`${title} ${verdictBadge(verdict)} <span class="dim">${times}${facts(field)}</span>`;
  return findings.length > 0
    ? html`<article id="${id}" aria-labelledby="${id}-t"><header class="h">${line}</header>${body}</article>`
    : // A browser opens what is folded around the target of a link, but not a target that is folded itself.
      html`<details class="d"><summary>${line}</summary><div class="db" id="${id}">${body}</div></details>`;
}

function facts({ kind, unit, importance }: DriftReportFeature): string {
  const weight = importance === undefined ? [] : [`importance ${effectText(importance)}`];
  return ['', kind, ...(unit === undefined ? [] : [plainName(unit)]), ...weight].join(' · ');
}

function calmText(field: DriftReportFeature, policy: DriftPolicySettings): string {
  const { verdict, tests } = field;
  if (verdict === 'INSUFFICIENT_DATA') return 'Too few rows to say whether it moved.';
  return tests.distribution === 'unclear'
    ? 'Looks different, but chance alone does as much at this number of rows.'
    : stands(field, policy);
}

function stands(field: DriftReportFeature, policy: DriftPolicySettings): string {
  return isUsual(field, policy)
    ? "Moved, but no more than the reference's own windows did although nothing was wrong."
    : 'Moved by less than its threshold.';
}

function figure({ baselineCount, currentCount }: DriftReportFeature, drawing: Html | undefined): Html {
  if (drawing === undefined) {
    return html`<p class="dim">A sensitive field: its values are not drawn. ${counted(baselineCount, 'row')} in the baseline, ${integer(currentCount)} in the window.</p>`;
  }
  return html`<figure><figcaption>Share of rows:<span class="lg"><span class="q a"></span>baseline, ${counted(baselineCount, 'row')}</span><span class="lg"><span class="q c"></span>window, ${counted(currentCount, 'row')}</span></figcaption>${drawing}</figure>`;
}

const FLAWS: readonly (readonly [Exclude<DriftTest, 'distribution'>, string])[] = [
  ['nulls', 'null'],
  ['invalid', 'no usable value'],
  ['unseen', 'category not in the baseline'],
  ['outOfRange', "beyond the baseline's range"],
];
const STATES = {
  moved: 'moved',
  clear: 'below its threshold',
  unclear: 'may be chance',
  untested: 'not tested',
} as const;

function shares(field: DriftReportFeature): Html | undefined {
  const rows = FLAWS.flatMap(([test, words]) => {
    const share = field.shares[test];
    if (share === undefined || (share.baseline === 0 && share.current === 0)) return [];
    const state = field.tests[test];
    return [
      html`<tr><th scope="row">${words}</th><td class="r">${percent(share.baseline)}</td><td class="r">${percent(share.current)}</td><td class="r">${probabilityText(share.adjustedPValue)}</td><td>${state && STATES[state]}</td></tr>`,
    ];
  });
  if (rows.length === 0) return undefined;
  return scrolled(
    html`<table><caption>Rows with a flaw; a warning from ${percent(field.thresholds.share.warning)} of change, critical from ${percent(field.thresholds.share.critical)}.</caption><thead><tr><th scope="col">flaw</th><th scope="col" class="r">baseline</th><th scope="col" class="r">window</th><th scope="col" class="r">adjusted p</th><th scope="col">test</th></tr></thead><tbody>${rows}</tbody></table>`,
    `Rows of ${plainName(field.name)} with a flaw`,
  );
}

function further({ statistics, noise, baselineCount, currentCount }: DriftReportFeature): Html {
  const { jensenShannon, hellinger, totalVariation, ks, wasserstein, chiSquare } = statistics;
  const entries: (readonly [string, string])[] = [
    ['Rows, baseline and window', `${integer(baselineCount)} and ${integer(currentCount)}`],
    ['Shift of the mean, in σ', wasserstein === undefined ? '' : signed(wasserstein.meanShift)],
    ['Jensen-Shannon distance', effectText(jensenShannon)],
    ['Hellinger distance', effectText(hellinger)],
    ['Total variation', effectText(totalVariation)],
    [
      'KS statistic, bounds',
      ks === undefined ? '' : `${effectText(ks.lower)} to ${effectText(ks.upper)}, p ${probabilityText(ks.pValue)}`,
    ],
    [
      'Chi-square',
      chiSquare === undefined
        ? ''
        : `${effectText(chiSquare.statistic)}, ${integer(chiSquare.df)} degrees of freedom, p ${probabilityText(chiSquare.pValue)}`,
    ],
    ['Evidence by itself, W/σ', effectText(noise?.wasserstein?.detectable)],
    ['Evidence by itself, PSI', effectText(noise?.psi.detectable)],
  ];
  const shown = entries.filter(([, value]) => value !== '');
  return html`<details class="m"><summary>Further figures</summary><dl class="f">${shown.map(([term, value]) => html`<div><dt>${term}</dt><dd>${value}</dd></div>`)}</dl></details>`;
}

function signed(value: number): string {
  return value < 0 ? `−${effectText(-value)}` : `+${effectText(value)}`;
}
