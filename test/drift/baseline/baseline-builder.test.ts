import { CaptureScanner } from '../../../lambda/capture/capture-scanner';
import { planColumns } from '../../../lambda/capture/column-plan';
import { distributionMeter } from '../../../lambda/decide';
import { ObjectSketcher, prepareBaseline } from '../../../lambda/drift';
import {
  approveBaseline,
  BaselineBuilder,
  type BaselineColumn,
  BaselineRefusedError,
  diffBaselines,
  inferSchema,
  MAX_VOCABULARY,
  readBaseline,
  timeOf,
} from '../../../lambda/drift/baseline';
import { monitoredField } from '../../../lambda/drift/baseline/monitored-fields';
import { quantile } from '../../../lambda/drift/baseline/unrest';
import type { NumericCounts } from '../../../lambda/stats';
import { random } from '../../capture/support/fuzz';
import { baselineOf, captureObject, flightRows, flightSchema, identity, names } from '../support/reference';

const rows = flightRows(1, 4000);

function codes(make: () => unknown): string[] {
  try {
    make();
  } catch (error) {
    if (error instanceof BaselineRefusedError)
      return error.problems.map(({ code, column }) => `${code} ${column ?? ''}`.trim());
    throw error;
  }
  return [];
}

describe('a baseline', () => {
  const document = baselineOf(rows);

  test('counts its own rows exactly as traffic is counted', () => {
    const sketcher = new ObjectSketcher(prepareBaseline(document), { objectKey: 'k', etag: 'e' });
    sketcher.push(captureObject(rows));
    const { columns } = sketcher.end();
    expect(columns.map(({ numeric, categories }) => numeric ?? categories)).toEqual(
      document.columns.map(({ counts }) => counts),
    );
  });

  test('is the same from a table and from captured traffic, but for its source', () => {
    const plan = planColumns(flightSchema);
    const builder = new BaselineBuilder(flightSchema, plan, { storeNulls: false });
    const scanner = new CaptureScanner(plan, [builder], { objectKey: 'k' });
    scanner.push(captureObject(rows));
    scanner.end();
    const fromTraffic = builder.finish({ ...identity, source: 'captured' });
    expect({ ...fromTraffic, id: '', source: '' }).toEqual({ ...document, id: '', source: '' });
    expect(fromTraffic.id).not.toBe(document.id);
  });

  test('knows mean and standard deviation of numbers far from zero', () => {
    const far = rows.map((row, i) => row.with(1, String(1e9 + (i % 2))));
    const column = baselineOf(far).columns.find(({ name }) => name === 'delay');
    expect(column).toMatchObject({ mean: 1e9 + 0.5, standardDeviation: 0.5, min: 1e9, max: 1e9 + 1 });
  });

  test('is read back as it was, also with an approval', () => {
    const approved = approveBaseline(document, { by: 'Ada', at: '2026-01-02T00:00:00Z' });
    expect(readBaseline(JSON.stringify(approved), 'b.json')).toEqual(approved);
  });

  test.each([
    ['MISSING', undefined],
    ['CORRUPT', '{"schemaVersion":'],
    ['CORRUPT', '[]'],
    ['OTHER_VERSION', JSON.stringify({ ...document, schemaVersion: 7 })],
    ['CORRUPT', JSON.stringify({ ...document, data: { ...document.data, rows: 1 } })],
  ])('is refused as %s', (code, text) => {
    expect(() => readBaseline(text, 'b.json')).toThrow(expect.objectContaining({ name: 'BaselineError', code }));
  });

  test('leaves out an output that the data do not have', () => {
    const { columns } = baselineOf(
      rows.map((row) => row.slice(0, 5)),
      { columns: names.slice(0, 5) },
    );
    expect(columns.map(({ name }) => name)).toEqual(names.slice(0, 5));
  });

  test('bounds its vocabulary and counts the rarest categories as unseen', () => {
    const many = Array.from({ length: 12_000 }, (_, i) =>
      (rows[i % 4000] as string[]).with(2, `airport-${i < 2000 ? i % 10 : i}`),
    );
    const column = baselineOf(many).columns.find(({ name }) => name === 'origin');
    if (column?.kind !== 'category') throw new Error('origin is a category');
    expect(column.vocabulary).toHaveLength(MAX_VOCABULARY);
    expect(column.vocabulary.slice(0, 10).sort()).toEqual(Array.from({ length: 10 }, (_, i) => `airport-${i}`));
    expect(column.counts.unseen).toBe(12_000 - 2000 - (MAX_VOCABULARY - 10));
  });
});

