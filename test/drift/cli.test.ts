import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { BaselineDocument } from '../../lambda/drift';
import { ObjectSketcher, prepareBaseline, SketchMerger, WindowEvaluator } from '../../lambda/drift';
import type { DriftReport } from '../../lib/contract';
import { CommandFolder } from './support/command';
import { captureObject, flightRows, flightSchema, names } from './support/reference';

const fixtures = path.join(__dirname, 'fixtures');
let command: CommandFolder;
const at = (name: string) => command.at(name);
const cli = (...args: string[]) => command.run(...args);

function csv(rows: readonly (readonly unknown[])[]): string {
  return `${[names, ...rows].map((row) => row.join(',')).join('\n')}\n`;
}

function baseline(name: string): BaselineDocument {
  return JSON.parse(readFileSync(at(name), 'utf8'));
}

beforeAll(() => {
  command = new CommandFolder();
  writeFileSync(at('schema.json'), JSON.stringify(flightSchema));
  writeFileSync(at('train.csv'), csv(flightRows(1, 5000)));
  writeFileSync(at('storm.csv'), csv(flightRows(2, 1000, 1)));
  const args = ['--data', 'train.csv', '--schema', 'schema.json', '--out', 'baseline.json'];
  expect(cli('baseline', 'create', ...args)).toMatchObject({ status: 0, stderr: '' });
}, 60_000);
afterAll(() => command.remove());

describe('production-ml baseline create', () => {
  test('learns the same columns from Parquet as from CSV', () => {
    const learn = (file: string, out: string) =>
      cli(
        'baseline',
        'create',
        '--data',
        path.join(fixtures, file),
        '--time',
        'departure',
        '--window',
        'day',
        '--min-rows',
        '1000',
        '--out',
        out,
      );
    // 24 rows a day are too few to learn from: refused by name, from both.
    for (const file of ['flights.csv', 'flights.parquet']) {
      expect(learn(file, 'x.json')).toMatchObject({ status: 1, stderr: expect.stringContaining('TOO_FEW_WINDOWS') });
    }
    for (const file of ['flights.csv', 'flights.parquet']) {
      const args = ['--data', path.join(fixtures, file), '--ignore', 'departure', '--out', `${file}.json`];
      expect(cli('baseline', 'create', ...args)).toMatchObject({ status: 0, stderr: '' });
    }
    const [fromCsv, fromParquet] = [baseline('flights.csv.json'), baseline('flights.parquet.json')];
    expect(fromParquet.columns.map(({ name, kind }) => [name, kind])).toEqual([
      ['distance', 'integer'],
      ['delay', 'number'],
      ['origin', 'category'],
      ['holiday', 'boolean'],
    ]);
    expect(fromParquet.columns).toEqual(fromCsv.columns);
    expect(fromParquet.columns.find(({ name }) => name === 'delay')?.counts.nulls).toBe(16);
  });

  test('learns from captured traffic, and writes the same columns', () => {
    writeFileSync(at('captured.jsonl'), captureObject(flightRows(1, 5000)));
    const args = ['--data', 'captured.jsonl', '--schema', 'schema.json', '--out', 'captured.json'];
    expect(cli('baseline', 'create', ...args).status).toBe(0);
    expect(baseline('captured.json')).toMatchObject({ source: 'captured', columns: baseline('baseline.json').columns });
  });

  test('takes the importances of a model from its manifest, and reports carry them', () => {
    const importances = { distance: 0.02, delay: 0.3, origin: 0, stops: 0.01, holiday: 0 };
    writeFileSync(at('model.json'), JSON.stringify({ schemaVersion: 1, importances, featureSchema: flightSchema }));
    const args = ['--data', 'train.csv', '--schema', 'model.json', '--out', 'important.json'];
    expect(cli('baseline', 'create', ...args)).toMatchObject({ status: 0, stderr: '' });
    const args2 = ['--baseline', 'important.json', '--current', 'storm.csv', '--json', '-'];
    const { features } = JSON.parse(cli('drift', 'compare', ...args2).stdout) as DriftReport;
    expect(Object.fromEntries(features.map(({ name, importance }) => [name, importance]))).toEqual(importances);
    writeFileSync(at('odd.json'), JSON.stringify({ importances: { wind: 1 }, featureSchema: flightSchema }));
    const odd = cli('baseline', 'create', '--data', 'train.csv', '--schema', 'odd.json', '--out', 'x.json');
    expect(odd).toMatchObject({ status: 1, stderr: expect.stringContaining("The importance of 'wind'") });
  });

  test('names what is wrong with its input and ends with 1', () => {
    writeFileSync(at('broken.parquet'), 'PAR1 but no more');
    const create = (...args: string[]) => cli('baseline', 'create', '--out', 'x.json', ...args);
    const cases: [string[], string][] = [
      [['--data', 'missing.csv'], 'missing.csv cannot be read: there is no such file'],
      [['--data', 'broken.parquet'], 'it is no Parquet file'],
      [['--data', 'schema.json', '--schema', 'train.csv'], 'train.csv cannot be read: it is no JSON'],
      [['--data', 'train.csv', '--window', 'day'], '--window needs --time'],
      [
        ['--data', path.join(fixtures, 'flights.csv'), '--schema', 'schema.json'],
        "feature 'stops' is no column of the data",
      ],
    ];
    for (const [args, message] of cases) {
      const { status, stderr } = create(...args);
      expect({ args, status, stderr }).toEqual({ args, status: 1, stderr: expect.stringContaining(message) });
    }
  });
});

