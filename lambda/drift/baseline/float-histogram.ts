import { bucketFloor, hashDouble, MAX_DROPPED_BITS, nextBucketFloor } from './float-bits';

/** Rows of one bucket. */
export interface HistogramBucket {
  /** Smallest value that falls in it. */
  readonly lower: number;
  /** Smallest value that falls behind it; equal to `lower` where the bucket is one exact value. */
  readonly upper: number;
  readonly count: number;
  /** Mean position of its rows in the bucket, 0..1. */
  readonly position: number;
}

/** Most buckets that are kept: 3 MB a column. */
export const MAX_BUCKETS = 65_536;
const FIRST_SLOTS = 1024;

/**
 * Counts any number of doubles in constant memory in one pass, *exactly* at every edge it keeps.
 *
 * Up to 65,536 distinct values are kept as they are. When there are more, the lowest bits of all values are dropped until
 * half as many buckets are left: neighbours merge, their counts add, and each remaining edge still has the exact number
 * of rows below it. Cells that are cut at these edges therefore have exact counts; only that their masses are equal is
 * approximate, to one bucket, about 1/200 of a cell.
 */
export class FloatHistogram {
  private keys = new Float64Array(FIRST_SLOTS).fill(Number.NaN);
  private counts = new Float64Array(FIRST_SLOTS);
  /** Summed positions of the rows in their bucket, each 0..1. */
  private offsets = new Float64Array(FIRST_SLOTS);
  private buckets = 0;
  private dropped = 0;
  private least = Number.POSITIVE_INFINITY;
  private greatest = Number.NEGATIVE_INFINITY;

  constructor(private readonly maxBuckets = MAX_BUCKETS) {}

  /** Whether every distinct value is kept as it is. */
  get exact(): boolean {
    return this.dropped === 0;
  }

  get min(): number {
    return this.least;
  }

  get max(): number {
    return this.greatest;
  }

  /** @param x finite. */
  add(x: number): void {
    if (x < this.least) this.least = x + 0;
    if (x > this.greatest) this.greatest = x + 0;
    const key = bucketFloor(x, this.dropped);
    const offset = this.dropped === 0 ? 0 : (x - key) / (nextBucketFloor(key, this.dropped) - key);
    if (this.insert(key, 1, offset) && this.buckets > this.maxBuckets) this.coarsen();
  }

  /** @returns whether the bucket is new. */
  private insert(key: number, count: number, offset: number): boolean {
    const mask = this.keys.length - 1;
    let slot = hashDouble(key) & mask;
    for (;;) {
      const found = this.keys[slot] as number;
      if (found === key) break;
      if (Number.isNaN(found)) {
        this.keys[slot] = key;
        this.counts[slot] = count;
        this.offsets[slot] = offset;
        this.buckets++;
        if (this.buckets * 2 > this.keys.length) this.rebuild(this.keys.length * 2, this.dropped);
        return true;
      }
      slot = (slot + 1) & mask;
    }
    this.counts[slot] = (this.counts[slot] as number) + count;
    this.offsets[slot] = (this.offsets[slot] as number) + offset;
    return false;
  }

  private coarsen(): void {
    const sorted = this.keys.filter((key) => !Number.isNaN(key)).sort();
    let fewer = this.dropped;
    let enough = MAX_DROPPED_BITS;
    while (enough - fewer > 1) {
      const middle = (fewer + enough) >> 1;
      if (distinctFloors(sorted, middle) > this.maxBuckets / 2) fewer = middle;
      else enough = middle;
    }
    this.rebuild(this.keys.length, enough);
  }

  private rebuild(slots: number, dropped: number): void {
    const { keys, counts, offsets, dropped: before } = this;
    this.keys = new Float64Array(slots).fill(Number.NaN);
    this.counts = new Float64Array(slots);
    this.offsets = new Float64Array(slots);
    this.buckets = 0;
    this.dropped = dropped;
    for (let slot = 0; slot < keys.length; slot++) {
      const key = keys[slot] as number;
      if (Number.isNaN(key)) continue;
      const count = counts[slot] as number;
      const offset = offsets[slot] as number;
      if (dropped === before) {
        this.insert(key, count, offset);
        continue;
      }
      const floor = bucketFloor(key, dropped);
      const width = nextBucketFloor(floor, dropped) - floor;
      const share = before === 0 ? 0 : (nextBucketFloor(key, before) - key) / width;
      this.insert(floor, count, (count * (key - floor)) / width + offset * share);
    }
  }

  /** All buckets, ascending. */
  sorted(): HistogramBucket[] {
    const slots: number[] = [];
    for (let slot = 0; slot < this.keys.length; slot++) {
      if (!Number.isNaN(this.keys[slot])) slots.push(slot);
    }
    slots.sort((a, b) => (this.keys[a] as number) - (this.keys[b] as number));
    return slots.map((slot) => {
      const lower = this.keys[slot] as number;
      const count = this.counts[slot] as number;
      const upper = this.exact ? lower : nextBucketFloor(lower, this.dropped);
      return { lower, upper, count, position: (this.offsets[slot] as number) / count };
    });
  }
}

function distinctFloors(sorted: Float64Array, dropped: number): number {
  let distinct = 0;
  let last = Number.NaN;
  for (let i = 0; i < sorted.length; i++) {
    const floor = bucketFloor(sorted[i] as number, dropped);
    if (floor !== last) distinct++;
    last = floor;
  }
  return distinct;
}
