import { scaleLinear } from 'd3-scale';
import type { EffectThresholds, NoiseBand } from '../../lib/contract';
import { effectText, thresholdText } from './figures';
import { type Html, html } from './html';

/** One measure of one field with all that it is held against. */
export interface MeasuredEffect {
  readonly name: string;
  readonly effect: number;
  readonly thresholds: EffectThresholds;
  /** As they were set, before unrest raised them. */
  readonly configured: EffectThresholds;
  readonly unrest?: number;
  readonly noise?: NoiseBand;
}

const LEFT = 6;
const RIGHT = 194;

/** The effect as a mark on a line, over what chance does, what the reference's own windows did, and both thresholds. */
export function effectStrip({ name, effect, thresholds, unrest, noise }: MeasuredEffect): Html {
  const { warning, critical } = thresholds;
  const most = 1.15 * Math.max(critical, effect, Math.min(noise?.usual ?? 0, 3 * critical));
  const scale = scaleLinear([0, most], [LEFT, RIGHT]).clamp(true);
  const x = (value: number) => Number(scale(value).toFixed(1));
  const band = (style: string, value: number, y: number, height: number) =>
    html`<rect class="${style}" x="${LEFT}" y="${y}" width="${Number((x(value) - LEFT).toFixed(1))}" height="${height}"/>`;
  const calm = unrest === undefined ? undefined : band('u', unrest, 5, 22);
  const chance = noise && band('n', noise.usual, 11, 10);
  const label = `${name} ${effectText(effect)}; warning from ${thresholdText(warning)}, critical from ${thresholdText(critical)}${noise ? `, chance alone reaches ${effectText(noise.usual)}` : ''}`;
  return html`<svg class="e" role="img" aria-label="${label}" viewBox="0 0 200 32">${calm}${chance}<path class="t" d="M${LEFT} 16H${RIGHT}"/><path class="w" d="M${x(warning)} 2V30"/><path class="k" d="M${x(critical)} 2V30"/><circle class="m" cx="${x(effect)}" cy="16" r="6"/></svg>`;
}
