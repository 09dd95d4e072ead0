import {
  binomialAtLeast,
  binomialAtMost,
  chiSquareSurvival,
  hypergeometricProbability,
  incompleteBeta,
  logGamma,
  normalQuantile,
  normalSurvival,
  upperIncompleteGamma,
} from '../../lambda/stats';
import { expectClose, expectSameDigits, fixtures } from './support';

type Row = readonly number[];
const special = fixtures.special as Record<string, readonly Row[]>;
const rows = (name: string) => special[name] as readonly Row[];

describe('special functions', () => {
  it.each(rows('logGamma'))('ln Γ(%d) agrees with scipy', (x, expected) =>
    expectClose(logGamma(x as number), expected as number, 1e-13),
  );

  it.each(rows('upperGamma'))('Q(%d, %d) agrees with scipy', (a, x, expected) =>
    expectClose(upperIncompleteGamma(a as number, x as number), expected as number, 1e-12),
  );

  it('keeps the digits of a chi-square tail far beyond any threshold', () => {
    expectSameDigits(chiSquareSurvival(200, 9), 3.312992393909567e-38, 1e-9);
  });

  it.each(rows('beta'))('I(%d, %d; %d) agrees with scipy', (a, b, x, expected) =>
    expectClose(incompleteBeta(a as number, b as number, x as number), expected as number, 1e-12),
  );

  it.each(rows('normalSurvival'))('the normal tail beyond %d keeps its digits', (z, expected) =>
    expectSameDigits(normalSurvival(z as number), expected as number, 1e-12),
  );

  it.each(rows('normalQuantile'))('the normal quantile of %d agrees with scipy', (p, expected) =>
    expectClose(normalQuantile(p as number), expected as number, 1e-12),
  );

  it.each(rows('binomialAtLeast'))('P(X >= %d) of %d trials at %d agrees with scipy', (k, n, p, expected) =>
    expectSameDigits(binomialAtLeast(k as number, n as number, p as number), expected as number, 1e-9),
  );

  it.each(rows('binomialAtMost'))('P(X <= %d) of %d trials at %d agrees with scipy', (k, n, p, expected) =>
    expectSameDigits(binomialAtMost(k as number, n as number, p as number), expected as number, 1e-9),
  );

  it.each(rows('hypergeometric'))('drawing %d of %d marked and %d unmarked in %d agrees with scipy', (x, k, u, n, p) =>
    expectSameDigits(hypergeometricProbability(x as number, k as number, u as number, n as number), p as number, 1e-9),
  );

  it('rejects NaN by name', () => {
    expect(() => logGamma(Number.NaN)).toThrow('x is NaN');
    expect(() => normalSurvival(Number.NaN)).toThrow('z is NaN');
    expect(() => normalQuantile(1)).toThrow('probability is 1');
    expect(() => incompleteBeta(1, 2, 1.5)).toThrow('x is 1.5');
    expect(() => upperIncompleteGamma(0, 1)).toThrow('a is 0');
    expect(() => binomialAtLeast(1, 10, Number.NaN)).toThrow('probability is NaN');
  });
});
