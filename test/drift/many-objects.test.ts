import { prepareBaseline } from '../../lambda/drift';
import { sketchManyObjects } from './support/many-objects';
import { baselineOf, flightRows } from './support/reference';

describe('a window of 1,000 objects', () => {
  const baseline = prepareBaseline(baselineOf(flightRows(1, 3000)));
  const { totals, merged, rows, badLines, origins } = sketchManyObjects(baseline, 1000, 5);

  test('counts every row and every bad line once, in random order and with a third of the objects notified twice', () => {
    expect({ merged, rows: totals.rows, badLines: totals.badLineCount }).toEqual({ merged: 1000, rows, badLines });
    expect(totals.badLines.TRUNCATED?.lines).toBe(badLines);
  });

  test('adds up to the right categories', () => {
    const vocabulary = baseline.plan.columns.find(({ name }) => name === 'origin')?.vocabulary?.names ?? [];
    const counted = totals.columns.find(({ name }) => name === 'origin')?.categories?.counts ?? [];
    expect(new Map(vocabulary.map((name, i) => [name, counted[i]]))).toEqual(
      new Map([...origins].sort(([a], [b]) => vocabulary.indexOf(a) - vocabulary.indexOf(b))),
    );
  });
});
