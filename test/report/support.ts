import { type BaselineDocument, prepareBaseline, SketchMerger, WindowEvaluator } from '../../lambda/drift';
import { ObjectSketcher } from '../../lambda/drift/object-sketcher';
import type { ReportPage } from '../../lambda/report';
import type { DriftPolicySettings, FeatureSchemaDocument } from '../../lib/contract';
import { random } from '../capture/support/fuzz';
import { captured } from '../capture/support/lines';
import { baselineOf, captureObject, flightRows } from '../drift/support/reference';

export const WINDOW = { start: '2026-04-01T10:00:00.000Z', end: '2026-04-01T11:00:00.000Z', revision: 0 };

interface Judged {
  readonly policy?: DriftPolicySettings;
  readonly coverage?: number;
}

/** A capture object judged against a baseline, as it goes into a page. */
export function judged(baseline: BaselineDocument, object: Buffer, { policy = {}, coverage }: Judged = {}): ReportPage {
  const prepared = prepareBaseline(baseline);
  const sketcher = new ObjectSketcher(prepared, { objectKey: 'capture/a.jsonl', etag: 'e' });
  sketcher.push(object);
  const merger = new SketchMerger();
  merger.add(sketcher.end());
  const totals = merger.totals();
  const context = { window: WINDOW, evaluatedAt: WINDOW.end, endpointName: 'flights', coverage };
  return { report: new WindowEvaluator(prepared, { policy }).evaluate(totals, context), baseline, totals, policy };
}

/** A window of flights `shift` standard deviations late. */
export function flights(shift = 0, rows = 1000, options: Judged = {}): ReportPage {
  return judged(baselineOf(flightRows(1, 5000)), captureObject(flightRows(2, rows, shift)), options);
}

/** A model of many features, half numbers and half categories, the first `moved` of which drifted; names may be hostile. */
export function wide(features: number, moved: number, name = (index: number) => `feature_${index}`): ReportPage {
  const schema: FeatureSchemaDocument = {
    schemaVersion: 1,
    inputContentType: 'text/csv',
    outputContentType: 'text/csv',
    features: Array.from({ length: features }, (_, position) => {
      return { name: name(position), kind: position % 2 === 0 ? ('number' as const) : ('category' as const), position };
    }),
    outputs: [{ name: 'score', kind: 'number', position: 0, primary: true }],
  };
  const rows = (seed: number, count: number, drifted: number) => {
    const uniform = random(seed);
    const normal = () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform());
    return Array.from({ length: count }, () => [
      ...schema.features.map(({ kind }, i) =>
        kind === 'number'
          ? (1000 * normal() + (i < drifted ? 900 : 0)).toFixed(2)
          : `${name(i).slice(0, 60).replaceAll(',', ' ')}-${Math.floor((i < drifted ? uniform() ** 3 : uniform()) * 12)}`,
      ),
      normal().toFixed(3),
    ]);
  };
  const columns = [...schema.features, ...schema.outputs].map((field) => field.name);
  const baseline = baselineOf(rows(1, 1000, 0), { schema, columns });
  const lines = rows(2, 300, moved).map((row) =>
    captured({
      input: row
        .slice(0, -1)
        .map((cell) => JSON.stringify(cell).replaceAll('\\"', '""'))
        .join(','),
      output: String(row.at(-1)),
    }),
  );
  return judged(baseline, Buffer.from(`${lines.join('\n')}\n`));
}

/** A policy that mutes everything, in a quiet period. */
export const muted = {
  mutes: [{ name: '*', reason: '<b>storm</b>', owner: 'ml@example.com', expiresAt: '2026-05-01T00:00:00Z' }],
  quietUntil: '2026-05-01T00:00:00Z',
};
