/** A source of random 32-bit words; every simulation takes one, so that its result is a function of the seed. */
export interface RandomSource {
  /** The next word, uniform over 0 .. 2^32 - 1. */
  nextWord(): number;
  /** The next number, uniform over [0, 1) with 32 bits. */
  nextUniform(): number;
}

/** Spreads a seed over the state, so that neighbouring seeds give unrelated streams (SplitMix32, after Steele et al. 2014). */
function splitMix(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x9e3779b9) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 16), 0x21f0aaad);
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97);
    return (mixed ^ (mixed >>> 15)) >>> 0;
  };
}

/** xoshiro128**, Blackman and Vigna, Scrambled Linear Pseudorandom Number Generators (2021): https://prng.di.unimi.it */
export function randomSource(seed: number): RandomSource {
  const next = splitMix(seed);
  let [a, b, c, d] = [next(), next(), next(), next()];
  const nextWord = () => {
    const scrambled = Math.imul(b, 5);
    const result = Math.imul((scrambled << 7) | (scrambled >>> 25), 9) >>> 0;
    const shifted = b << 9;
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= shifted;
    d = (d << 11) | (d >>> 21);
    return result;
  };
  return { nextWord, nextUniform: () => nextWord() / 2 ** 32 };
}
