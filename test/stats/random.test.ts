import { chiSquareSurvival, randomSource } from '../../lambda/stats';

describe('the random source', () => {
  it('repeats itself for a seed and differs for its neighbour', () => {
    const words = (seed: number) => {
      const random = randomSource(seed);
      return Array.from({ length: 600 }, () => random.nextWord());
    };
    expect(words(7)).toEqual(words(7));
    const agreeing = words(7).filter((word, index) => word === words(8)[index]);
    expect(agreeing).toEqual([]);
  });

  it('gives the same stream word by word and in blocks', () => {
    const block = new Uint32Array(256);
    randomSource(3).fillWords(block);
    const single = randomSource(3);
    expect(Array.from(block)).toEqual(Array.from({ length: 256 }, () => single.nextWord()));
  });

  it('is uniform in its high and in its low bits', () => {
    const random = randomSource(20261123);
    const counts = { high: new Array<number>(64).fill(0), low: new Array<number>(64).fill(0) };
    const draws = 64_000;
    for (let draw = 0; draw < draws; draw += 1) {
      const word = random.nextWord();
      counts.high[word >>> 26] = (counts.high[word >>> 26] as number) + 1;
      counts.low[word & 63] = (counts.low[word & 63] as number) + 1;
    }
    for (const list of Object.values(counts)) {
      const chiSquare = list.reduce((sum, count) => sum + (count - draws / 64) ** 2 / (draws / 64), 0);
      expect(chiSquareSurvival(chiSquare, 63)).toBeGreaterThan(0.001);
      expect(chiSquareSurvival(chiSquare, 63)).toBeLessThan(0.999);
    }
  });

  it('stays inside [0, 1)', () => {
    const random = randomSource(1);
    const uniforms = Array.from({ length: 10_000 }, () => random.nextUniform());
    expect(Math.min(...uniforms)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...uniforms)).toBeLessThan(1);
  });
});
