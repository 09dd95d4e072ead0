import { DRIFT_REPORT_SCHEMA_VERSION, type DriftReport } from '../../lib/contract';

/** A drift report, or in words why a text is none. */
export type ReadDriftReport = { readonly report: DriftReport } | { readonly problem: string };

/** Reads the JSON of a report, which may come from anywhere. */
export function readDriftReport(text: string): ReadDriftReport {
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch {
    return { problem: 'is no drift report: it is no JSON' };
  }
  if (!isObject(document) || typeof document['schemaVersion'] !== 'number') {
    return { problem: 'is no drift report: it has no schemaVersion' };
  }
  const { schemaVersion } = document;
  if (schemaVersion !== DRIFT_REPORT_SCHEMA_VERSION) {
    const reads = DRIFT_REPORT_SCHEMA_VERSION;
    return { problem: `has the schema version ${schemaVersion}; this version reads ${reads}` };
  }
  const wrong = PARTS.find(([, fits]) => !fits(document));
  return wrong === undefined
    ? { report: document as unknown as DriftReport }
    : { problem: `is no drift report: its ${wrong[0]} cannot be read` };
}

type Document = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Document => typeof value === 'object' && value !== null;
const isTime = (value: unknown) => typeof value === 'string' && Number.isFinite(Date.parse(value));
const optional = (value: unknown, type: string) => value === undefined || typeof value === type;
const areObjects = (value: unknown, fits: (one: Document) => boolean) =>
  Array.isArray(value) && value.every((one) => isObject(one) && fits(one));

/** What a timeline reads of a report: a file that only looks like one must not end the run half-way. */
const PARTS: readonly (readonly [string, (report: Document) => boolean])[] = [
  ['verdict', ({ verdict, endpointName }) => typeof verdict === 'string' && optional(endpointName, 'string')],
  [
    'window',
    ({ window }) =>
      isObject(window) && isTime(window['start']) && isTime(window['end']) && typeof window['revision'] === 'number',
  ],
  ['rows or coverage', ({ rows, coverage }) => typeof rows === 'number' && optional(coverage, 'number')],
  ['findings', ({ findings }) => areObjects(findings, isFinding)],
  ['features', ({ features }) => areObjects(features, isField)],
  ['predictions', ({ predictions }) => areObjects(predictions, isField)],
];

function isFinding({ name, role, verdict, measure, effect, mute }: Document): boolean {
  const strings = [name, role, verdict].every((one) => typeof one === 'string');
  const known = ['psi', 'wasserstein', 'share'].includes(String(measure));
  return strings && known && typeof effect === 'number' && (mute === undefined || isObject(mute));
}

function isField({ name, role, verdict, statistics, thresholds }: Document): boolean {
  if (![name, role, verdict].every((one) => typeof one === 'string')) return false;
  if (!isObject(statistics) || !isObject(thresholds)) return false;
  const { wasserstein } = statistics;
  return (
    optional(statistics['psi'], 'number') &&
    (wasserstein === undefined || (isObject(wasserstein) && typeof wasserstein['normalized'] === 'number')) &&
    ['psi', 'wasserstein', 'share'].every((measure) => {
      const threshold = thresholds[measure];
      return isObject(threshold) && typeof threshold['warning'] === 'number';
    })
  );
}
