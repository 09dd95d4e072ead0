import { readFileSync } from 'node:fs';
import path from 'node:path';
import Ajv2020 from 'ajv/dist/2020';
import addFormats from 'ajv-formats';
import type { DriftReport } from '../../lib/contract';
import { flights, wide } from './support';

const file = path.join(__dirname, '..', '..', 'assets', 'schema', 'drift-report.schema.json');
const ajv = addFormats(new Ajv2020({ strict: true, allErrors: true }));
const fits = ajv.compile(JSON.parse(readFileSync(file, 'utf8')));
const mutes = [{ name: '*', reason: 'storm', owner: 'ml@example.com', expiresAt: '2026-05-01T00:00:00Z' }];

/** As it is stored: without what is undefined. */
const stored = (report: DriftReport) => JSON.parse(JSON.stringify(report));

test.each([
  ['of a calm window', () => flights()],
  ['of a window that moved', () => flights(1)],
  ['of too few rows', () => flights(0, 5)],
  ['without data', () => flights(0, 0)],
  ['of an incomplete window', () => flights(1, 1000, { coverage: 0.4 })],
  ['with mutes, in a quiet period', () => flights(1, 1000, { policy: { mutes, quietUntil: '2026-05-01T00:00:00Z' } })],
  ['of many features', () => wide(30, 10)],
])('a report %s fits the published schema', (_what, make) => {
  fits(stored(make().report));
  expect(fits.errors).toBeNull();
});

test.each([
  ['another version', { schemaVersion: 2 }],
  ['an unknown verdict', { verdict: 'FINE' }],
  ['a severity without meaning', { severity: 4 }],
  ['a coverage above 1', { coverage: 1.2 }],
  ['a property that no reader knows', { surprise: true }],
  ['rows that are no count', { rows: -1 }],
])('a report with %s does not', (_what, change) => {
  expect(fits({ ...stored(flights().report), ...change })).toBe(false);
});
