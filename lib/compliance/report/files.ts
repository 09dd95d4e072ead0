import { ledgerDocument } from '../acknowledgements/ledger';
import type { Evaluation } from '../engine/evaluate';
import { oscal } from './oscal';
import { sarif } from './sarif';
import { statementCsv } from './statement-csv';
import { statementHtml } from './statement-html';
import { summarise } from './summary';

/** JSON as it is written to disk: the same bytes for the same value. */
export function json(value: unknown): string {
  return `${JSON.stringify(value, undefined, 2)}\n`;
}

/** Every file that a run leaves in the cloud assembly, by name. */
export function filesOf(evaluation: Evaluation): ReadonlyMap<string, string> {
  return new Map([
    ['summary.json', json(summarise(evaluation))],
    ['statement-of-applicability.html', statementHtml(evaluation)],
    ['statement-of-applicability.csv', statementCsv(evaluation)],
    ['oscal-assessment-results.json', json(oscal(evaluation))],
    ['findings.sarif', json(sarif(evaluation))],
    ['ledger.json', json(ledgerDocument(evaluation.ledger, evaluation.today))],
  ]);
}