describe('importances', () => {
  test('stand with the columns they belong to', () => {
    const { columns } = baselineOf(rows, { importances: { delay: 0.3, origin: 0 } });
    const found = columns.flatMap(({ name, importance }) => (importance === undefined ? [] : [[name, importance]]));
    expect(found).toEqual([
      ['delay', 0.3],
      ['origin', 0],
    ]);
  });

  test('of no field, or below 0, are refused by name, all at once', () => {
    const make = () => baselineOf(rows, { importances: { delay: -1, origin: Number.NaN, wind: 1, stops: 2 } });
    expect(make).toThrow(
      expect.objectContaining({
        problems: ['delay', 'origin', 'wind'].map((column) =>
          expect.objectContaining({ code: 'BAD_IMPORTANCE', column }),
        ),
      }),
    );
  });
});

describe('a reference that is not fit', () => {
  test('is refused with every reason at once', () => {
    const broken = rows.slice(0, 500).map((row) => [5, '', 'SFO', 'two', row[4], row[5]] as string[]);
    expect(codes(() => baselineOf(broken))).toEqual([
      'TOO_FEW_ROWS',
      'CONSTANT_COLUMN distance',
      'MISSING_FEATURE delay',
      'CONSTANT_COLUMN origin',
      'SCHEMA_MISFIT stops',
    ]);
  });

  test('is refused for an identifier in place of a category', () => {
    const ids = Array.from({ length: 100_001 }, (_, i) => (rows[i % 4000] as string[]).with(2, `id-${i}`));
    expect(codes(() => baselineOf(ids))).toEqual(['TOO_MANY_CATEGORIES origin']);
  });

  test('is refused for a range that no double can measure', () => {
    expect(
      codes(() =>
        baselineOf(
          rows.with(0, (rows[0] as string[]).with(1, '1e308')).with(1, (rows[1] as string[]).with(1, '-1e308')),
        ),
      ),
    ).toEqual(['RANGE_TOO_WIDE delay']);
  });

  test('is refused for a column that it does not have', () => {
    expect(() => baselineOf(rows, { columns: names.with(0, 'miles') })).toThrow(
      "feature 'distance' is no column of the data",
    );
  });

  test('is refused for too few windows to learn from', () => {
    const timed = rows.map((row, i) => [...row, i < 2000 ? '2026-01-01T00:00:00Z' : 'yesterday']);
    expect(codes(() => baselineOf(timed, { columns: [...names, 'at'], time: 'at', windows: 'day' }))).toEqual([
      'TOO_FEW_WINDOWS',
    ]);
  });
});

describe('the unrest of a reference', () => {
  const days = 40;
  const restless = Array.from({ length: days }, (_, day) =>
    flightRows(100 + day, 200, 0.5 * Math.sin(day)).map((row) => [
      ...row,
      `2026-01-01 ${day % 24}:00`.replace('01-01', `0${1 + Math.floor(day / 28)}-${1 + (day % 28)}`),
    ]),
  ).flat();
  const document = baselineOf(restless, { columns: [...names, 'at'], time: 'at', windows: 'day' });
  const unrest = (name: string) => document.columns.find((column) => column.name === name)?.unrest99;

  test('is large for what moves from day to day and small for what does not', () => {
    expect(unrest('delay')?.wasserstein).toBeGreaterThan(0.4);
    expect(unrest('delay')?.wasserstein).toBeLessThan(0.75);
    expect(unrest('distance')?.wasserstein).toBeLessThan(0.3);
    expect(unrest('origin')).toMatchObject({ psi: expect.any(Number), nulls: 0, invalid: 0 });
  });

  test('is kept with the rows of each window', () => {
    expect(document.windows?.used).toHaveLength(days);
    expect(document.windows).toMatchObject({ unit: 'day', leftOut: 0, rowsWithoutTime: 0 });
    expect(document.windows?.used[0]).toEqual({ start: '2026-01-01T00:00:00.000Z', rows: 200 });
  });

  test('takes the quantile that numpy calls weibull', () => {
    const hundreds = Array.from({ length: 200 }, (_, i) => 200 - i);
    expect(quantile(hundreds, 0.99)).toBeCloseTo(198.99, 12);
    expect(quantile(hundreds, 0.003)).toBe(1);
    expect(quantile([4, 1, 3, 2], 0.5)).toBe(2.5);
    expect(quantile([4, 1, 3, 2], 0.99)).toBe(4);
    expect(quantile([1], 0.99)).toBe(1);
  });

  test('is exceeded by one further window in a hundred, whatever the law', () => {
    const uniform = random(7);
    const heavyTailed = () => Math.exp(3 * Math.tan(Math.PI * (uniform() - 0.5)));
    const trials = 20_000;
    let beyond = 0;
    for (let trial = 0; trial < trials; trial++) {
      const learned = Array.from({ length: 199 }, heavyTailed);
      if (heavyTailed() > quantile(learned, 0.99)) beyond++;
    }
    // Four standard errors.
    expect(Math.abs(beyond / trials - 0.01)).toBeLessThan(0.0028);
  });

  test('lies beyond each of its windows where they are fewer than a hundred', () => {
    const delays = document.columns.find(({ name }) => name === 'delay');
    const field = monitoredField(delays as BaselineColumn, document);
    const meter = distributionMeter(field);
    const effects = Array.from({ length: days }, (_, day) => {
      const window = prepareBaseline(document);
      const sketcher = new ObjectSketcher(window, { objectKey: `${day}`, etag: 'e' });
      sketcher.push(captureObject(restless.slice(200 * day, 200 * (day + 1)).map((row) => row.slice(0, -1))));
      const { numeric } = sketcher.end().columns.find(({ name }) => name === 'delay') ?? {};
      return meter.measure(numeric as NumericCounts)?.wasserstein?.normalized as number;
    });
    const farthest = Math.max(...effects);
    expect(field.unrest99?.wasserstein).toBeGreaterThan(farthest);
    expect(field.unrest99?.wasserstein).toBeCloseTo(farthest, 6);
  });
});

