import { BASELINE_SCHEMA_VERSION, prepareBaseline } from '../../lambda/drift';
import { fuzzObject } from '../../test/capture/support/fuzz';
import { sketchManyObjects } from '../../test/drift/support/many-objects';
import { baselineOf, flightRows } from '../../test/drift/support/reference';
import { writeBaseline } from './baseline';
import { bundleMethod, FOLDER } from './bundle';
import { generate } from './generate';
import { measureAll } from './measure';

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

/** Reads ten million rows of 20 features as one object, in a process of its own. @throws Error where memory grows with them. */
export function soakMemory(): string {
  const captured = generate(`${FOLDER}/rows-1000000.jsonl`, { rows: 1_000_000, seed: 1, decimals: 6, rowsPerLine: 1 });
  const baseline = writeBaseline(`${FOLDER}/baseline-${BASELINE_SCHEMA_VERSION}.json`);
  const command = [process.execPath, bundleMethod('engine'), baseline, captured, '10'];
  const name = 'ten million rows';
  const { rows = 0, maxRssMb = Number.NaN } = measureAll([{ name, what: '', runs: 1, command }]).get(name) ?? {};
  const said = `${rows.toLocaleString('en')} rows of 20 features in ${Math.round(maxRssMb)} MB`;
  if (rows !== 10_000_000 || !(maxRssMb < MAX_RSS_MB))
    throw new Error(`${said}; expected 10,000,000 in less than ${MAX_RSS_MB} MB`);
  return said;
}

/** All of it; takes some minutes. @param seed a fresh one each time finds more. */
export function soakDrift(seed: number): string {
  return [soakMemory(), soakParser(1_000_000, seed), soakObjects(10_000, seed)].join('\n');
}
