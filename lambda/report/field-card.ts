import type { DriftPolicySettings, DriftReportFeature, DriftTest, EffectThresholds } from '../../lib/contract';
import { configuredThresholds, counted, integer, percent, plainName } from '../decide';
import { effectStrip, type MeasuredEffect } from './effect-strip';
import { effectText, probabilityText, ratioText, thresholdText, timeText } from './figures';
import { bounded, type Html, html } from './html';
import type { RankedField } from './ranked-fields';
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
${figure(field, drawing)}${measures(field, policy)}${shares(field)}${further(field)}`;
  const untested = verdict === 'INSUFFICIENT_DATA' ? ', not tested' : '';
  const times = field.currentCount === 0 ? 'no usable value' : `${ratioText(ratio)} × its threshold${untested}`;
  const line = html`${title} ${verdictBadge(verdict)} <span class="dim">${times}${facts(field)}</span>`;
  return findings.length > 0
    ? html`<article id="${id}" aria-labelledby="${id}-t"><header class="h">${line}</header>${body}</article>`
    : html`<details class="d" id="${id}"><summary>${line}</summary>${body}</details>`;
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
  const over = measuredEffects(field, policy).some(({ effect, configured }) => effect >= configured.warning);
  return over
    ? "Moved, but no more than the reference's own windows did although nothing was wrong."
    : 'Moved by less than its threshold.';
}

function figure({ baselineCount, currentCount }: DriftReportFeature, drawing: Html | undefined): Html {
  if (drawing === undefined) {
    return html`<p class="dim">A sensitive field: its values are not drawn. ${counted(baselineCount, 'row')} in the baseline, ${integer(currentCount)} in the window.</p>`;
  }
  return html`<figure><figcaption>Share of rows:<span class="lg"><span class="q a"></span>baseline, ${counted(baselineCount, 'row')}</span><span class="lg"><span class="q c"></span>window, ${counted(currentCount, 'row')}</span></figcaption>${drawing}</figure>`;
}

function measuredEffects(field: DriftReportFeature, policy: DriftPolicySettings): readonly MeasuredEffect[] {
  const { statistics, thresholds, unrest99, noise, name } = field;
  const configured = configuredThresholds(policy, name);
  const { wasserstein, psi } = statistics;
  const distance = wasserstein && {
    name: 'W/σ',
    effect: wasserstein.normalized,
    thresholds: thresholds.wasserstein,
    configured: configured.wasserstein,
    unrest: unrest99?.wasserstein,
    noise: noise?.wasserstein,
  };
  const stability = psi !== undefined && {
    name: 'PSI',
    effect: psi,
    thresholds: thresholds.psi,
    configured: configured.psi,
    unrest: unrest99?.psi,
    noise: noise?.psi,
  };
  return [distance, stability].filter((one) => one !== undefined && one !== false);
}

function thresholdsText({ warning, critical }: EffectThresholds): string {
  return `${thresholdText(warning)} / ${thresholdText(critical)}`;
}

const LEGEND = html`${[
  ['m', 'effect'],
  ['w', 'warning'],
  ['k', 'critical'],
  ['n', 'chance'],
  ['u', 'unrest'],
].map(([style, name]) => html`<span class="lg"><span class="q ${style}"></span>${name}</span>`)}`;

function measures(field: DriftReportFeature, policy: DriftPolicySettings): Html | undefined {
  const all = measuredEffects(field, policy);
  if (all.length === 0) return undefined;
  const rows = all.map(
    (one) =>
      html`<tr><th scope="row">${one.name} <b>${effectText(one.effect)}</b></th><td>${effectStrip(one)}</td><td>${thresholdsText(one.thresholds)}</td><td>${thresholdsText(one.configured)}</td><td>${one.noise ? effectText(one.noise.usual) : 'not known'}</td><td>${one.unrest === undefined ? 'not known' : effectText(one.unrest)}</td></tr>`,
  );
  return html`<div class="x"><table><caption>How far it moved; adjusted p ${probabilityText(field.adjustedPValue) || 'not tested'}.${LEGEND}</caption><thead><tr><th scope="col">measure</th><th scope="col">on its scale</th><th scope="col">warning / critical from</th><th scope="col">as set</th><th scope="col">chance, 99 %</th><th scope="col">unrest, 99 %</th></tr></thead><tbody>${rows}</tbody></table></div>`;
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
  return html`<div class="x"><table><caption>Rows with a flaw; a warning from ${percent(field.thresholds.share.warning)} of change, critical from ${percent(field.thresholds.share.critical)}.</caption><thead><tr><th scope="col">flaw</th><th scope="col" class="r">baseline</th><th scope="col" class="r">window</th><th scope="col" class="r">adjusted p</th><th scope="col">test</th></tr></thead><tbody>${rows}</tbody></table></div>`;
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
