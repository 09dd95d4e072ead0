import type { RandomSource } from '../../lambda/stats';
import { type Drift, POPULATIONS } from './populations';

/** One kind of window: how large it is and what moved in it. */
export interface Scenario {
  readonly name: string;
  readonly drift: Drift;
  readonly rows: number;
}

export const CALM: readonly Scenario[] = [50, 200, 1_000, 10_000].map((rows) => ({
  name: 'no drift',
  drift: { kind: 'none' },
  rows,
}));

export const DRIFTED: readonly Scenario[] = [
  { name: '1σ shift', drift: { kind: 'shift', by: 1 }, rows: 50 },
  ...[200, 1_000].flatMap((rows): readonly Scenario[] => [
    { name: '.3σ shift', drift: { kind: 'shift', by: 0.3 }, rows },
    { name: 'scale 1.3', drift: { kind: 'scale', by: 1.3 }, rows },
    { name: '10 % of rows +2σ', drift: { kind: 'part', share: 0.1, by: 2 }, rows },
  ]),
];

const DRIFTING = 3;

/** The fields that may drift: those with a standard deviation to speak of. */
const CONTINUOUS = POPULATIONS.filter(({ family }) => ['normal', 'lognormal', 'student t3'].includes(family));

/** Three fields, drawn anew for every window. */
export function driftingFields(drift: Drift, random: RandomSource): ReadonlyMap<string, Drift> {
  if (drift.kind === 'none') return new Map();
  const chosen = new Map<string, Drift>();
  while (chosen.size < DRIFTING) {
    const index = Math.floor(random.nextUniform() * CONTINUOUS.length);
    chosen.set((CONTINUOUS[index] as (typeof CONTINUOUS)[number]).name, drift);
  }
  return chosen;
}
