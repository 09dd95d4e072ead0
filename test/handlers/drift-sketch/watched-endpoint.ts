import { DRIFT_MONITOR_SETTINGS, type DriftMonitorSettings } from '../../../lib/contract';
import { baselineOf, captureObject, flightRows } from '../../drift/support/reference';
import type { MemoryAws } from './memory-aws';

export const DATA = 'data';
export const BASELINE_KEY = 'baselines/flights.json';
export const baseline = baselineOf(flightRows(1, 5000));

const settings: DriftMonitorSettings = {
  schemaVersion: 1,
  endpointName: 'flights',
  variantName: 'champion',
  modelVersion: '1.4.0',
  baseline: { bucket: 'artifacts', key: BASELINE_KEY, id: baseline.id },
  capture: { bucket: DATA, prefix: 'capture/', byConfiguration: true },
  samplingPercentage: 100,
  data: { bucket: DATA, keyArn: 'arn:aws:kms:eu-west-1:111111111111:key/k' },
  windowHours: 1,
  policy: {},
};

/** Tells the handlers what a stack would. */
export function configure(changes: Partial<DriftMonitorSettings> = {}): void {
  process.env[DRIFT_MONITOR_SETTINGS] = JSON.stringify({ ...settings, ...changes });
}

export function putBaseline(aws: MemoryAws, body: string = JSON.stringify(baseline)): void {
  aws.put('artifacts', BASELINE_KEY, body);
}

/** Key of a capture object of an hour, `2026/04/01/10`. */
export function captureKey(hour: string, name: string, configuration = 'c0ffee'): string {
  return `capture/${configuration}/flights/champion/${hour}/${name}.jsonl`;
}

/** Puts seeded traffic, moved by `shift` standard deviations, and returns its key. */
export function putTraffic(
  aws: MemoryAws,
  hour: string,
  name: string,
  { seed = 7, rows = 1000, shift = 0 }: { seed?: number; rows?: number; shift?: number } = {},
): string {
  const key = captureKey(hour, name);
  aws.put(
    DATA,
    key,
    captureObject(flightRows(seed, rows, shift), (row) => `${name}-${row}`),
  );
  return key;
}
