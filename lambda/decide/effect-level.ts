import type { EffectThresholds } from '../../lib/contract';

/** How bad a change is. Drift is never an emergency: only labels can say that a model fails. */
export type Level = 'WARNING' | 'CRITICAL';

/** @returns the level an effect reaches, and the effect in units of its warning threshold. */
export function effectLevel(effect: number, thresholds: EffectThresholds): { level?: Level; ratio: number } {
  const ratio = effect / thresholds.warning;
  if (effect >= thresholds.critical) return { level: 'CRITICAL', ratio };
  return effect >= thresholds.warning ? { level: 'WARNING', ratio } : { ratio };
}
