import { ObjectSketcher, prepareBaseline, SketchMerger, WindowEvaluator } from '../../lambda/drift';
import { captured } from '../capture/support/lines';
import { baselineOf, captureObject, flightRows } from './support/reference';

const baseline = prepareBaseline(baselineOf(flightRows(1, 20_000)));
const evaluator = new WindowEvaluator(baseline, { nulls: { draws: 2000 } });
const context = {
  window: { start: '2026-04-06T07:00:00Z', end: '2026-04-06T08:00:00Z', revision: 0 },
  evaluatedAt: '2026-04-06T08:20:00Z',
};

function report(...objects: Buffer[]) {
  const merger = new SketchMerger();
  for (const [i, object] of objects.entries()) {
    const sketcher = new ObjectSketcher(baseline, { objectKey: `k${i}`, etag: 'e' });
    sketcher.push(object);
    merger.add(sketcher.end());
  }
  return evaluator.evaluate(merger.totals(), context);
}

describe('WindowEvaluator', () => {
  test('finds nothing in traffic like the reference', () => {
    const { verdict, findings, rows } = report(captureObject(flightRows(2, 1000)), captureObject(flightRows(3, 1000)));
    expect({ verdict, findings, rows }).toEqual({ verdict: 'OK', findings: [], rows: 2000 });
  });

  test('names the feature that moved and the prediction that moved with it', () => {
    const { verdict, findings } = report(captureObject(flightRows(2, 2000, 0.5)));
    expect(verdict).toBe('CRITICAL');
    expect(findings.map(({ name }) => name).sort()).toEqual(['delay', 'prediction']);
  });

  test('calls a column that changed its type a matter of data quality, and moves no statistic by it', () => {
    const rows = flightRows(6, 2000);
    const { findings, features } = report(
      captureObject(rows.map((row, i) => (i % 4 === 0 ? row.with(1, 'late') : row))),
    );
    expect(findings.map(({ name, family, test }) => [name, family, test])).toEqual([
      ['delay', 'DATA_QUALITY', 'invalid'],
    ]);
    const delay = features.find(({ name }) => name === 'delay');
    expect(delay?.currentCount).toBe(1500);
    expect(delay?.statistics.wasserstein?.normalized).toBeLessThan(0.1);
  });

  test('says that an empty window has too little data', () => {
    expect(report()).toMatchObject({ verdict: 'INSUFFICIENT_DATA', rows: 0, invalidRows: {} });
  });

  test('lets no bad line move a statistic: the report is the same with them but for their count', () => {
    const rows = flightRows(5, 1000, 0.3);
    const good = captureObject(rows);
    const bad = [
      ...['nonsense', '{"cut', '[]', '{"captureData":{}}', '\u0000', '{"__proto__":{"rows":9}}'],
      ...[[1], [...(rows[0] as string[]), 9]].map((row) => captured({ input: row.join(','), output: '1' })),
      captured({ input: '%%%', inputEncoding: 'BASE64', output: '1' }),
      captured({ input: '', output: '' }),
    ];
    const lines = good.toString().trimEnd().split('\n');
    const mixed = lines.flatMap((line, i) => (i % 100 === 0 ? [bad[i / 100] as string, line] : [line])).join('\r\n');
    const [{ invalidRows: none, ...clean }, { invalidRows, ...rest }] = [report(good), report(Buffer.from(mixed))];
    expect(rest).toEqual(clean);
    expect(none).toEqual({});
    expect(Object.values(invalidRows).reduce((sum, count) => sum + count, 0)).toBe(bad.length);
  });

  test('reports bad lines and missing responses by reason', () => {
    const inputOnly = captureObject(flightRows(4, 3))
      .toString('utf8')
      .replaceAll(/,"endpointOutput":\{[^}]*\}/g, '');
    expect(report(Buffer.from('nonsense\n{"cut'), Buffer.from(inputOnly)).invalidRows).toEqual({
      NOT_JSON: 1,
      TRUNCATED: 1,
      NO_OUTPUT: 3,
    });
  });

  test('writes the prediction rows in the pass that sketches', () => {
    let written = '';
    const options = {
      objectKey: 'k',
      etag: 'e',
      writePredictions: (lines: string) => {
        written += lines;
      },
    };
    const sketcher = new ObjectSketcher(baseline, options);
    const rows = flightRows(5, 700);
    sketcher.push(captureObject(rows, (row) => `request-${row}`));
    sketcher.end();
    const parsed = written
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(parsed).toHaveLength(700);
    expect(parsed[699]).toEqual({
      schemaVersion: 1,
      inferenceId: 'request-699',
      row: 0,
      inferenceTime: '2026-04-06T07:00:00Z',
      outputs: { prediction: Number(rows[699]?.[5]) },
    });
  });
});
