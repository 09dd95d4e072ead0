import { scaleLinear } from 'd3-scale';
import { plainName } from '../decide';
import type { SharePair } from './binned-shares';
import { sharesText } from './figures';
import { bounded, type Html, html } from './html';

const ROW = 30;
const WIDTH = 480;
const LABELS = 152;
const FIGURES = 112;
const LONGEST_LABEL = 20;

/** In words: every share before and now. */
export function pairsText(pairs: readonly SharePair[]): string {
  return pairs.map((pair) => `${plainName(pair.label)} ${sharesText(pair)}`).join(', ');
}

/** Paired bars, one pair a row: the baseline's above, filled; the window's below, outlined and hatched by its stroke. */
export function shareBars(pairs: readonly SharePair[], title: string): Html {
  const most = Math.max(0.05, ...pairs.flatMap(({ baseline, current }) => [baseline, current]));
  const x = scaleLinear([0, most], [0, WIDTH - LABELS - FIGURES]);
  const length = (share: number) => Number(x(share).toFixed(1));
  const rows = pairs.map((pair, row) => {
    const { label: name, baseline, current } = pair;
    const top = row * ROW + 4;
    return html`<text x="${LABELS - 8}" y="${top + 15}" text-anchor="end">${bounded(plainName(name), LONGEST_LABEL)}</text><rect class="a" x="${LABELS}" y="${top}" width="${length(baseline)}" height="10"/><rect class="c" x="${LABELS}" y="${top + 12}" width="${length(current)}" height="8"/><text x="${LABELS + Math.max(length(baseline), length(current)) + 8}" y="${top + 15}">${sharesText(pair)}</text>`;
  });
  return html`<svg role="img" aria-label="${title}: ${pairsText(pairs)}" viewBox="0 0 ${WIDTH} ${pairs.length * ROW + 4}">${rows}</svg>`;
}
