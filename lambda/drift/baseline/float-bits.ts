/** Doubles by their bits. Both platforms of Lambda, and every other that Node runs on here, are little-endian. */
const value = new Float64Array(1);
const words = new Uint32Array(value.buffer);

/** Low bits of the mantissa that may be dropped; one bit is always left. */
export const MAX_DROPPED_BITS = 51;

/**
 * Lower edge of the bucket that a finite double falls in when the lowest `dropped` bits of its mantissa are dropped:
 * buckets of a binade are equally wide, and every bucket splits into two when one bit fewer is dropped.
 */
export function bucketFloor(x: number, dropped: number): number {
  if (dropped === 0) return x + 0;
  value[0] = x;
  const low = words[0] as number;
  const high = words[1] as number;
  const lowKept = dropped >= 32 ? 0 : (low & (-1 << dropped)) >>> 0;
  const highKept = dropped > 32 ? (high & (-1 << (dropped - 32))) >>> 0 : high;
  const exact = lowKept === low && highKept === high;
  words[0] = lowKept;
  words[1] = highKept;
  // Below zero the magnitude grows downwards: what was cut off belongs to the bucket that begins one step lower.
  if (x < 0 && !exact) addStep(dropped);
  return (value[0] as number) + 0;
}

/** Lower edge of the next bucket. */
export function nextBucketFloor(floor: number, dropped: number): number {
  value[0] = floor;
  if (floor >= 0) addStep(dropped);
  else subtractStep(dropped);
  return (value[0] as number) + 0;
}

function addStep(dropped: number): void {
  if (dropped >= 32) {
    words[1] = (words[1] as number) + 2 ** (dropped - 32);
    return;
  }
  const low = (words[0] as number) + 2 ** dropped;
  words[0] = low;
  if (low >= 2 ** 32) words[1] = (words[1] as number) + 1;
}

function subtractStep(dropped: number): void {
  if (dropped >= 32) {
    words[1] = (words[1] as number) - 2 ** (dropped - 32);
    return;
  }
  const low = (words[0] as number) - 2 ** dropped;
  words[0] = low;
  if (low < 0) words[1] = (words[1] as number) - 1;
}

/** A well-mixed 32-bit hash of a double's bits. */
export function hashDouble(x: number): number {
  value[0] = x;
  let hash = Math.imul((words[0] as number) ^ Math.imul(words[1] as number, 0x9e3779b1), 0x85ebca6b);
  hash ^= hash >>> 15;
  return Math.imul(hash, 0xc2b2ae35) >>> 7;
}