describe('timeOf', () => {
  const noon = Date.UTC(2026, 3, 6, 12);
  test.each([
    ['2026-04-06T12:00:00Z', noon],
    ['2026-04-06 12:00', noon],
    ['2026/04/06 12:00:00.250', noon],
    ['2026-04-06T14:00:00+02:00', noon],
    [noon, noon],
    [noon / 1000, noon],
    [BigInt(noon), noon],
    [String(noon), noon],
    ['2026-04-06', noon - 12 * 3600e3],
    ['2026-02-30', Number.NaN],
    ['soon', Number.NaN],
    [undefined, Number.NaN],
  ])('reads %p', (value, time) => {
    expect(timeOf(value)).toBe(time);
  });
});

describe('inferSchema', () => {
  test('finds kinds, positions and what a person should check', () => {
    const columns = ['id', 'age', 'ratio', 'city', 'member', 'flag', 'label'];
    const records = Array.from({ length: 200 }, (_, i) => [
      `u-${i}`,
      String(i % 70),
      `${i}.5`,
      'abc'[i % 3],
      i % 2 ? 'true' : 'false',
      String(i % 2),
      '1',
    ]);
    const { schema, remarks } = inferSchema(columns, records, { outputs: ['label'], ignore: ['gone'] });
    expect(schema.features.map(({ name, kind, position }) => [name, kind, position])).toEqual([
      ['age', 'integer', 0],
      ['ratio', 'number', 1],
      ['city', 'category', 2],
      ['member', 'boolean', 3],
      ['flag', 'boolean', 4],
    ]);
    expect(schema.outputs).toEqual([{ name: 'label', kind: 'boolean', position: 0, primary: true }]);
    expect(remarks.join(' ')).toMatch(/'gone' is no column.*'id' has 200 different values.*'flag' holds only 0 and 1/s);
  });
});

describe('what inferSchema says of a column that is not what it seems', () => {
  test.each([
    [
      'numbers with a decimal comma',
      (i: number) => `${i % 97},5`,
      'category',
      /looks like numbers \('0,5'\).*decimal point/,
    ],
    ['amounts of money', (i: number) => `$${i % 97}.50`, 'category', /looks like numbers \('\$0\.50'\)/],
    ['percentages', (i: number) => `${i % 13} %`, 'category', /looks like numbers \('0 %'\)/],
    ['thousands', (i: number) => `${i},000`, undefined, /looks like numbers.*different values/s],
    ['another encoding', (i: number) => ['K\uFFFDln', 'Bonn'][i % 2], 'category', /no UTF-8/],
    ['lists', (i: number) => [i, i], undefined, /lists or objects/],
    ['days as text', (i: number) => `2026-01-${10 + (i % 20)}`, undefined, /holds times/],
    ['years', (i: number) => String(1990 + (i % 30)), 'integer', /^$/],
    ['names with digits', (i: number) => `gate ${i % 9}`, 'category', /^$/],
  ])('%s', (_what, cell, kind, remark) => {
    const records = Array.from({ length: 300 }, (_, i) => [cell(i)]);
    const { schema, remarks } = inferSchema(['x'], records);
    expect(schema.features[0]?.kind).toBe(kind);
    expect(remarks.join('\n')).toMatch(remark);
  });
});

describe('diffBaselines', () => {
  test('says what moved, what is new and what is gone', () => {
    const before = baselineOf(rows);
    const after = baselineOf(flightRows(2, 4000, 1).map((row) => (row[2] === 'JFK' ? row.with(2, 'EWR') : row)));
    const changes = Object.fromEntries(diffBaselines(before, after).columns.map((column) => [column.name, column]));
    expect(changes.distance?.change).toBe('same');
    expect(changes.delay).toMatchObject({ change: 'moved', meanShift: expect.closeTo(1, 1) });
    expect(changes.origin).toMatchObject({ newCategories: ['EWR'], lostCategories: ['JFK'], change: 'moved' });
    expect(changes.stops?.change).toBe('same');
  });
});
