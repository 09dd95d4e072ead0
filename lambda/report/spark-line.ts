import { type Html, html } from './html';
import { stepPaths } from './step-paths';

const FRAME = { left: 1, right: 119, top: 2, bottom: 25 };

/** A drawing of two distributions for one line of a table. */
export function sparkLine(baseline: readonly number[], current: readonly number[], label: string): Html {
  const highest = Math.max(...baseline, ...current);
  // Whole units are fine enough for so small a drawing, and a page of 300 stays small.
  const short = (path: string) => path.replace(/\d+\.\d+/g, (number) => String(Math.round(Number(number))));
  const before = short(stepPaths(baseline, highest, FRAME).area);
  const now = short(stepPaths(current, highest, FRAME).line);
  return html`<svg class="s" role="img" aria-label="${label}" viewBox="0 0 120 27"><path class="a" d="${before}"/><path class="c" d="${now}"/></svg>`;
}
