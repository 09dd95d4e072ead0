import type { ChunkResult } from '../../bench/simulation/chunk';
import { FULL, planSimulation, QUICK } from '../../bench/simulation/plan';
import { resultsDocument } from '../../bench/simulation/results-table';

describe('the plan of the simulation', () => {
  it('judges at least 4,000 calm windows of each size against references of 100,000 and 20,000 rows', () => {
    const plan = planSimulation(FULL, 1);
    for (const reference of [100_000, 20_000]) {
      const windows = new Map<number, number>();
      for (const { scenarios, referenceRows } of plan) {
        if (referenceRows !== reference) continue;
        for (const { scenario, windows: count } of scenarios) {
          if (scenario.drift.kind !== 'none') continue;
          windows.set(scenario.rows, (windows.get(scenario.rows) ?? 0) + count);
        }
      }
      expect([...windows]).toEqual([50, 200, 1_000, 10_000].map((rows) => [rows, 4_000]));
    }
  });

  it.each([FULL, QUICK])('gives every chunk a seed of its own, so that a stopped run knows what is left', (size) => {
    const seeds = planSimulation(size, 20_261_123).map(({ seed }) => seed);
    expect(new Set(seeds).size).toBe(seeds.length);
  });
});

describe('the table of results', () => {
  const chunk: ChunkResult = {
    scenario: 'no drift',
    windowRows: 200,
    referenceRows: 20_000,
    seed: 5,
    windows: 1_000,
    falselyNamed: 10,
    found: 0,
    insufficient: 0,
    falseNamesByFamily: { normal: 4, categorical: 7 },
  };

  it('gives shares in percent with their 95 % interval, and a dash where nothing was run', () => {
    const document = resultsDocument([chunk], 5);
    expect(document).toContain('| 200 rows | 1.00 (0.54–1.83) |');
    expect(document).toContain('| 50 rows | – |');
    expect(document).toContain('Features named: categorical 7, normal 4.');
  });

  it('adds up the chunks of one size', () => {
    expect(resultsDocument([chunk, { ...chunk, seed: 6, falselyNamed: 0 }], 5)).toContain('| 200 rows | 0.50 ');
  });
});
