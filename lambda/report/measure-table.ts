import type { DriftPolicySettings, DriftReportFeature, EffectThresholds } from '../../lib/contract';
import { configuredThresholds, plainName } from '../decide';
import { effectStrip, type MeasuredEffect } from './effect-strip';
import { effectText, probabilityText, thresholdText } from './figures';
import { type Html, html } from './html';
import { scrolled } from './scrolled';

/** The measures of a field that a verdict reads, in the order in which they are told. */
export function measuredEffects(field: DriftReportFeature, policy: DriftPolicySettings): readonly MeasuredEffect[] {
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

/** Whether a field reached the threshold that was set and moved no more than the reference's own windows did. */
export function isUsual(field: DriftReportFeature, policy: DriftPolicySettings): boolean {
  if (field.verdict !== 'OK' || field.tests.distribution === 'unclear') return false;
  return measuredEffects(field, policy).some(({ effect, configured }) => effect >= configured.warning);
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

const known = (value: number | undefined) => (value === undefined ? 'not known' : effectText(value));

/** What is said of a measure below its drawing, a line each. */
const LINES: readonly (readonly [string, (measured: MeasuredEffect) => string])[] = [
  ['warning / critical from', ({ thresholds }) => thresholdsText(thresholds)],
  ['as it was set', ({ configured }) => thresholdsText(configured)],
  ['unrest, 99\u00a0%', ({ unrest }) => known(unrest)],
  ['chance, 99\u00a0%', ({ noise }) => known(noise?.usual)],
];

/** How far a field moved, a column a measure, on a scale with all that it is held against. */
export function measureTable(field: DriftReportFeature, policy: DriftPolicySettings): Html | undefined {
  const all = measuredEffects(field, policy);
  if (all.length === 0) return undefined;
  const row = (title: string, cell: (measured: MeasuredEffect) => Html | string) =>
    html`<tr><th scope="row">${title}</th>${all.map((one) => html`<td>${cell(one)}</td>`)}</tr>`;
  const rows = [
    row('effect', ({ effect }) => html`<b>${effectText(effect)}</b>`),
    row('on its scale', effectStrip),
    ...LINES.map(([title, text]) => row(title, text)),
  ];
  return scrolled(
    html`<table><caption>How far it moved; adjusted p ${probabilityText(field.adjustedPValue) || 'not tested'}.${LEGEND}</caption><thead><tr><th scope="col">measure</th>${all.map(({ name }) => html`<th scope="col">${name}</th>`)}</tr></thead><tbody>${rows}</tbody></table>`,
    `How far ${plainName(field.name)} moved`,
  );
}
