import fc from 'fast-check';
import { seededRandom } from '../random';
import { chooseByWeight, shadowShare } from './routing';

const itself = (weight: number) => weight;

describe('the choice by weight', () => {
  test('is none where there is nothing to choose or all weights are 0', () => {
    expect(chooseByWeight([], itself, () => 0.5)).toBeUndefined();
    expect(chooseByWeight([0, 0], itself, () => 0.5)).toBeUndefined();
  });

  test('never falls on weight 0, whatever the random number', () => {
    const weights = fc.array(fc.oneof(fc.constant(0), fc.double({ min: 1e-6, max: 1e6, noNaN: true })), {
      minLength: 1,
    });
    const unit = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
    fc.assert(
      fc.property(weights, unit, (candidates, point) => {
        const chosen = chooseByWeight(candidates, itself, () => point);
        return candidates.some((weight) => weight > 0) ? chosen !== undefined && chosen > 0 : chosen === undefined;
      }),
    );
  });

  test('is in proportion to the weights', () => {
    const random = seededRandom(42);
    const counts = { a: 0, b: 0, c: 0 };
    const weights = { a: 0.1, b: 0.3, c: 0.6 };
    const names = ['a', 'b', 'c'] as const;
    const requests = 20_000;
    for (let index = 0; index < requests; index += 1) {
      counts[chooseByWeight(names, (name) => weights[name], random) ?? 'a'] += 1;
    }
    for (const name of names) expect(counts[name] / requests).toBeCloseTo(weights[name], 2);
  });
});

test('the same seed gives the same sequence, another seed another one', () => {
  const sequence = (seed: number) => {
    const random = seededRandom(seed);
    return Array.from({ length: 5 }, random);
  };
  expect(sequence(1)).toEqual(sequence(1));
  expect(sequence(1)).not.toEqual(sequence(2));
  expect(sequence(0).every((value) => value >= 0 && value < 1)).toBe(true);
});

describe('the share of copies', () => {
  test.each([
    [1, 1, 1],
    [1, 0.25, 0.25],
    [4, 1, 0.25],
    [1, 3, 1],
    [1, 0, 0],
    [0, 1, 0],
  ])('with weights %d and %d is %d', (production, shadow, share) => {
    expect(shadowShare(production, shadow)).toBe(share);
  });
});
