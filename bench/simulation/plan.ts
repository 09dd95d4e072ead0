import type { ChunkPlan } from './chunk';
import { CALM, DRIFTED } from './scenarios';

export interface SimulationSize {
  /** Fresh references of each size. */
  readonly references: number;
  /** Calm windows a reference and window size, and drifted ones a scenario. */
  readonly calmWindows: number;
  /** Windows above this many rows number a quarter against references smaller than them, where nothing ever shows. */
  readonly costlyRows: number;
  readonly driftedWindows: number;
  readonly referenceRows: readonly number[];
}

/** 4,000 calm windows of each size against each size of reference (but see `costlyRows`); 2,000 of each drift. */
export const FULL: SimulationSize = {
  references: 40,
  calmWindows: 100,
  costlyRows: 5_000,
  driftedWindows: 50,
  referenceRows: [100_000, 20_000, 1_000],
};

/** Minutes rather than half an hour: for a first look after a change. */
export const QUICK: SimulationSize = {
  references: 4,
  calmWindows: 100,
  costlyRows: 5_000,
  driftedWindows: 25,
  referenceRows: [20_000, 1_000],
};

const SEEDS_A_SIZE = 100_000;

/** One chunk a reference; each has a seed of its own, so chunks run in any order and on any machine. */
export function planSimulation(size: SimulationSize, firstSeed: number): readonly ChunkPlan[] {
  const scenarios = (referenceRows: number) => [
    ...CALM.map((scenario) => {
      const costly = scenario.rows > size.costlyRows && scenario.rows > referenceRows;
      return { scenario, windows: costly ? size.calmWindows / 4 : size.calmWindows };
    }),
    ...DRIFTED.map((scenario) => ({ scenario, windows: size.driftedWindows })),
  ];
  // All sizes of reference take turns, so that a run that is stopped early has looked at each.
  return Array.from({ length: size.references }, (_, index) =>
    size.referenceRows.map((referenceRows, place) => ({
      referenceRows,
      seed: firstSeed + place * SEEDS_A_SIZE + index,
      scenarios: scenarios(referenceRows),
    })),
  ).flat();
}
