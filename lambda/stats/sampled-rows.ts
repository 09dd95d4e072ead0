import { NULL_GRID } from './null-shape';
import type { RandomSource } from './random';

/** Rows of one draw that may fall into an outermost cell and still get a position of their own. */
export const POSITIONED_ROWS = 64;

/** Counts of one sample by step of the grid, as running totals. */
export class SampledRows {
  readonly totals = new Int32Array(NULL_GRID + 1);
  readonly positions = new Uint32Array(2 * POSITIONED_ROWS);
  private readonly words: Uint32Array;

  constructor(
    private readonly rows: number,
    private readonly random: RandomSource,
  ) {
    this.words = new Uint32Array(Math.ceil(rows / 2));
  }

  draw(): void {
    const { totals, words } = this;
    totals.fill(0);
    this.random.fillWords(words);
    this.random.fillWords(this.positions);
    // Each word places two rows by 11 bits each.
    const lowBits = NULL_GRID - 1;
    const pairs = this.rows >>> 1;
    for (let pair = 0; pair < pairs; pair += 1) {
      const word = words[pair] as number;
      const one = (word >>> 21) + 1;
      const other = ((word >>> 10) & lowBits) + 1;
      totals[one] = (totals[one] as number) + 1;
      totals[other] = (totals[other] as number) + 1;
    }
    if (this.rows % 2 === 1) {
      const last = ((words[pairs] as number) >>> 21) + 1;
      totals[last] = (totals[last] as number) + 1;
    }
    let below = 0;
    for (let step = 1; step < totals.length; step += 1) {
      below += totals[step] as number;
      totals[step] = below;
    }
  }
}
