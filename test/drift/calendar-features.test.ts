import { ObjectSketcher, prepareBaseline, SketchMerger, WindowEvaluator } from '../../lambda/drift';
import { baselineOf, captureObject, flightRows, names } from './support/reference';

const DAYS = 70;
const MONDAY = Date.parse('2026-01-05T00:00:00Z');

/** Rows of one day: all have its weekday, and weekends leave from one airport only. */
function dayRows(day: number, rows: number): (string | number)[][] {
  const weekday = day % 7;
  const origin = weekday < 5 ? 'SFO' : 'LAX';
  return flightRows(1000 + day, rows).map((row) => row.with(2, origin).with(3, weekday));
}

const reference = Array.from({ length: DAYS }, (_, day) => {
  const time = new Date(MONDAY + day * 86_400_000).toISOString();
  return dayRows(day, 250 + (day % 4) * 20).map((row) => [...row, time]);
}).flat();
const baseline = prepareBaseline(baselineOf(reference, { columns: [...names, 'time'], time: 'time', windows: 'day' }));
const evaluator = new WindowEvaluator(baseline, { nulls: { draws: 2000 } });

function verdicts(rows: (string | number)[][]) {
  const sketcher = new ObjectSketcher(baseline, { objectKey: 'k', etag: 'e' });
  sketcher.push(captureObject(rows));
  const merger = new SketchMerger();
  merger.add(sketcher.end());
  const { findings } = evaluator.evaluate(merger.totals(), {
    window: { start: '2026-04-06T00:00:00Z', end: '2026-04-07T00:00:00Z', revision: 0 },
    evaluatedAt: '2026-04-07T00:20:00Z',
  });
  return findings.map(({ name, test }) => `${name} ${test}`);
}

// Features of the calendar hold one value a day: every window lies as far from the reference as its own windows did.
describe.each([
  ['as many rows', 290],
  ['a third more rows', 390],
  ['ten times the rows', 2900],
])('a day with %s than the reference had', (_title, rows) => {
  test.each(['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'])(
    'is not flagged for being a %s',
    (name) => {
      const weekday = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'].indexOf(name);
      expect(verdicts(dayRows(700 + weekday, rows))).toEqual([]);
    },
  );
});

test('a day on which something moved is still found beside its calendar', () => {
  const moved = dayRows(700, 290).map((row) => row.with(1, Number(row[1]) + 8));
  expect(verdicts(moved)).toEqual(['delay distribution']);
});

test('a weekend that never was is still found', () => {
  expect(verdicts(dayRows(701, 290).map((row) => row.with(2, 'JFK')))).toContain('origin unseen');
});
