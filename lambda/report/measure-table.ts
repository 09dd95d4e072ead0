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

/** How far a field moved, by each measure, on a line with all that it is held against. */
export function measureTable(field: DriftReportFeature, policy: DriftPolicySettings): Html | undefined {
  const all = measuredEffects(field, policy);
  if (all.length === 0) return undefined;
  const rows = all.map(
    (one) =>
      html`<tr><th scope="row">${one.name} <b>${effectText(one.effect)}</b></th><td>${effectStrip(one)}</td><td>${thresholdsText(one.thresholds)}</td><td>${thresholdsText(one.configured)}</td><td>${one.noise ? effectText(one.noise.usual) : 'not known'}</td><td>${one.unrest === undefined ? 'not known' : effectText(one.unrest)}</td></tr>`,
  );
  return scrolled(
    html`<table><caption>How far it moved; adjusted p ${probabilityText(field.adjustedPValue) || 'not tested'}.${LEGEND}</caption><thead><tr><th scope="col">measure</th><th scope="col">on its scale</th><th scope="col">warning / critical from</th><th scope="col">as set</th><th scope="col">chance, 99&#160;%</th><th scope="col">unrest, 99&#160;%</th></tr></thead><tbody>${rows}</tbody></table>`,
    `How far ${plainName(field.name)} moved`,
  );
}
