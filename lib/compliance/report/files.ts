import { ledgerDocument } from '../acknowledgements/ledger';
import type { Evaluation } from '../engine/evaluate';
import { summarise } from './summary';

/** JSON as it is written to disk: the same bytes for the same value. */
export function json(value: unknown): string {
  return `${JSON.stringify(value, undefined, 2)}\n`;
}

/** Every file that a run leaves in the cloud assembly, by name. */
export function filesOf(evaluation: Evaluation): ReadonlyMap<string, string> {
  return new Map([
    ['summary.json', json(summarise(evaluation))],
    ['ledger.json', json(ledgerDocument(evaluation.ledger, evaluation.today))],
  ]);
}
