import { closeSync, openSync, readFileSync, readSync } from 'node:fs';
import { ObjectSketcher, prepareBaseline, readBaseline } from '../../lambda/drift';
import { fuzzObject } from '../../test/capture/support/fuzz';
import { sketchManyObjects } from '../../test/drift/support/many-objects';
import { baselineOf, flightRows } from '../../test/drift/support/reference';
import { writeBaseline } from './baseline';
import { generate } from './generate';

const FOLDER = 'build/drift-bench';
const LINES_AN_OBJECT = 200;
const MAX_RSS_MB = 200;

/** Compares the scanner with JSON.parse on many hostile lines. @throws Error with the seed of the first difference. */
export function soakParser(lines: number, firstSeed: number): string {
  const objects = Math.ceil(lines / LINES_AN_OBJECT);
  for (let seed = firstSeed; seed < firstSeed + objects; seed++) {
    const mismatch = fuzzObject(seed, LINES_AN_OBJECT);
    if (mismatch !== undefined) throw new Error(`The scanner differs from JSON.parse at seed ${seed}: ${mismatch}`);
  }
  return `${(objects * LINES_AN_OBJECT).toLocaleString('en')} hostile lines read like JSON.parse, seeds from ${firstSeed}`;
}

/** Merges the sketches of many objects. @throws Error where a row is lost or counted twice. */
export function soakObjects(objects: number, seed: number): string {
  const baseline = prepareBaseline(baselineOf(flightRows(1, 3000)));
  const { totals, merged, rows, badLines } = sketchManyObjects(baseline, objects, seed);
  if (merged !== objects || totals.rows !== rows || totals.badLineCount !== badLines) {
    throw new Error(
      `Expected ${objects} objects, ${rows} rows, ${badLines} bad lines; merged ${merged}, ${totals.rows}, ${totals.badLineCount}`,
    );
  }
  return `${objects.toLocaleString('en')} objects, ${rows.toLocaleString('en')} rows and ${badLines} bad lines counted exactly`;
}

/** Reads ten million rows of 20 features as one object. @throws Error where memory grows with them. */
export function soakMemory(): string {
  const path = generate(`${FOLDER}/rows-1000000.jsonl`, { rows: 1_000_000, seed: 1, decimals: 6, rowsPerLine: 1 });
  const baselinePath = writeBaseline(`${FOLDER}/baseline.json`);
  const baseline = prepareBaseline(readBaseline(readFileSync(baselinePath, 'utf8'), baselinePath));
  const sketcher = new ObjectSketcher(baseline, { objectKey: path, etag: 'soak' });
  const chunk = Buffer.allocUnsafe(1 << 18);
  for (let time = 0; time < 10; time++) {
    const file = openSync(path, 'r');
    for (let read = readSync(file, chunk); read > 0; read = readSync(file, chunk))
      sketcher.push(chunk.subarray(0, read));
    closeSync(file);
  }
  const { rows } = sketcher.end();
  const megabytes = Math.round(process.resourceUsage().maxRSS / 1024);
  const said = `${rows.toLocaleString('en')} rows of 20 features in ${megabytes} MB`;
  if (rows !== 10_000_000 || megabytes >= MAX_RSS_MB)
    throw new Error(`${said}; expected 10,000,000 in less than ${MAX_RSS_MB} MB`);
  return said;
}

/** All of it; takes some minutes. @param seed a fresh one each time finds more. */
export function soakDrift(seed: number): string {
  // Memory first: what the others leave behind would count.
  return [soakMemory(), soakParser(1_000_000, seed), soakObjects(10_000, seed)].join('\n');
}
