import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { localImageDigest } from '../../examples/flight-delay/image-digest';
import { runProgram } from './run-program';

const EXAMPLE = path.join('examples', 'flight-delay');
const DATA = path.join('node_modules', 'vega-datasets', 'data', 'flights-3m.parquet');

export interface TrainOptions {
  readonly python: string;
  /** Registry host of the account that serves the image. */
  readonly registry: string;
  /** Version of the model and the arguments that make it differ. */
  readonly version: string;
  readonly arguments: readonly string[];
  readonly signal?: AbortSignal;
}

export interface TrainedModel {
  readonly manifest: string;
  readonly image: string;
  /** False when nothing that the model depends on has changed since it was trained. */
  readonly trained: boolean;
}

/** Runs the example's own command line. */
function flightDelay(python: string, args: readonly string[], signal?: AbortSignal): Promise<string> {
  const env = { PYTHONPATH: EXAMPLE, PYTHONDONTWRITEBYTECODE: '1' };
  return runProgram(python, ['-m', 'flight_delay', ...args], { env, signal });
}

/** The digest of the image covers the sources and the pinned packages. */
function digestOfInputs(options: TrainOptions, image: string): string {
  return createHash('sha256')
    .update(JSON.stringify([options.version, options.arguments, image]))
    .digest('hex');
}

/** Trains one version of the example, unless it was trained from the same sources before. */
export async function train(options: TrainOptions): Promise<TrainedModel> {
  const folder = path.join('build', 'flight-delay', options.version);
  const manifest = path.join(folder, 'model.json');
  const image = `${options.registry}/flight-delay@${localImageDigest()}`;
  const stamp = path.join(folder, 'inputs.sha256');
  const wanted = digestOfInputs(options, image);
  if (existsSync(manifest) && existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) {
    return { manifest, image, trained: false };
  }
  mkdirSync(folder, { recursive: true });
  await flightDelay(
    options.python,
    ['train', '--data', DATA, '--out', folder, '--image', image, '--version', options.version, ...options.arguments],
    options.signal,
  );
  writeFileSync(stamp, wanted);
  return { manifest, image, trained: true };
}

/**
 * Writes the requests of some days, with the features that training would have seen.
 *
 * @param days one, as 2001-04-06, or several, as 2001-04-01..2001-06-30
 */
export async function writeReplay(python: string, days: string, signal?: AbortSignal): Promise<string> {
  const file = path.join('build', 'flight-delay', `replay-${days}.jsonl`);
  if (existsSync(file)) return file;
  // Under its name only once it is whole: an interrupted run must not leave half a day.
  const partial = `${file}.partial`;
  await flightDelay(python, ['replay', '--data', DATA, '--days', days, '--out', partial], signal);
  renameSync(partial, file);
  return file;
}

/** What the monitor compares with: learned from the flights that the model was trained on, with their days' own unrest. */
export async function makeBaseline(version: string, signal?: AbortSignal): Promise<string> {
  const folder = path.join('build', 'flight-delay', version);
  const out = path.join(folder, 'baseline.json');
  const data = path.join(folder, 'reference.parquet');
  const wanted = createHash('sha256')
    .update(readFileSync(data))
    .update(readFileSync('bin/production-ml.js'))
    .digest('hex');
  const stamp = path.join(folder, 'baseline.sha256');
  if (existsSync(out) && existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return out;
  const args = ['baseline', 'create', '--data', data, '--schema', path.join(folder, 'model.json'), '--time', 'time'];
  await runProgram(
    process.execPath,
    ['bin/production-ml.js', ...args, '--window', 'day', '--version', version, '--out', out],
    { env: {}, signal },
  );
  writeFileSync(stamp, wanted);
  return out;
}
