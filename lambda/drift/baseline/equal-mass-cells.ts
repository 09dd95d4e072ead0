import { type NumericCells, type NumericCounts, POSITION_SCALE } from '../../stats/summary';
import { CellLocator } from '../cell-locator';
import type { FloatHistogram, HistogramBucket } from './float-histogram';

/** Cells of equal mass; atoms and the gaps between them come on top. */
export const DEFAULT_CELLS = 200;

/** Numeric cells of a reference, and its own rows counted in them. */
export interface ReferenceCells {
  readonly cells: NumericCells;
  readonly counts: Pick<NumericCounts, 'counts' | 'positions'>;
}

/**
 * Cuts a reference into cells of about equal mass. A value (or bucket) that alone carries a cell's mass becomes a cell of
 * its own; what lies between two of them is one cell or more, also where the reference has no row there, so that the cells
 * cover the range without holes.
 *
 * @param histogram with at least one row.
 */
export function equalMassCells(histogram: FloatHistogram, wanted = DEFAULT_CELLS): ReferenceCells {
  const buckets = histogram.sorted();
  const mass = buckets.reduce((sum, { count }) => sum + count, 0) / wanted;
  const cutter = new CellCutter(histogram.min, histogram.max, mass);
  let run: HistogramBucket[] = [];
  for (const bucket of buckets) {
    if (bucket.count < mass) {
      run.push(bucket);
      continue;
    }
    cutter.run(run, Math.max(bucket.lower, histogram.min));
    cutter.heavy(bucket);
    run = [];
  }
  cutter.run(run, histogram.max);
  const { cells } = cutter;
  return { cells, counts: countBuckets(cells, buckets) };
}

class CellCutter {
  private readonly lower: number[] = [];
  private readonly upper: number[] = [];
  /** Where the next cell begins. */
  private edge: number;

  constructor(
    min: number,
    private readonly max: number,
    private readonly mass: number,
  ) {
    this.edge = min;
  }

  get cells(): NumericCells {
    return { lower: this.lower, upper: this.upper };
  }

  /** Cells for buckets of less than a cell's mass, up to `end`. */
  run(buckets: readonly HistogramBucket[], end: number): void {
    if (!(end > this.edge)) {
      if (buckets.length > 0 && this.lower.length === 0) this.push(end, end);
      return;
    }
    const total = buckets.reduce((sum, { count }) => sum + count, 0);
    const cells = Math.max(1, Math.round(total / this.mass));
    let below = 0;
    let cut = 1;
    for (const { lower, count } of buckets) {
      // A cut at the greatest value would leave a cell without width.
      if (cut < cells && below >= (total * cut) / cells && lower > this.edge && lower < this.max) {
        this.push(this.edge, lower);
        while (cut < cells && below >= (total * cut) / cells) cut++;
      }
      below += count;
    }
    this.push(this.edge, end);
  }

  /** The cell of a bucket that alone carries a cell's mass. */
  heavy({ lower, upper }: HistogramBucket): void {
    const from = Math.max(lower, this.edge);
    this.push(from, Math.min(upper, this.max));
  }

  private push(lower: number, upper: number): void {
    this.lower.push(lower);
    this.upper.push(upper);
    this.edge = upper;
  }
}

function countBuckets(cells: NumericCells, buckets: readonly HistogramBucket[]): ReferenceCells['counts'] {
  const locator = new CellLocator(cells);
  const counts = new Array<number>(cells.lower.length).fill(0);
  const positions = new Array<number>(cells.lower.length).fill(0);
  for (const { lower, upper, count, position } of buckets) {
    const from = Math.min(Math.max(lower, locator.first), locator.last);
    const cell = locator.locate(from);
    counts[cell] = (counts[cell] as number) + count;
    const start = locator.starts[cell] as number;
    const width = (cells.upper[cell] as number) - (cells.lower[cell] as number);
    const scale = width > 0 ? POSITION_SCALE / width : 0;
    const mean = lower === upper ? from : Math.min(Math.max(lower + position * (upper - lower), start), locator.last);
    positions[cell] = (positions[cell] as number) + count * (((mean - start) * scale + 0.5) | 0);
  }
  return { counts, positions };
}