const compare = (...args: string[]) => cli('drift', 'compare', '--baseline', 'baseline.json', ...args);

describe('production-ml drift compare', () => {
  test('judges a capture object as the deployed engine does, to the bit', () => {
    const object = captureObject(flightRows(3, 800, 0.2));
    writeFileSync(at('window.jsonl'), object);
    const { stdout, status } = compare('--current', 'window.jsonl', '--json', '-');
    const prepared = prepareBaseline(baseline('baseline.json'));
    expect(prepared.document.columns.every(({ nulls }) => nulls !== undefined)).toBe(true);
    const sketcher = new ObjectSketcher(prepared, { objectKey: 'k', etag: 'e' });
    sketcher.push(object);
    const merger = new SketchMerger();
    merger.add(sketcher.end());
    const report = JSON.parse(stdout);
    const { window, evaluatedAt } = report;
    const expected = new WindowEvaluator(prepared).evaluate(merger.totals(), { window, evaluatedAt });
    expect({ status, report }).toEqual({ status: 0, report: JSON.parse(JSON.stringify(expected)) });
  });

  test('says what moved and ends with 3 where that was asked for', () => {
    const { status, stdout } = compare('--current', 'storm.csv', '--fail-on', 'critical');
    expect(status).toBe(3);
    expect(stdout).toMatch(/^CRITICAL: /);
    expect(stdout).toMatch(/│ delay +│ CRITICAL/);
    expect(compare('--current', 'storm.csv').status).toBe(0);
  });

  test('ends with 4 where there are too few rows for a verdict', () => {
    writeFileSync(at('few.csv'), csv(flightRows(4, 5)));
    expect(compare('--current', 'few.csv', '--fail-on', 'warning').status).toBe(4);
  });

  test('ends with 1 for a corrupt baseline and 2 for a wrong command line', () => {
    writeFileSync(at('tampered.json'), JSON.stringify({ ...baseline('baseline.json'), createdAt: 'earlier' }));
    const tampered = cli('drift', 'compare', '--baseline', 'tampered.json', '--current', 'storm.csv');
    expect(tampered).toMatchObject({ status: 1, stderr: expect.stringContaining('is corrupt') });
    expect(cli('drift', 'compare').status).toBe(2);
  });
});

