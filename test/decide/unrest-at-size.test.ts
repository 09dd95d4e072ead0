import { type DistributionEffect, growthWithRows, unrestAtSize } from '../../lambda/decide';
import { populationStabilityIndex } from '../../lambda/stats';

const REFERENCE = [14_000, 14_200, 14_100, 13_900, 14_000, 13_000, 12_800];

function effectOf(currentGroups: readonly number[], referenceGroups = REFERENCE): DistributionEffect {
  const sum = (counts: readonly number[]) => counts.reduce((total, one) => total + one, 0);
  const psi = populationStabilityIndex(referenceGroups, currentGroups).statistic;
  return { reference: sum(referenceGroups), current: sum(currentGroups), referenceGroups, currentGroups, psi };
}

function sunday(rows: number): DistributionEffect {
  return effectOf([0, 0, 0, 0, 0, 0, rows]);
}

describe('the unrest of a feature that leaves groups empty every day', () => {
  it.each([300, 1000, 30_000])('allows a Sunday of %d rows what a Sunday of 250 rows had', (rows) => {
    const { psi } = unrestAtSize({ psi: sunday(250).psi }, sunday(rows), 250) ?? {};
    expect(psi).toBeCloseTo(sunday(rows).psi, 12);
  });

  it('is the same in windows with fewer rows than the reference had', () => {
    expect(unrestAtSize({ psi: 9, wasserstein: 1 }, sunday(249), 250)).toEqual({ psi: 9, wasserstein: 1 });
  });

  it('lets a day that never was stand out at any number of rows', () => {
    const rare = [...REFERENCE, 700];
    for (const rows of [300, 3000, 30_000]) {
      const never = effectOf([0, 0, 0, 0, 0, 0, 0, rows], rare);
      const learned = effectOf([0, 0, 0, 0, 0, 0, 250, 0], rare);
      expect(never.psi).toBeGreaterThan(1 + (unrestAtSize({ psi: learned.psi }, never, 250)?.psi ?? Number.NaN));
    }
  });
});

describe('windows in which no group is empty', () => {
  const usual = effectOf([1400, 1420, 1410, 1390, 1400, 1300, 1280]);

  it('have the unrest of their baseline, to the bit', () => {
    expect(growthWithRows(usual, 250)).toBe(0);
    expect(unrestAtSize({ psi: 0.2 }, usual, 250)).toEqual({ psi: 0.2 });
  });

  it('have none where the baseline learned none', () => {
    expect(unrestAtSize(undefined, sunday(300), 250)).toBeUndefined();
    expect(unrestAtSize({ psi: 0.2 }, sunday(300), undefined)).toEqual({ psi: 0.2 });
    expect(unrestAtSize({ nulls: 0.1 }, sunday(300), 250)).toEqual({ nulls: 0.1 });
  });
});
