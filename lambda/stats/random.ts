/** A source of random 32-bit words; every simulation takes one, so that its result is a function of the seed. */
export interface RandomSource {
  /** The next word, uniform over 0 .. 2^32 - 1. */
  nextWord(): number;
  /** The next number, uniform over [0, 1) with 32 bits. */
  nextUniform(): number;
  /** Fills the array with the next words: many times faster than one by one. */
  fillWords(words: Uint32Array): void;
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
  const state = Int32Array.from([next(), next(), next(), next()]);
  const block = new Uint32Array(256);
  let used = block.length;

  const fillWords = (words: Uint32Array) => {
    // State and function live in local variables meanwhile, hence in registers.
    const { imul } = Math;
    let [a, b, c, d] = state as unknown as [number, number, number, number];
    for (let index = 0; index < words.length; index += 1) {
      const scrambled = imul(b, 5);
      words[index] = imul((scrambled << 7) | (scrambled >>> 25), 9);
      const shifted = b << 9;
      c ^= a;
      d ^= b;
      b ^= c;
      a ^= d;
      c ^= shifted;
      d = (d << 11) | (d >>> 21);
    }
    state.set([a, b, c, d]);
  };
  const nextWord = () => {
    if (used === block.length) {
      fillWords(block);
      used = 0;
    }
    used += 1;
    return block[used - 1] as number;
  };
  return { nextWord, nextUniform: () => nextWord() / 2 ** 32, fillWords };
}