describe('hostile files', () => {
  const NAMES = ['__proto__', '<script>', '\u001b[31mred', 'constructor'];
  const file = (rows: number, seed: number, shift = 0) =>
    [NAMES, ...flightRows(seed, rows, shift).map((row) => [row[1], row[1], row[2], row[3]])]
      .map((row) => row.join(','))
      .join('\r\n');

  test('with columns named like properties, mark-up and escapes are judged as any other, and act on no terminal', () => {
    writeFileSync(at('names.csv'), file(3000, 1));
    writeFileSync(at('moved.csv'), file(1000, 2, 1));
    const made = cli('baseline', 'create', '--data', 'names.csv', '--out', 'names.json');
    const { status, stdout } = cli('drift', 'compare', '--baseline', 'names.json', '--current', 'moved.csv');
    const control = [...made.stdout, ...stdout].filter((character) => character === '\u001b');
    expect({ made: made.status, status, control }).toEqual({ made: 0, status: 0, control: [] });
    expect(stdout).toMatch(/│ __proto__ +│ CRITICAL/);
    expect(stdout).toMatch(/│ <script> +│ CRITICAL/);
    expect(stdout).toMatch(/│ constructor +│ OK/);
  });

  test('with broken rows lose those rows, each counted by reason, and keep their verdict', () => {
    const rows: (string | number)[][] = flightRows(3, 2000);
    rows[10] = ['1', '2'];
    rows[20] = [...(rows[20] as string[]), 'more'];
    rows[30] = (rows[30] as string[]).with(2, '"never closed');
    ['NaN', 'Infinity', '-inf', '1e999', 'late'].forEach((text, i) => {
      rows[40 + i] = (rows[40 + i] as string[]).with(1, text);
    });
    rows[50] = (rows[50] as string[]).with(1, '');
    writeFileSync(at('broken.csv'), `\ufeff${csv(rows)}`);
    const { stdout } = compare('--current', 'broken.csv', '--json', '-');
    const report = JSON.parse(stdout) as DriftReport;
    expect(report).toMatchObject({
      verdict: 'OK',
      rows: 1997,
      invalidRows: { WRONG_COLUMN_COUNT: 2, BAD_PAYLOAD: 1 },
    });
    const delay = report.features.find(({ name }) => name === 'delay');
    expect(delay).toMatchObject({
      currentCount: 1991,
      shares: { nulls: { current: 1 / 1997 }, invalid: { current: 5 / 1997 } },
    });
  });

  test('that are empty, or only a head, are an error and an empty window', () => {
    writeFileSync(at('empty.csv'), '');
    writeFileSync(at('head.csv'), csv([]));
    expect(compare('--current', 'empty.csv')).toMatchObject({
      status: 1,
      stderr: expect.stringContaining('its first row must name the columns'),
    });
    const { status, stdout } = compare('--current', 'head.csv');
    expect({ status, stdout }).toEqual({ status: 0, stdout: expect.stringMatching(/^INSUFFICIENT_DATA: /) });
  });

  test('that do not fit the schema are refused with each misfit named', () => {
    writeFileSync(at('renamed.csv'), csv(flightRows(3, 100)).replace('distance,delay', 'miles,minutes'));
    const { status, stderr } = compare('--current', 'renamed.csv');
    expect(status).toBe(1);
    for (const name of ['distance', 'delay']) expect(stderr).toContain(`feature '${name}' is no column of the data`);
  });
});

describe('production-ml baseline', () => {
  test('diff says what moved, and approve records who approved', () => {
    expect(
      cli('baseline', 'create', '--data', 'storm.csv', '--schema', 'schema.json', '--out', 'storm.json').status,
    ).toBe(0);
    const { columns } = JSON.parse(cli('baseline', 'diff', 'baseline.json', 'storm.json', '--json').stdout);
    const changes = Object.fromEntries(
      columns.map(({ name, change }: { name: string; change: string }) => [name, change]),
    );
    expect(changes).toEqual({
      distance: 'same',
      delay: 'moved',
      origin: 'same',
      stops: 'same',
      holiday: 'same',
      prediction: 'moved',
    });
    expect(cli('baseline', 'approve', 'storm.json', '--by', 'Ada', '--comment', 'spring').status).toBe(0);
    expect(baseline('storm.json').approval).toMatchObject({ by: 'Ada', comment: 'spring' });
    const { status, stdout } = cli('drift', 'compare', '--baseline', 'storm.json', '--current', 'storm.csv');
    expect({ status, stdout }).toEqual({ status: 0, stdout: expect.stringContaining('approved by Ada') });
  });
});
