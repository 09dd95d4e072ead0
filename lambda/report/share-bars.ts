import { scaleLinear } from 'd3-scale';
import { percent, plainName } from '../decide';
import type { SharePair } from './binned-shares';
import { bounded, type Html, html } from './html';

const ROW = 30;
const WIDTH = 480;
const LABELS = 152;
const FIGURES = 112;
const LONGEST_LABEL = 20;

/** Paired bars, one pair a row: the baseline's above, filled; the window's below, outlined and hatched by its stroke. */
export function shareBars(pairs: readonly SharePair[], label: string): Html {
  const most = Math.max(0.05, ...pairs.flatMap(({ baseline, current }) => [baseline, current]));
  const x = scaleLinear([0, most], [0, WIDTH - LABELS - FIGURES]);
  const length = (share: number) => Number(x(share).toFixed(1));
  const rows = pairs.map(({ label: name, baseline, current }, row) => {
    const top = row * ROW + 4;
    return html`<text x="${LABELS - 8}" y="${top + 15}" text-anchor="end">${bounded(plainName(name), LONGEST_LABEL)}</text><rect class="a" x="${LABELS}" y="${top}" width="${length(baseline)}" height="10"/><rect class="c" x="${LABELS}" y="${top + 12}" width="${length(current)}" height="8"/><text x="${LABELS + Math.max(length(baseline), length(current)) + 8}" y="${top + 15}">${percent(baseline)} → ${percent(current)}</text>`;
  });
  return html`<svg role="img" aria-label="${label}" viewBox="0 0 ${WIDTH} ${pairs.length * ROW + 4}">${rows}</svg>`;
}
