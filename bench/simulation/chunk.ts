import { DriftJudge } from '../../lambda/decide';
import { randomSource } from '../../lambda/stats';
import { drawReference } from './binned-reference';
import { POPULATIONS } from './populations';
import { driftingFields, type Scenario } from './scenarios';
import { simulateWindow } from './window';

/** Windows of one scenario against one fresh reference. */
export interface ChunkResult {
  readonly scenario: string;
  readonly windowRows: number;
  readonly referenceRows: number;
  readonly seed: number;
  readonly windows: number;
  /** Windows in which any field that had not moved was named. */
  readonly falselyNamed: number;
  /** Windows in which any of the moved fields was named; 0 where none moved. */
  readonly found: number;
  /** Windows in which no field was named and at least half could not be judged. */
  readonly insufficient: number;
  /** False names by family of the field. */
  readonly falseNamesByFamily: Readonly<Record<string, number>>;
}

export interface ChunkPlan {
  readonly referenceRows: number;
  readonly seed: number;
  readonly scenarios: readonly { readonly scenario: Scenario; readonly windows: number }[];
}

/** Draws a fresh reference and judges fresh windows against it; a function of the seed. */
export function simulateChunk(plan: ChunkPlan): readonly ChunkResult[] {
  const random = randomSource(plan.seed);
  const fields = POPULATIONS.map((population) => drawReference(population, plan.referenceRows, random));
  const judge = new DriftJudge(fields);
  return plan.scenarios.map(({ scenario, windows }) => {
    const falseNamesByFamily: Record<string, number> = {};
    const tally = { falselyNamed: 0, found: 0, insufficient: 0 };
    for (let window = 0; window < windows; window += 1) {
      const drifts = driftingFields(scenario.drift, random);
      const outcome = simulateWindow(POPULATIONS, fields, judge, drifts, scenario.rows, random);
      const wrong = outcome.named.filter((name) => !drifts.has(name));
      if (wrong.length > 0) tally.falselyNamed += 1;
      if (wrong.length < outcome.named.length) tally.found += 1;
      if (outcome.named.length === 0 && 2 * outcome.insufficient >= fields.length) tally.insufficient += 1;
      for (const name of wrong) {
        const family = POPULATIONS.find((population) => population.name === name)?.family ?? name;
        falseNamesByFamily[family] = (falseNamesByFamily[family] ?? 0) + 1;
      }
    }
    const { referenceRows, seed } = plan;
    const counted = { scenario: scenario.name, windowRows: scenario.rows, referenceRows, seed, windows };
    return { ...counted, ...tally, falseNamesByFamily };
  });
}
