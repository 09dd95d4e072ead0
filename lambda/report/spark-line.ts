import { type Html, html } from './html';

const WIDTH = 118;
const HEIGHT = 24;
const FOOT = 26;

/**
 * Steps in whole units, each relative to the one before, runs of one height together: a fifth of the bytes of a general
 * path, which is what lets a page of 300 fields have 300 drawings.
 */
function steps(shares: readonly number[], highest: number): string {
  const edge = (bin: number) => Math.round((bin * WIDTH) / shares.length);
  const heights = shares.map((share) => Math.round(highest > 0 ? (share / highest) * HEIGHT : 0));
  let path = `M1 ${FOOT}`;
  let height = 0;
  let start = 0;
  for (const [bin, next] of heights.entries()) {
    if (next === height) continue;
    if (bin > 0) path += `h${edge(bin) - edge(start)}`;
    path += `v${height - next}`;
    height = next;
    start = bin;
  }
  return `${path}h${WIDTH - edge(start)}`;
}

/** A drawing of two distributions for one line of a table. */
export function sparkLine(baseline: readonly number[], current: readonly number[], label: string): Html {
  const highest = Math.max(...baseline, ...current);
  return html`<svg class="s" role="img" aria-label="${label}" viewBox="0 0 120 27"><path class="a" d="${steps(baseline, highest)}V${FOOT}"/><path class="c" d="${steps(current, highest)}"/></svg>`;
}
